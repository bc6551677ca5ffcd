// The API's description of itself: whole, and sound in itself.
#include "http/openapi.h"

#include <gtest/gtest.h>

#include <set>

#include "http/world.h"

namespace fugong::http_test {
namespace {

class OpenApiTest : public World {
 protected:
  json::Object document() { return openapi(router(), "Notes", "1.2.3").as_object(); }
};

// Every $ref below `value` leads somewhere in `root`.
void expect_refs(const json::Value& value, const json::Object& root, int& refs) {
  if (const json::Array* array = value.if_array())
    for (const json::Value& item : *array) expect_refs(item, root, refs);
  const json::Object* object = value.if_object();
  if (!object) return;
  for (const auto& entry : *object) expect_refs(entry.value(), root, refs);
  const json::Value* ref = object->if_contains("$ref");
  if (!ref) return;
  ++refs;
  const std::string_view pointer = std::string_view(ref->as_string());
  ASSERT_TRUE(pointer.starts_with("#/")) << pointer;
  boost::system::error_code error;
  EXPECT_TRUE(json::Value(root).find_pointer(pointer.substr(1), error)) << pointer;
}

TEST_P(OpenApiTest, describes_every_route_once) {
  const json::Object all = document();
  EXPECT_EQ(all.at("openapi").as_string(), "3.1.0");
  EXPECT_EQ(all.at("info").as_object().at("version").as_string(), "1.2.3");
  const json::Object& paths = all.at("paths").as_object();
  std::set<std::string> operations;
  std::size_t described = 0;
  for (const auto& path : paths) described += path.value().as_object().size();
  EXPECT_EQ(described, router().entries().size());
  for (const auto& entry : router().entries()) {
    constexpr const char* methods[] = {"get", "post", "put", "patch", "delete"};
    const json::Object& operation =
        paths.at(entry.route.path).as_object().at(methods[static_cast<int>(entry.route.method)]).as_object();
    EXPECT_EQ(operation.at("operationId").as_string(), entry.route.operation);
    EXPECT_EQ(operation.at("x-right").as_string(), entry.route.right);
    EXPECT_EQ(operation.contains("security"), entry.route.right == "public");
    EXPECT_TRUE(operation.at("responses").as_object().contains("default"));
    operations.insert(std::string(entry.route.operation));
  }
  EXPECT_EQ(operations.size(), router().entries().size()) << "an operationId is used twice";
}

TEST_P(OpenApiTest, has_no_loose_ends) {
  const json::Object all = document();
  int refs = 0;
  expect_refs(all, all, refs);
  EXPECT_GE(refs, static_cast<int>(router().entries().size()));
  for (const auto& path : all.at("paths").as_object())
    for (const auto& operation : path.value().as_object()) {
      std::size_t declared = 0;
      if (const json::Value* list = operation.value().as_object().if_contains("parameters"))
        for (const json::Value& parameter : list->as_array())
          declared += parameter.as_object().at("in").as_string() == "path";
      EXPECT_EQ(declared, static_cast<std::size_t>(std::ranges::count(path.key(), '{'))) << path.key();
    }
}

TEST_P(OpenApiTest, tells_parameters_bodies_and_replies) {
  const json::Object all = document();
  const json::Object& notes = all.at("paths").as_object().at("/api/v1/notes").as_object();
  EXPECT_EQ(notes.at("get").as_object().at("parameters").as_array().size(), 6u);
  const json::Object& post = notes.at("post").as_object();
  EXPECT_TRUE(post.at("requestBody").as_object().at("required").as_bool());
  EXPECT_TRUE(post.at("responses").as_object().contains("201"));
  const json::Object& touch =
      all.at("paths").as_object().at("/api/v1/notes/{id}/touch").as_object().at("post").as_object();
  EXPECT_FALSE(touch.at("requestBody").as_object().at("required").as_bool());
  EXPECT_TRUE(touch.at("responses").as_object().contains("204"));
}

TEST_P(OpenApiTest, is_served_and_describes_itself) {
  declare_openapi(router(), "Notes", "1.2.3");
  const Response response = ask(Method::get, "/api/v1/openapi.json");
  ASSERT_EQ(response.status, 200);
  const auto served = json::parse(response.body);
  ASSERT_TRUE(served);
  EXPECT_TRUE(served->as_object().at("paths").as_object().contains("/api/v1/openapi.json"));
  EXPECT_EQ(ask(Method::get, "/api/v1/openapi.json", "", {{"If-None-Match", header(response, "ETag")}}).status, 304);
}

INSTANTIATE_TEST_SUITE_P(on, OpenApiTest, testing::Values(db::Dialect::sqlite), db_test::engine_name);

}  // namespace
}  // namespace fugong::http_test
