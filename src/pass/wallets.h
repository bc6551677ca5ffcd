// Passes in phones: a holder binds a phone by a link of the enterprise's or by a code that is sent to the phone, and
// from then on the pass is bound to a key that never leaves it.
//
// Nobody who uses a wallet is logged in: the phone shows "X-Wallet: wallet.secret". Moving to another phone makes every
// bound pass anew for the new key and revokes the old one. Functions and threads as in pass/service.h.
#pragma once

#include <string_view>

#include "identity/attempt_limiter.h"
#include "outbound/outbox.h"
#include "pass/remint.h"
#include "pass/wallet_view.h"

namespace fugong::pass {

constexpr std::string_view sms_channel = "sms";  // of the outbox
constexpr Duration claim_valid_for = days(7);    // a night shift gets it tomorrow
constexpr std::size_t claims_per_act_max = 1000;

struct PreparedBinding {
  Wallet wallet;
  std::string claim_hash;  // or
  std::string phone_index, code_hash;
  std::vector<WalletHolder> holders;
  std::vector<Reminted> passes;
  BindReceipt receipt;
};
struct PreparedUnbinding {
  std::vector<WalletHolder> holders;
  std::vector<Reminted> passes;
};
struct PreparedCode {
  std::string phone, phone_index;
  std::string code, code_hash;
  bool is_known = false;
};

class Wallets {
 public:
  Wallets(const ServiceOptions& options, SerialPool& serials) : o_(options), serials_(serials) {}

  // -- the enterprise (pass.request on its own) --
  // Codes pass.holders_needed, pass.unknown_holder, pass.too_many.
  Result<std::vector<ClaimLink>> make_claims(db::Session&, const Context&, const ClaimRequest&);
  // Who has bound a phone (pass.read).
  Result<http::Page<WalletLine>> bound(db::Session&, const Context&, const EnterpriseId&, const WalletFilter&);
  // A lost phone. Code wallet.not_bound.
  Result<PreparedUnbinding> prepare_release(db::Session&, const Context&, const EnterpriseId&,
                                            const std::string& holder);
  Status release(db::Session&, const Context&, const PreparedUnbinding&);

  // -- the holder (no right; limited by address and by phone) --
  // Codes wallet.no_codes (409: links only), phone.format, wallet.too_many, wallet.code_too_soon,
  // wallet.code_too_often.
  Result<PreparedCode> prepare_code(db::Session& reader, Timestamp now, const CodeRequest&, std::string_view address);
  Result<CodeReceipt> send_code(db::Session&, Timestamp now, const PreparedCode&);
  // Codes wallet.claim_or_code, wallet.bad_key, wallet.claim_unknown, wallet.wrong_code, wallet.nobody,
  // wallet.too_many, wallet.claim_used (conflict), pass.changed_meanwhile (conflict).
  Result<PreparedBinding> prepare_binding(db::Session& reader, const Context&, const BindRequest&,
                                          std::string_view address);
  Result<BindReceipt> bind(db::Session&, const Context&, const PreparedBinding&);
  // Code wallet.unknown (401).
  Result<WalletPasses> passes(db::Session&, const Context&, std::string_view credential);
  Result<PreparedUnbinding> prepare_unbinding(db::Session& reader, const Context&, std::string_view credential);
  Status unbind(db::Session&, const Context&, std::string_view credential, const PreparedUnbinding&);

 private:
  struct Found {
    std::vector<WalletHolder> holders;
    std::string claim_hash, phone_index, code_hash;
  };
  Result<Found> holders_of_claim(db::Session&, const std::string& claim, Timestamp now);
  Result<Found> holders_of_phone(db::Session&, const BindRequest&, Timestamp now);
  std::vector<WalletHolder> known_holders(db::Session&, const std::string& phone);
  std::string phone_index(const std::string& phone) const;
  std::string hash_of(const std::string& phone, const std::string& code) const;
  Result<Wallet> authenticate(db::Session&, std::string_view credential) const;
  std::string name_of(db::Session&, const WalletHolder&) const;  // empty: not on the register any more
  Result<PreparedUnbinding> printed_again(db::Session&, const Context&, std::vector<WalletHolder>);
  Status write_unbinding(db::Session&, const Context&, const PreparedUnbinding&, const char* action);

  const ServiceOptions& o_;
  SerialPool& serials_;
  identity::AttemptLimiter limiter_;
};

}  // namespace fugong::pass
