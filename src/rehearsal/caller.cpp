#include "rehearsal/caller.h"

#include <stdexcept>

namespace fugong::rehearsal {
namespace {

std::string cookie_of(const http::Response& response, std::string_view name) {
  for (const http::Header& h : response.headers) {
    if (h.name != "Set-Cookie" || !h.value.starts_with(name) || h.value[name.size()] != '=') continue;
    return h.value.substr(name.size() + 1, h.value.find(';') - name.size() - 1);
  }
  return {};
}

}  // namespace

json::Value Answer::value() const {
  auto parsed = json::parse(body);
  if (!parsed) throw std::runtime_error("not JSON: " + body.substr(0, 200));
  return std::move(*parsed);
}

std::string Answer::code() const {
  const json::Value problem = value();
  const json::Value* found = problem.as_object().if_contains("code");
  return found ? std::string(found->get_string()) : std::string();
}

void Caller::log_in(Timestamp until) {
  http::Request request{.method = http::Method::post,
                        .path = "/api/v1/session",
                        .query = {},
                        .headers = {{"Content-Type", "application/json"}},
                        .body = json::write_value(json::Object{{"login", login_}, {"password", password_}}),
                        .remote_address = login_};
  const http::Response response = router_->handle(std::move(request));
  if (response.status >= 300) throw std::runtime_error("log-in of " + login_ + ": " + response.body);
  http::Request ask{.method = http::Method::post,
                    .path = "/api/v1/api-tokens",
                    .query = {},
                    .headers = {{"Content-Type", "application/json"},
                                {"Cookie", "fugong_session=" + cookie_of(response, "fugong_session")},
                                {"X-CSRF-Token", cookie_of(response, "fugong_csrf")}},
                    .body = json::write_value(json::Object{{"name", "rehearsal"}, {"expires_at", to_rfc3339(until)}}),
                    .remote_address = login_};
  const http::Response issued = router_->handle(std::move(ask));
  if (issued.status >= 300) throw std::runtime_error("API token of " + login_ + ": " + issued.body);
  token_ = std::string(json::parse(issued.body)->at("token").get_string());
}

Answer Caller::send(http::Method method, const std::string& path, std::string body, std::string query,
                    std::string_view content_type) {
  http::Request request{.method = method,
                        .path = path,
                        .query = std::move(query),
                        .headers = {},
                        .body = std::move(body),
                        .remote_address = {}};
  if (logged_in()) request.headers.push_back({"Authorization", "Bearer " + token_});
  if (!request.body.empty()) request.headers.push_back({"Content-Type", std::string(content_type)});
  http::Response response = router_->handle(std::move(request));
  return {response.status, std::move(response.body)};
}

json::Value Caller::must(http::Method method, const std::string& path, const json::Value& body, std::string query) {
  const Answer answer = send(method, path, json::write_value(body), std::move(query));
  if (!answer.ok())
    throw std::runtime_error(login_ + " " + path + ": " + std::to_string(answer.status) + " " + answer.body);
  return answer.body.empty() ? json::Value(nullptr) : answer.value();
}

json::Value Caller::get(const std::string& path, std::string query) {
  const Answer answer = send(http::Method::get, path, {}, std::move(query));
  if (!answer.ok())
    throw std::runtime_error(login_ + " " + path + ": " + std::to_string(answer.status) + " " + answer.body);
  return answer.value();
}

}  // namespace fugong::rehearsal
