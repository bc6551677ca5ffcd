// The city root: a folder of its own, kept apart from every district, that says which districts there are and by which
// keys they are known. It holds no passes, no people and no database.
//
//   root.pem          the key that signs the trust list, 0600
//   city.json         {"name", "members": [{"district", "url", "fingerprint"}]}
//   key-sets/CODE     the newest key set of each member, as the member signed it
//   trust-list        as it was signed last; what districts and gates are given
//
// Thread rule: one process at a time works in the folder; a CityRoot belongs to one thread.
#pragma once

#include <string>
#include <vector>

#include "exchange/rules.h"
#include "outbound/http_client.h"

namespace fugong::exchange {

constexpr std::size_t members_max = 200;  // a province has about a hundred counties
constexpr std::int64_t city_list_valid_s = 30 * 86'400;
constexpr std::string_view city_list_file = "trust-list";

// A district is let in by hand: its code, where it answers, and its root key's fingerprint, told by another way than
// the network (`fugong trust publish` prints it).
struct Member {
  DistrictCode district;
  std::string url;
  std::string fingerprint;
};
BOOST_DESCRIBE_STRUCT(Member, (), (district, url, fingerprint))

// How it went with one member while signing.
struct MemberReport {
  DistrictCode district;
  std::string name;                    // as its key set says
  std::optional<Timestamp> issued_at;  // of the key set that stands behind its entry; absent: it has no entry
  std::int64_t keys = 0, lists = 0;
  std::optional<std::string> trouble;  // code: the newest could not be had, and the last good one was used
  std::optional<std::string> message;
};
BOOST_DESCRIBE_STRUCT(MemberReport, (), (district, name, issued_at, keys, lists, trouble, message))

struct SigningReport {
  Timestamp issued_at{}, expires_at{};
  std::vector<MemberReport> members;
};
BOOST_DESCRIBE_STRUCT(SigningReport, (), (issued_at, expires_at, members))

class CityRoot {
 public:
  // Codes: city.exists, app.unwritable, those of crypto/secrets.h.
  static Result<CityRoot> make(const std::string& folder, const std::string& name);
  // Codes: city.missing, city.damaged, those of crypto/secrets.h and crypto/keys.h.
  static Result<CityRoot> open(const std::string& folder);

  const std::string& name() const { return name_; }
  const std::vector<Member>& members() const { return members_; }
  const crypto::PublicKey& key() const { return root_.public_key(); }

  // Codes: trust.bad_url, city.bad_code, city.bad_fingerprint, city.too_many; city.not_member. A known code is
  // replaced.
  Status add(const Member& member);
  Status remove(const DistrictCode& district);

  // Asks every member for its key set, checks it against the fingerprint, and signs the list of all good ones. A member
  // that does not answer, or whose answer is refused, keeps the entry that it had. Code app.unwritable.
  Result<SigningReport> sign(const outbound::Transport& transport, Timestamp now, Language language);

  // As it was signed last; empty: not yet.
  std::string trust_list() const;

 private:
  CityRoot(std::string folder, std::string name, std::vector<Member> members, crypto::Signer root);
  Status save() const;
  std::string key_set_file(const DistrictCode& district) const;

  std::string folder_, name_;
  std::vector<Member> members_;
  crypto::Signer root_;
};

}  // namespace fugong::exchange
