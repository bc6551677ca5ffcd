#include "pass/wallet_store.h"

// The columns of the described structs, in their members' order.
#define FG_HOLDER "holder, kind, enterprise, wallet, bound_at"
#define FG_CODE "phone_index, code_hash, sent_at, expires_at, tries, window_at, asked"

namespace fugong::pass {

void WalletStore::insert(const Wallet& w) {
  s_.exec(
      "INSERT INTO wallets (district, id, secret_hash, key_x, key_y_is_odd, bound_at) VALUES (:d, :id, :s, :x, :y, :at)",
      d_, w.id, w.secret_hash, w.key_x, w.key_y_is_odd, w.bound_at);
}

std::optional<Wallet> WalletStore::find(const WalletId& id) {
  return s_.one<Wallet>(
      "SELECT id, secret_hash, key_x, key_y_is_odd, bound_at, ended_at FROM wallets WHERE district = :d AND id = :id AND "
      "ended_at IS NULL",
      d_, id);
}

void WalletStore::end(const WalletId& id, Timestamp now) {
  s_.exec("UPDATE wallets SET ended_at = :at WHERE district = :d AND id = :id AND ended_at IS NULL", now, d_, id);
}

void WalletStore::bind(const WalletHolder& h) {
  s_.exec(
      "INSERT INTO wallet_holders (district, " FG_HOLDER
      ") VALUES (:d, :h, :k, :e, :w, :at) ON CONFLICT (district, holder) DO UPDATE SET kind = excluded.kind, enterprise = "
      "excluded.enterprise, wallet = excluded.wallet, bound_at = excluded.bound_at",
      d_, h.holder, h.kind, h.enterprise, h.wallet, h.bound_at);
}

void WalletStore::unbind(const std::string& holder) {
  s_.exec("DELETE FROM wallet_holders WHERE district = :d AND holder = :h", d_, holder);
}

std::optional<WalletHolder> WalletStore::holder(const std::string& id) {
  return s_.one<WalletHolder>("SELECT " FG_HOLDER " FROM wallet_holders WHERE district = :d AND holder = :h", d_, id);
}

std::vector<WalletHolder> WalletStore::holders(const WalletId& wallet) {
  return s_.query<WalletHolder>(
      "SELECT " FG_HOLDER " FROM wallet_holders WHERE district = :d AND wallet = :w ORDER BY holder", d_, wallet);
}

std::vector<WalletHolder> WalletStore::holders(const EnterpriseId& enterprise, const std::string& after, int limit) {
  return s_.query<WalletHolder>("SELECT " FG_HOLDER
                                " FROM wallet_holders WHERE district = :d AND enterprise = :e AND holder > :after "
                                "ORDER BY holder LIMIT :n",
                                d_, enterprise, after, limit);
}

std::vector<HolderKey> WalletStore::keys(const EnterpriseId& enterprise) {
  return s_.query<HolderKey>(
      "SELECT h.holder, w.key_x, w.key_y_is_odd FROM wallet_holders h JOIN wallets w ON w.district = h.district AND w.id = h.wallet "
      "WHERE h.district = :d AND h.enterprise = :e",
      d_, enterprise);
}

void WalletStore::insert(const WalletClaim& c, const std::string& made_by, Timestamp now) {
  s_.exec(
      "INSERT INTO wallet_claims (district, code_hash, holder, kind, enterprise, expires_at, made_by, made_at) VALUES "
      "(:d, :c, :h, :k, :e, :x, :by, :at)",
      d_, c.code_hash, c.holder, c.kind, c.enterprise, c.expires_at, made_by, now);
}

std::optional<WalletClaim> WalletStore::find_claim(const std::string& code_hash) {
  return s_.one<WalletClaim>(
      "SELECT code_hash, holder, kind, enterprise, expires_at FROM wallet_claims WHERE district = :d AND code_hash = :c",
      d_, code_hash);
}

bool WalletStore::use_claim(const std::string& code_hash) {
  return s_.exec("DELETE FROM wallet_claims WHERE district = :d AND code_hash = :c", d_, code_hash) == 1;
}

void WalletStore::drop_claims(const std::string& holder) {
  s_.exec("DELETE FROM wallet_claims WHERE district = :d AND holder = :h", d_, holder);
}

std::optional<PhoneCode> WalletStore::code(const std::string& phone_index) {
  return s_.one<PhoneCode>("SELECT " FG_CODE " FROM wallet_codes WHERE district = :d AND phone_index = :p", d_,
                           phone_index);
}

void WalletStore::save(const PhoneCode& c) {
  s_.exec("INSERT INTO wallet_codes (district, " FG_CODE
          ") VALUES (:d, :p, :c, :at, :x, :t, :w, :n) ON CONFLICT (district, phone_index) DO UPDATE SET code_hash = "
          "excluded.code_hash, sent_at = excluded.sent_at, expires_at = excluded.expires_at, tries = excluded.tries, "
          "window_at = excluded.window_at, asked = excluded.asked",
          d_, c.phone_index, c.code_hash, c.sent_at, c.expires_at, c.tries, c.window_at, c.asked);
}

bool WalletStore::use_code(const std::string& phone_index, const std::string& code_hash) {
  return s_.exec("UPDATE wallet_codes SET code_hash = '' WHERE district = :d AND phone_index = :p AND code_hash = :c",
                 d_, phone_index, code_hash) == 1;
}

void WalletStore::count_wrong(const std::string& phone_index) {
  s_.exec("UPDATE wallet_codes SET tries = tries + 1 WHERE district = :d AND phone_index = :p", d_, phone_index);
}

void WalletStore::sweep(Timestamp before) {
  s_.exec("DELETE FROM wallet_codes WHERE district = :d AND sent_at < :before", d_, before);
  s_.exec("DELETE FROM wallet_claims WHERE district = :d AND expires_at < :before", d_, before);
}

}  // namespace fugong::pass
