// The wallets' tables and nobody else's. Each call is one statement, by an index.
#pragma once

#include "db/engine.h"
#include "pass/wallet_model.h"

namespace fugong::pass {

// A bound holder with the key of the phone.
struct HolderKey {
  std::string holder, key_x;
  bool key_y_is_odd = false;
};
BOOST_DESCRIBE_STRUCT(HolderKey, (), (holder, key_x, key_y_is_odd))

class WalletStore {
 public:
  WalletStore(const DistrictCode& district, db::Session& session) : d_(district), s_(session) {}

  // -- wallets --
  void insert(const Wallet& wallet);
  std::optional<Wallet> find(const WalletId& id);  // not ended
  void end(const WalletId& id, Timestamp now);

  // -- holders --
  void bind(const WalletHolder& holder);  // takes the place of an earlier one
  void unbind(const std::string& holder);
  std::optional<WalletHolder> holder(const std::string& id);
  std::vector<WalletHolder> holders(const WalletId& wallet);
  std::vector<WalletHolder> holders(const EnterpriseId& enterprise, const std::string& after, int limit);
  std::vector<HolderKey> keys(const EnterpriseId& enterprise);

  // -- claims --
  void insert(const WalletClaim& claim, const std::string& made_by, Timestamp now);
  std::optional<WalletClaim> find_claim(const std::string& code_hash);
  bool use_claim(const std::string& code_hash);  // false: used already
  void drop_claims(const std::string& holder);

  // -- codes --
  std::optional<PhoneCode> code(const std::string& phone_index);
  void save(const PhoneCode& code);
  bool use_code(const std::string& phone_index, const std::string& code_hash);  // false: used already
  void count_wrong(const std::string& phone_index);
  void sweep(Timestamp before);  // codes and claims that ended before

 private:
  const DistrictCode& d_;
  db::Session& s_;
};

}  // namespace fugong::pass
