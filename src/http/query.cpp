#include <charconv>

#include "http/router.h"
#include "http/url.h"

namespace fugong::http::detail {
namespace {

// A value typed as its schema asks; integers and numbers that do not read whole are the reader's fault, not a guess.
Result<json::Value> typed(const std::string& name, const std::string& text, std::string_view type) {
  const char* end = text.data() + text.size();
  if (type == "integer") {
    std::int64_t n = 0;
    const auto [at, error] = std::from_chars(text.data(), end, n);
    if (error != std::errc{} || at != end) return invalid("query.type", name, {{"type", std::string(type)}});
    return json::Value(n);
  }
  if (type == "number") {
    double d = 0;
    const auto [at, error] = std::from_chars(text.data(), end, d);
    if (error != std::errc{} || at != end) return invalid("query.type", name, {{"type", std::string(type)}});
    return json::Value(d);
  }
  if (type == "boolean") {
    if (text != "true" && text != "false") return invalid("query.type", name, {{"type", std::string(type)}});
    return json::Value(text == "true");
  }
  return json::Value(text);
}

}  // namespace

Result<json::Value> query_object(std::string_view query, const json::Value& schema) {
  const auto pairs = split_query(query);
  if (!pairs) return fail(ErrorKind::malformed, "query.malformed");
  static const json::Object none;
  const json::Object* properties = &none;
  if (const json::Object* object = schema.if_object())
    if (const json::Value* found = object->if_contains("properties")) properties = &found->get_object();
  json::Object out;
  for (const auto& [name, text] : *pairs) {
    const json::Value* property = properties->if_contains(name);
    if (!property) return invalid("query.unknown", name);
    const json::Value* type = property->get_object().if_contains("type");
    const std::string_view type_name = type ? std::string_view(type->get_string()) : "string";
    if (type_name == "array") {
      const json::Value& items = property->at("items");
      FG_TRY(json::Value value, typed(name, text, items.at("type").get_string()));
      json::Value& list = out[name];
      if (!list.is_array()) list = json::Array{};
      list.get_array().push_back(std::move(value));
      continue;
    }
    if (out.contains(name)) return invalid("query.twice", name);
    FG_TRY(json::Value value, typed(name, text, type_name));
    out.emplace(name, std::move(value));
  }
  return json::Value(std::move(out));
}

}  // namespace fugong::http::detail
