// Reads a district's whole audit log and says what somebody has done to it.
//
// Layers, each of which has to be forged for the next one to stay silent: the entry against its leaf hash (names the
// row), leaf hashes against their tile (names 256 rows), tiles against each other, the tree against its signed heads
// (names the rows between two heads). Rows after the last signed head are covered by their leaf hashes alone.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "audit/tree.h"
#include "base/language.h"

namespace fugong::audit {

enum class Damage : std::uint8_t {
  changed,       // the entry is not what was hashed
  reordered,     // the entry stands where another one was written
  missing,       // rows are gone from the middle
  truncated,     // rows are gone from the end
  surplus,       // rows beyond the log's size
  tile_changed,  // leaf hashes of these rows were rewritten too
  tile_missing,
  tree_changed,  // everything below was rewritten: only the signed head still tells
  head_forged,   // a signed head whose signature does not hold
};
BOOST_DESCRIBE_ENUM(Damage, changed, reordered, missing, truncated, surplus, tile_changed, tile_missing, tree_changed,
                    head_forged)

struct Finding {
  Damage damage = Damage::changed;
  std::int64_t first = 0;  // rows first..last, both inside
  std::int64_t last = 0;
  std::string what;  // one plain sentence for the operator
};
BOOST_DESCRIBE_STRUCT(Finding, (), (damage, first, last, what))

struct Report {
  std::string district;
  std::int64_t entries = 0;
  std::int64_t heads = 0;
  std::int64_t covered = 0;  // entries under the newest sound head
  std::string root;          // hex, of the rows as they stand
  std::vector<Finding> findings;
  bool more = false;  // there were more than findings_max
  bool sound() const { return findings.empty(); }
};
BOOST_DESCRIBE_STRUCT(Report, (), (district, entries, heads, covered, root, findings, more))

constexpr std::size_t findings_max = 1000;

// `verifier` may be empty: signatures are not checked then. `witnessed` is a head that was kept outside the database;
// it finds out even those who delete the stored heads. `language` is that of the sentences.
Report verify(db::Session& session, const DistrictCode& district, const Verifier& verifier,
              const std::optional<TreeHead>& witnessed = std::nullopt, Language language = Language::en);

// Every district that has a log.
std::vector<DistrictCode> districts(db::Session& session);

}  // namespace fugong::audit
