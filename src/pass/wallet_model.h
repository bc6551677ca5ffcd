// Phones that hold passes: which phone stands for which holder, the links by which one comes to do so, and the codes
// that are sent to it. Plain values, as stored; of codes and secrets only hashes.
#pragma once

#include <boost/describe.hpp>

#include "base/json.h"
#include "pass/model.h"

namespace fugong::pass {

using WalletId = Id<struct WalletTag>;

// A phone: its secret for the API and its public key for the shown proof (P-256, compressed; x in base64url). The
// private key never leaves the phone.
struct Wallet {
  WalletId id;
  std::string secret_hash;
  std::string key_x;
  bool key_y_is_odd = false;
  Timestamp bound_at{};
  std::optional<Timestamp> ended_at;  // unbound, or all its holders moved to another phone
};
BOOST_DESCRIBE_STRUCT(Wallet, (), (id, secret_hash, key_x, key_y_is_odd, bound_at, ended_at))

// One holder stands in one wallet at most; a wallet may hold several, a driver's own pass and the truck's.
struct WalletHolder {
  std::string holder;  // WorkerId or VehicleId
  policy::HolderKind kind = policy::HolderKind::worker;
  EnterpriseId enterprise;
  WalletId wallet;
  Timestamp bound_at{};
};
BOOST_DESCRIBE_STRUCT(WalletHolder, (), (holder, kind, enterprise, wallet, bound_at))

// A link that the enterprise hands to its holder; good once.
struct WalletClaim {
  std::string code_hash;
  std::string holder;
  policy::HolderKind kind = policy::HolderKind::worker;
  EnterpriseId enterprise;
  Timestamp expires_at{};
};
BOOST_DESCRIBE_STRUCT(WalletClaim, (), (code_hash, holder, kind, enterprise, expires_at))

// The last code asked for with a phone number, known or not: both look the same from outside.
struct PhoneCode {
  std::string phone_index;
  std::string code_hash;  // empty: used, or never good
  Timestamp sent_at{}, expires_at{};
  std::int64_t tries = 0;  // wrong ones
  Timestamp window_at{};   // the hour that `asked` counts
  std::int64_t asked = 0;
};
BOOST_DESCRIBE_STRUCT(PhoneCode, (), (phone_index, code_hash, sent_at, expires_at, tries, window_at, asked))

}  // namespace fugong::pass
