// Internal to audit/: how entries, tiles and the tree stand in the tables.
//
// audit_entry holds the leaves. audit_tile holds the roots of complete, aligned subtrees: at level L, number N, that of
// the 256^(L+1) leaves from N * 256^(L+1). So a proof reads a few hundred hashes, however long the log is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "audit/log.h"
#include "audit/merkle.h"

namespace fugong::audit {

constexpr std::int64_t tile_width = 256;
constexpr int tile_height = 8;  // log2 of it

// What is hashed for a leaf, a JSON array that any JSON library can rebuild:
// ["fugong.audit.1", district, seq, at in ms, actor, actor name, action, subject kind, subject id, detail]
std::string leaf_data(const Entry& entry, std::int64_t seq);

// Somebody has been at the tables; audit::verify says where.
struct DamagedLog : db::Failure {
  using Failure::Failure;
};

// Level 0: leaf hashes from `first`; level L: roots of 256^L leaves each. Throws DamagedLog when some are missing.
std::vector<Hash> stored_hashes(db::Session& session, const DistrictCode& district, int level, std::int64_t first,
                                std::int64_t count);

}  // namespace fugong::audit
