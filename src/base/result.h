// Errors are values: every use case returns Result<T>. Exceptions are for our own faults and for the
// infrastructure (see db/session.h); they never carry a user's mistake.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fugong {

// What the caller can do about it. HTTP maps each kind to one status (http/problem.h).
enum class ErrorKind : std::uint8_t {
  invalid,             // 422: the input is understood but wrong; mend the named field
  malformed,           // 400: the input cannot be read at all
  unauthenticated,     // 401
  forbidden,           // 403
  not_found,           // 404
  method_not_allowed,  // 405
  conflict,            // 409: somebody else was first, or the state does not allow it
  precondition,        // 412
  too_large,           // 413
  unsupported_media,   // 415
  rate_limited,        // 429
  internal,            // 500: our fault
  unavailable,         // 503: try again later
};

// One thing wrong at one place. `field` is a path such as "form.contact.phone" or "rows[3].plate".
struct FieldError {
  std::string field;
  std::string code;
  std::vector<std::pair<std::string, std::string>> params{};
};

// `code` is stable ("usc.check_digit") and keys the message in texts/*.yaml; `params` fill the
// message's {placeholders}. `more` lists further faults of the same input, so that a clerk mends all at once.
struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string code;
  std::string field{};
  std::vector<std::pair<std::string, std::string>> params{};
  std::vector<FieldError> more{};
};

template <class T>
using Result = std::expected<T, Error>;
using Status = Result<void>;

inline std::unexpected<Error> fail(ErrorKind kind, std::string code, std::string field = {},
                                   std::vector<std::pair<std::string, std::string>> params = {}) {
  return std::unexpected(Error{kind, std::move(code), std::move(field), std::move(params), {}});
}
inline std::unexpected<Error> invalid(std::string code, std::string field = {},
                                      std::vector<std::pair<std::string, std::string>> params = {}) {
  return fail(ErrorKind::invalid, std::move(code), std::move(field), std::move(params));
}

}  // namespace fugong

// FG_TRY(auto x, f()): x is f()'s value, or the function returns f()'s error.
// FG_CHECK(f()): the same for a Status.
#define FG_JOIN2(a, b) a##b
#define FG_JOIN(a, b) FG_JOIN2(a, b)
#define FG_TRY_IMPL(temporary, declaration, expression)                 \
  auto temporary = (expression);                                        \
  if (!temporary) return std::unexpected(std::move(temporary).error()); \
  declaration = *std::move(temporary)
#define FG_TRY(declaration, expression) FG_TRY_IMPL(FG_JOIN(fg_result_, __COUNTER__), declaration, expression)
#define FG_CHECK(expression)                                                                             \
  do {                                                                                                   \
    if (auto fg_status = (expression); !fg_status) return std::unexpected(std::move(fg_status).error()); \
  } while (false)
