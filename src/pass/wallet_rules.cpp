#include "pass/wallet_rules.h"

#include <algorithm>

#include "crypto/hash.h"
#include "pass/rules.h"

namespace fugong::pass {

Result<PhoneCode> next_code(const std::optional<PhoneCode>& last, const std::string& phone_index, Timestamp now) {
  PhoneCode next{
      .phone_index = phone_index, .sent_at = now, .expires_at = now + code_valid_for, .window_at = now, .asked = 1};
  if (!last) return next;
  if (now < last->sent_at + code_again_after) return fail(ErrorKind::rate_limited, "wallet.code_too_soon", "phone");
  if (now >= last->window_at + hours(1)) return next;
  if (last->asked >= codes_per_hour_max) return fail(ErrorKind::rate_limited, "wallet.code_too_often", "phone");
  next.window_at = last->window_at;
  next.asked = last->asked + 1;
  return next;
}

Status check_code(const std::optional<PhoneCode>& row, const std::string& code_hash, Timestamp now) {
  const bool good = row && !row->code_hash.empty() && now < row->expires_at && row->tries < code_tries_max &&
                    crypto::equal_secrets(row->code_hash, code_hash);
  if (!good) return fail(ErrorKind::unauthenticated, "wallet.wrong_code", "code");
  return {};
}

int bound_scheme(const policy::PassKind& kind, Timestamp now) {
  const bool ever = kind.scheme > 1 || !kind.schemes.empty();  // the steps of a kind only rise
  return ever ? static_cast<int>(std::max<std::int64_t>(schemes_at(kind, {}, now).wanted, 2)) : 0;
}

}  // namespace fugong::pass
