// What the wallet's API takes and shows.
#pragma once

#include "base/language.h"
#include "pass/wallet_model.h"

namespace fugong::pass {

// ---- links, made by the enterprise ----
// One or both of the lists, or `unbound`: everybody on the roster who has bound no phone yet.
struct ClaimRequest {
  std::optional<EnterpriseId> enterprise;  // absent: the actor's own
  std::optional<std::vector<WorkerId>> workers;
  std::optional<std::vector<VehicleId>> vehicles;
  std::optional<bool> unbound;
};
BOOST_DESCRIBE_STRUCT(ClaimRequest, (), (enterprise, workers, vehicles, unbound))

struct ClaimLink {
  std::string holder;  // WorkerId or VehicleId
  std::string name;    // the worker's, or the plate
  std::string url;     // shown once; only its hash is kept
  Timestamp expires_at{};
};
BOOST_DESCRIBE_STRUCT(ClaimLink, (), (holder, name, url, expires_at))

// ---- codes ----
struct CodeRequest {
  std::string phone;
};
BOOST_DESCRIBE_STRUCT(CodeRequest, (), (phone))

// The same whether anybody has that phone or not.
struct CodeReceipt {
  std::int64_t valid_s = 0, again_s = 0;
};
BOOST_DESCRIBE_STRUCT(CodeReceipt, (), (valid_s, again_s))

// ---- binding ----
// As WebCrypto exports it (RFC 7517); what else it says about the key plays no part.
struct PublicJwk {
  std::string kty, crv, x, y;
  std::optional<std::string> alg;
  std::optional<bool> ext;
  std::optional<std::vector<std::string>> key_ops;
};
BOOST_DESCRIBE_STRUCT(PublicJwk, (), (kty, crv, x, y, alg, ext, key_ops))

// Either a claim, or a phone with the code that was sent to it.
struct BindRequest {
  std::optional<std::string> claim, phone, code;
  PublicJwk public_key;
};
BOOST_DESCRIBE_STRUCT(BindRequest, (), (claim, phone, code, public_key))

struct BoundHolder {
  std::string holder;
  policy::HolderKind kind = policy::HolderKind::worker;
  std::string name;  // masked, or the plate
  std::string enterprise_name;
};
BOOST_DESCRIBE_STRUCT(BoundHolder, (), (holder, kind, name, enterprise_name))

struct BindReceipt {
  WalletId wallet;
  std::string secret;  // told once; X-Wallet: wallet.secret
  std::vector<BoundHolder> holders;
};
BOOST_DESCRIBE_STRUCT(BindReceipt, (), (wallet, secret, holders))

// ---- what the phone shows ----
struct WalletPass {
  std::string token;
  std::string number, kind, kind_name, subject, enterprise_name;
  std::optional<std::string> plate, route;
  std::vector<std::string> zones;
  Timestamp not_before{}, expires_at{};
  std::int64_t scheme = 1;
  PassState state = PassState::valid;
  std::optional<std::string> colour;      // as the token has it
  std::optional<Timestamp> colour_until;  // from then on it counts as red
};
BOOST_DESCRIBE_STRUCT(WalletPass, (),
                      (token, number, kind, kind_name, subject, enterprise_name, plate, route, zones, not_before,
                       expires_at, scheme, state, colour, colour_until))

struct WalletPasses {
  Timestamp now{};
  std::vector<WalletPass> passes;
};
BOOST_DESCRIBE_STRUCT(WalletPasses, (), (now, passes))

// ---- the enterprise's list ----
struct WalletFilter {
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(WalletFilter, (), (after, limit))

struct WalletLine {
  std::string holder;
  policy::HolderKind kind = policy::HolderKind::worker;
  std::string name;
  Timestamp bound_at{};
};
BOOST_DESCRIBE_STRUCT(WalletLine, (), (holder, kind, name, bound_at))

}  // namespace fugong::pass
