// Calls every declared route as nobody and as every role, and holds the answers against identity's rights table.
//
//   rights_matrix::check(router, {{"auditor", actor, [&](http::Request& r) { r.headers.push_back({"Authorization", …});
//   }}, …});
//
// Path parameters are filled with ids of nothing and bodies are left empty, so a call that is let in ends with what
// the service says to that: 404, 422, a list. Give each caller an API token rather than a cookie, so that logging out
// as one of them ends nothing.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <span>
#include <string>

#include "http/router.h"
#include "identity/rights.h"

namespace fugong::rights_matrix {

struct Caller {
  std::string name;
  Actor actor;  // as the guard sees the person
  std::function<void(http::Request&)> authenticate;
};

inline std::string method_name(http::Method method) {
  constexpr const char* names[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
  return names[static_cast<int>(method)];
}

// "/a/{id}/b" with a well-formed id that nothing has.
inline std::string dummy_path(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const auto open = path.find('{');
    out += path.substr(0, open);
    if (open == std::string_view::npos) break;
    out += "01800000-0000-7000-8000-0000000000ff";
    path.remove_prefix(path.find('}', open) + 1);
  }
  return out;
}

// The right is public, everybody's, or stands in the table; everything else would be closed to all by mistake.
inline bool is_declared(std::string_view right) {
  if (right == "public" || right == "session.self") return true;
  return std::ranges::find(identity::rights(), right, &identity::Right::name) != identity::rights().end();
}

inline void check_call(http::Router& router, const http::Route& route, const Caller* caller) {
  http::Request request{.method = route.method, .path = dummy_path(route.path)};
  if (caller) caller->authenticate(request);
  const std::string what = (caller ? caller->name : "nobody") + ": " + method_name(route.method) + " " +
                           std::string(route.path) + " (" + std::string(route.right) + ")";
  const http::Response response = router.handle(std::move(request));
  const std::string said = " answered " + std::to_string(response.status) + " " + response.body.substr(0, 300);
  const Actor actor = caller ? caller->actor : Actor{};
  EXPECT_NE(response.status, 500) << what << said;
  if (route.right == "public") {
    EXPECT_TRUE(response.status != 401 && response.status != 403) << what << said;
  } else if (!caller) {
    EXPECT_EQ(response.status, 401) << what << said;
  } else if (!identity::allows(actor, route.right)) {
    EXPECT_EQ(response.status, 403) << what << said;
  } else {
    EXPECT_NE(response.status, 401) << what << said;
    // Who has the right on the own things only may be told that this is not one of them.
    const bool on_all = route.right == "session.self" || identity::allows_everywhere(actor, route.right);
    if (on_all) {
      EXPECT_NE(response.status, 403) << what << said;
    }
  }
}

inline void check(http::Router& router, std::span<const Caller> callers) {
  ASSERT_FALSE(router.entries().empty());
  for (const auto& entry : router.entries()) {
    EXPECT_TRUE(is_declared(entry.route.right))
        << entry.route.path << " asks for the unknown right " << entry.route.right;
    check_call(router, entry.route, nullptr);
    for (const Caller& caller : callers) check_call(router, entry.route, &caller);
  }
}

}  // namespace fugong::rights_matrix
