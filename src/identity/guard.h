// Who may come in: cookie or bearer token to Actor, for the router.
#pragma once

#include "http/router.h"
#include "identity/service.h"

namespace fugong::identity {

constexpr std::string_view session_cookie = "fugong_session";  // HttpOnly
constexpr std::string_view csrf_cookie = "fugong_csrf";        // for the page's script, which sends it back as:
constexpr std::string_view csrf_header = "x-csrf-token";

// The service and the engine outlive the router.
http::Guard guard(Service& service, db::Engine& engine);

// The token of "Authorization: Bearer TOKEN"; empty when there is none.
std::string_view bearer_token(const http::Request& request);

}  // namespace fugong::identity
