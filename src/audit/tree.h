// Signed tree heads and proofs, in the manner of RFC 9162. Whoever keeps a head can later be shown that an entry was in
// the log then (inclusion) and that nothing before it has changed since (consistency).
#pragma once

#include <boost/describe.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "audit/log.h"
#include "audit/merkle.h"

namespace fugong::audit {

// A statement of the district: "at this time my log had so many entries and this root".
struct TreeHead {
  DistrictCode district;
  std::int64_t size = 0;
  Timestamp at;
  std::string root;  // hex
  std::string key_id;
  std::string signature;  // hex; over signed_text()
};
BOOST_DESCRIBE_STRUCT(TreeHead, (), (district, size, at, root, key_id, signature))

// The bytes under the signature, five lines each ended by LF:
//   fugong audit tree head 1 / district / size / time in UTC milliseconds / root in hex
std::string signed_text(const TreeHead& head);

// Crypto plugs in here: ES256 in the service, anything in a test.
struct Signer {
  std::string key_id;
  std::function<std::string(std::string_view message)> sign;  // raw signature bytes
};
using Verifier = std::function<bool(std::string_view key_id, std::string_view message, std::string_view signature)>;

struct InclusionProof {
  std::int64_t seq = 0;
  std::int64_t size = 0;
  std::string leaf;               // the bytes hashed as the leaf: the entry as a JSON array (audit/store.h)
  std::vector<std::string> path;  // hex, from the leaf up
};
BOOST_DESCRIBE_STRUCT(InclusionProof, (), (seq, size, leaf, path))

struct ConsistencyProof {
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::vector<std::string> path;  // hex
};
BOOST_DESCRIBE_STRUCT(ConsistencyProof, (), (from, to, path))

// Entries in the district's log now.
std::int64_t log_size(db::Session& session, const DistrictCode& district);
// The root of the first `size` entries. Throws db::Failure when the tables are damaged.
Hash root_at(db::Session& session, const DistrictCode& district, std::int64_t size);

// Codes audit.no_such_entry, audit.no_such_size (not_found).
Result<InclusionProof> prove_inclusion(db::Session& session, const DistrictCode& district, std::int64_t seq,
                                       std::int64_t size);
Result<ConsistencyProof> prove_consistency(db::Session& session, const DistrictCode& district, std::int64_t from,
                                           std::int64_t to);
// For whoever holds a proof and a head that he trusts.
bool check(const InclusionProof& proof, const TreeHead& head);
bool check(const ConsistencyProof& proof, const TreeHead& from, const TreeHead& to);

// Signs and stores a head for the log as it stands, unless the last one already covers it; gives the newest head, or
// nothing while the log is empty. The signing happens outside the write transaction. Codes audit.damaged (the log no
// longer begins with the last signed tree), db.busy, db.failed.
Result<std::optional<TreeHead>> sign_head(db::Engine& engine, const DistrictCode& district, Timestamp now,
                                          const Signer& signer);
std::optional<TreeHead> last_head(db::Session& session, const DistrictCode& district);
// The newest head that covers the entry, if any is signed yet.
std::optional<TreeHead> head_covering(db::Session& session, const DistrictCode& district, std::int64_t seq);
bool check_signature(const TreeHead& head, const Verifier& verifier);

}  // namespace fugong::audit
