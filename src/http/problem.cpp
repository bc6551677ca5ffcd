#include "http/problem.h"

#include "base/json.h"

namespace fugong::http {

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid: return 422;
    case ErrorKind::malformed: return 400;
    case ErrorKind::unauthenticated: return 401;
    case ErrorKind::forbidden: return 403;
    case ErrorKind::not_found: return 404;
    case ErrorKind::method_not_allowed: return 405;
    case ErrorKind::conflict: return 409;
    case ErrorKind::precondition: return 412;
    case ErrorKind::too_large: return 413;
    case ErrorKind::unsupported_media: return 415;
    case ErrorKind::rate_limited: return 429;
    case ErrorKind::internal: return 500;
    case ErrorKind::unavailable: return 503;
  }
  return 500;
}

std::string_view reason_of(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    default: return "Unknown";
  }
}

Response problem(const Error& error, Language language) {
  Response response;
  response.status = status_of(error.kind);
  response.content_type = "application/problem+json";
  if (error.kind == ErrorKind::rate_limited || error.kind == ErrorKind::unavailable)
    response.headers.push_back({"Retry-After", "2"});
  // Required with 401 (RFC 9110 section 11.6.1); browsers show no dialogue for this scheme.
  if (response.status == 401) response.headers.push_back({"WWW-Authenticate", "Bearer"});
  json::Object body{{"type", "about:blank"},
                    {"title", std::string(reason_of(response.status))},
                    {"status", response.status},
                    {"detail", message(language, error.code, error.params)},
                    {"code", error.code}};
  if (!error.field.empty()) body["field"] = error.field;
  if (!error.more.empty()) {
    json::Array errors;
    for (const FieldError& e : error.more)
      errors.push_back(
          json::Object{{"field", e.field}, {"code", e.code}, {"detail", message(language, e.code, e.params)}});
    body["errors"] = std::move(errors);
  }
  response.body = json::write_value(body);
  return response;
}

}  // namespace fugong::http
