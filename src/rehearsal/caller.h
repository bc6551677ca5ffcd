// A person at work: every act is a request through the router, with the person's own credentials, as a browser or a
// department's program would send it.
#pragma once

#include <string>

#include "base/json.h"
#include "http/router.h"

namespace fugong::rehearsal {

// A refusal that the course of the rehearsal did not foresee ends it; foreseen ones are looked at by the caller.
struct Answer {
  int status = 0;
  std::string body;
  bool ok() const { return status >= 200 && status < 300; }
  json::Value value() const;  // of a JSON body; throws std::runtime_error otherwise
  std::string code() const;   // of a problem
};

// A text of an answer's object; throws when it has none of this name.
inline std::string text_of(const json::Value& v, const char* key) { return std::string(v.at(key).as_string()); }

class Caller {
 public:
  Caller(http::Router& router, std::string login, std::string password)
      : router_(&router), login_(std::move(login)), password_(std::move(password)) {}

  // Logs in and takes out an API token that lasts until `until`, as a program that acts for a person does.
  void log_in(Timestamp until);
  bool logged_in() const { return !token_.empty(); }

  Answer send(http::Method method, const std::string& path, std::string body = {}, std::string query = {},
              std::string_view content_type = "application/json");
  // The same, and throws std::runtime_error with the problem when it is refused.
  json::Value must(http::Method method, const std::string& path, const json::Value& body = json::Object{},
                   std::string query = {});
  json::Value get(const std::string& path, std::string query = {});

  const std::string& login() const { return login_; }
  const std::string& token() const { return token_; }  // for Authorization: Bearer; empty before log_in()

 private:
  http::Router* router_;
  std::string login_, password_, token_;
};

}  // namespace fugong::rehearsal
