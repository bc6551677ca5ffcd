#include "http/openapi.h"

#include <mutex>

namespace fugong::http {
namespace {

using detail::Entry;
using json::Array;
using json::Object;
using json::Value;

std::string_view method_key(Method method) {
  switch (method) {
    case Method::get: return "get";
    case Method::post: return "post";
    case Method::put: return "put";
    case Method::patch: return "patch";
    case Method::del: return "delete";
  }
  return "get";
}

Array parameters(const Entry& entry) {
  Array out;
  std::string_view path = entry.route.path;
  for (auto open = path.find('{'); open != std::string_view::npos; open = path.find('{', open + 1)) {
    const auto close = path.find('}', open);
    out.push_back(Object{{"name", std::string(path.substr(open + 1, close - open - 1))},
                         {"in", "path"},
                         {"required", true},
                         {"schema", Object{{"type", "string"}}}});
  }
  const Object* query = entry.route.method == Method::get ? entry.request_schema.if_object() : nullptr;
  const Value* properties = query ? query->if_contains("properties") : nullptr;
  if (!properties) return out;
  const Value* required = query->if_contains("required");
  for (const auto& property : properties->get_object()) {
    bool needed = false;
    if (required)
      for (const Value& name : required->get_array()) needed = needed || name.get_string() == property.key();
    out.push_back(Object{
        {"name", std::string(property.key())}, {"in", "query"}, {"required", needed}, {"schema", property.value()}});
  }
  return out;
}

Object content(const char* type, Value schema) { return Object{{type, Object{{"schema", std::move(schema)}}}}; }

Object binary() { return Object{{"type", "string"}, {"format", "binary"}}; }

// No body says the same as {}, so it is required only where some member is.
bool needs_body(const Value& schema) {
  const Object* object = schema.if_object();
  const Value* required = object ? object->if_contains("required") : nullptr;
  return !required || !required->get_array().empty();
}

Object responses(const Entry& entry) {
  Object out;
  Object good{{"description", std::string(entry.route.summary)}};
  const bool json_body = !entry.response_schema.is_null();
  if (json_body) good["content"] = content("application/json", entry.response_schema);
  else if (!entry.raw && entry.route.method == Method::get)  // a file
    good["content"] = content("application/octet-stream", binary());
  out[std::to_string(json_body || entry.raw              ? entry.route.success
                     : entry.route.method == Method::get ? 200
                                                         : 204)] = std::move(good);
  out["default"] =
      Object{{"description", "Problem details (RFC 9457)"},
             {"content", content("application/problem+json", Object{{"$ref", "#/components/schemas/Problem"}})}};
  return out;
}

Object operation(const Entry& entry) {
  Object out{{"operationId", std::string(entry.route.operation)},
             {"summary", std::string(entry.route.summary)},
             {"x-right", std::string(entry.route.right)},
             {"responses", responses(entry)}};
  if (Array list = parameters(entry); !list.empty()) out["parameters"] = std::move(list);
  if (entry.upload)
    out["requestBody"] = Object{{"required", true}, {"content", content("application/octet-stream", binary())}};
  else if (entry.route.method != Method::get && !entry.request_schema.is_null())
    out["requestBody"] = Object{{"required", needs_body(entry.request_schema)},
                                {"content", content("application/json", entry.request_schema)}};
  if (entry.route.right == "public") out["security"] = Array{};
  return out;
}

Object components() {
  const Object text{{"type", "string"}};
  const Object fault{{"type", "object"}, {"properties", Object{{"field", text}, {"code", text}, {"detail", text}}}};
  return Object{
      {"schemas",
       Object{{"Problem", Object{{"type", "object"},
                                 {"required", Array{"type", "title", "status", "detail", "code"}},
                                 {"properties", Object{{"type", text},
                                                       {"title", text},
                                                       {"status", Object{{"type", "integer"}}},
                                                       {"detail", text},
                                                       {"code", text},
                                                       {"field", text},
                                                       {"errors", Object{{"type", "array"}, {"items", fault}}}}}}}}},
      {"securitySchemes", Object{{"session", Object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "fugong_session"}}},
                                 {"token", Object{{"type", "http"}, {"scheme", "bearer"}}}}}};
}

}  // namespace

Value openapi(const Router& router, const std::string& title, const std::string& version) {
  Object paths;
  for (const Entry& entry : router.entries()) {
    Value& path = paths[entry.route.path];
    if (!path.is_object()) path = Object{};
    path.get_object()[method_key(entry.route.method)] = operation(entry);
  }
  return Object{{"openapi", "3.1.0"},
                {"info", Object{{"title", title},
                                {"version", version},
                                {"license", Object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
                {"servers", Array{Object{{"url", "/"}}}},
                {"security", Array{Object{{"session", Array{}}}, Object{{"token", Array{}}}}},
                {"paths", std::move(paths)},
                {"components", components()}};
}

void declare_openapi(Router& router, const std::string& title, const std::string& version) {
  auto made = std::make_shared<std::pair<std::once_flag, std::string>>();
  router.raw({Method::get, "/api/v1/openapi.json", "public", "getOpenApi", "This description"},
             [&router, title, version, made](Call&) {
               std::call_once(made->first, [&] { made->second = json::write_value(openapi(router, title, version)); });
               return Response{200, "application/json", {}, made->second};
             });
}

}  // namespace fugong::http
