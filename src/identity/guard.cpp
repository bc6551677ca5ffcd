#include "identity/guard.h"

#include "identity/rights.h"

namespace fugong::identity {

std::string_view bearer_token(const http::Request& request) {
  constexpr std::string_view scheme = "bearer ";  // case-insensitive (RFC 9110 section 11.1)
  const std::string_view header = request.header("authorization");
  if (header.size() < scheme.size()) return {};
  for (std::size_t i = 0; i < scheme.size(); ++i)
    if ((header[i] | 0x20) != scheme[i]) return {};
  return header.substr(scheme.size());
}

http::Guard guard(Service& service, db::Engine& engine) {
  return {.authenticate = [&service, &engine](const http::Request& request, Timestamp now) -> Result<Actor> {
            const std::string_view bearer = bearer_token(request);
            // An Authorization header that is not ours must not fall back to the cookie.
            if (bearer.empty() && !request.header("authorization").empty())
              return fail(ErrorKind::unauthenticated, "auth.token_invalid");
            const std::string cookie = bearer.empty() ? request.cookie(session_cookie).value_or("") : "";
            const Effect effect = request.method == http::Method::get ? Effect::safe : Effect::unsafe;
            return service.authenticate(engine, {cookie, bearer, request.header(csrf_header), effect}, now);
          },
          .allows = [](const Actor& actor, std::string_view right) { return allows(actor, right); }};
}

}  // namespace fugong::identity
