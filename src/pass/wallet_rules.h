// The law of wallets. Pure: no I/O, no clock of its own.
#pragma once

#include "base/result.h"
#include "pass/wallet_model.h"
#include "policy/pack.h"

namespace fugong::pass {

constexpr Duration code_valid_for = minutes(5), code_again_after = seconds(60);
constexpr std::int64_t code_tries_max = 5;
constexpr std::int64_t codes_per_hour_max = 5;  // of one phone: an SMS costs money, and annoys
constexpr std::size_t code_digits = 6;

// What becomes of a phone's row when a code is asked for: the new row without the code's hash. Codes
// wallet.code_too_soon, wallet.code_too_often (429), the same for phones that nobody has.
Result<PhoneCode> next_code(const std::optional<PhoneCode>& last, const std::string& phone_index, Timestamp now);

// Whether the code of this hash opens the phone now. Code wallet.wrong_code, whatever is wrong with it.
Status check_code(const std::optional<PhoneCode>& row, const std::string& code_hash, Timestamp now);

// The scheme of a pass whose holder has bound a phone; 0: the kind never asks for a phone, so the printed one stays.
int bound_scheme(const policy::PassKind& kind, Timestamp now);

}  // namespace fugong::pass
