#include "audit/verify.h"

#include <algorithm>
#include <map>

#include "audit/store.h"

namespace fugong::audit {
namespace {

struct Row {
  std::int64_t seq;
  std::int64_t at;
  std::string actor, actor_name, action, subject_kind, subject_id, detail, leaf_hash;
};
BOOST_DESCRIBE_STRUCT(Row, (), (seq, at, actor, actor_name, action, subject_kind, subject_id, detail, leaf_hash))

// Changed rows that are held for the search whether they were swapped; beyond that they are merely changed.
constexpr std::size_t swapped_max = 200;

class Walk {
 public:
  Walk(db::Session& session, const DistrictCode& district, const Verifier& verifier, Language language)
      : session_(session), district_(district), verifier_(verifier), language_(language) {
    report_.district = district.text;
  }

  Report run(const std::optional<TreeHead>& witnessed) {
    load_tiles();
    load_heads(witnessed);
    session_.each<Row>(
        "SELECT seq, at, actor, actor_name, action, subject_kind, subject_id, detail, leaf_hash FROM audit_entry "
        "WHERE district = :district ORDER BY seq",
        [this](const Row& row) { take(row); }, district_);
    check_end();
    tell_swapped_from_changed();
    std::ranges::stable_sort(report_.findings, {}, &Finding::first);
    report_.root = broken_ ? "" : to_hex(tree_.root());
    return std::move(report_);
  }

 private:
  // The sentence is the catalogue's for the kind of damage; {first} and {last} are always filled.
  void find(Damage damage, std::int64_t first, std::int64_t last, TextParams params = {}) {
    if (report_.findings.size() >= findings_max) {
      report_.more = true;
      return;
    }
    params.insert(params.end(), {{"first", std::to_string(first)}, {"last", std::to_string(last)}});
    report_.findings.push_back({damage, first, last, message(language_, code_of(damage), params)});
  }
  static std::string code_of(Damage damage) { return "audit.found_" + std::string(json::enum_name(damage)); }

  void load_tiles() {
    session_.each<std::tuple<int, std::int64_t, std::string>>(
        "SELECT level, number, root FROM audit_tile WHERE district = :district",
        [this](const auto& tile) {
          if (auto root = hash_from_hex(std::get<2>(tile))) tiles_[{std::get<0>(tile), std::get<1>(tile)}] = *root;
        },
        district_);
  }

  void load_heads(const std::optional<TreeHead>& witnessed) {
    heads_ = session_.query<TreeHead>(
        "SELECT district, size, at, root, key_id, signature FROM audit_tree_head "
        "WHERE district = :district ORDER BY size",
        district_);
    if (witnessed) heads_.push_back(*witnessed);
    report_.heads = static_cast<std::int64_t>(heads_.size());
    if (verifier_)
      std::erase_if(heads_, [this](const TreeHead& head) {
        if (check_signature(head, verifier_)) return false;
        find(Damage::head_forged, 0, head.size - 1, {{"size", std::to_string(head.size)}});
        return true;
      });
    std::ranges::stable_sort(heads_, {}, &TreeHead::size);
    while (next_head_ < heads_.size() && heads_[next_head_].size <= 0) ++next_head_;
  }

  void take(const Row& row) {
    if (row.seq != expected_) {
      find(Damage::missing, expected_, row.seq - 1);
      broken_ = true;  // no tree can be built over a hole; tiles after it still can
      expected_ = row.seq;
      tile_whole_ = row.seq % tile_width == 0;
      tile_ = Frontier();
    }
    ++expected_;
    ++report_.entries;
    const Hash stored = hash_from_hex(row.leaf_hash).value_or(Hash{});
    const Entry entry = {district_,  {row.at},         row.actor,      row.actor_name,
                         row.action, row.subject_kind, row.subject_id, row.detail};
    if (leaf_hash(leaf_data(entry, row.seq)) != stored) suspect(entry, row.seq, stored);
    add_leaf(row.seq, stored);
  }

  void suspect(const Entry& entry, std::int64_t seq, const Hash& stored) {
    if (suspects_.size() < swapped_max) suspects_.push_back({entry, seq, stored});
    else changed(seq);
  }
  void changed(std::int64_t seq) { find(Damage::changed, seq, seq); }

  // Tiles are checked against the stored leaf hashes, so that a changed row is named alone and not its tile as well.
  void add_leaf(std::int64_t seq, const Hash& stored) {
    if (seq % tile_width == 0) {
      tile_ = Frontier();
      tile_whole_ = true;
    }
    tile_.add(stored);
    if (seq % tile_width == tile_width - 1 && tile_whole_) check_tile(0, seq / tile_width, tile_.root());
    if (broken_) return;
    tree_.add(stored);
    for (; next_head_ < heads_.size() && heads_[next_head_].size == seq + 1; ++next_head_)
      check_head(heads_[next_head_]);
  }

  void check_tile(int level, std::int64_t number, const Hash& root) {
    const std::int64_t rows = std::int64_t{1} << (tile_height * (level + 1));
    const std::int64_t first = number * rows;
    const TextParams tile = {{"number", std::to_string(number)}, {"level", std::to_string(level)}};
    const auto found = tiles_.find({level, number});
    if (found == tiles_.end()) find(Damage::tile_missing, first, first + rows - 1, tile);
    else if (found->second != root) find(Damage::tile_changed, first, first + rows - 1, tile);
    if (number % tile_width != tile_width - 1) return;
    Frontier above;
    for (std::int64_t below = number - tile_width + 1; below <= number; ++below) {
      const auto part = tiles_.find({level, below});
      if (part == tiles_.end()) return;  // already named
      above.add(part->second);
    }
    check_tile(level + 1, number / tile_width, above.root());
  }

  void check_head(const TreeHead& head) {
    if (to_hex(tree_.root()) == head.root) {
      report_.covered = head.size;
      return;
    }
    if (std::exchange(tree_bad_, true)) return;  // every later head differs too
    find(Damage::tree_changed, report_.covered, head.size - 1, {{"size", std::to_string(head.size)}});
  }

  void check_end() {
    const std::int64_t size = log_size(session_, district_);
    const std::int64_t signed_size = heads_.empty() ? 0 : heads_.back().size;
    const std::int64_t promised = std::max(size, signed_size);
    if (expected_ < promised) find(Damage::truncated, expected_, promised - 1, {{"size", std::to_string(promised)}});
    else if (expected_ > size) find(Damage::surplus, size, expected_ - 1, {{"size", std::to_string(size)}});
  }

  // Two rows that changed places: one's content, hashed with the other's number, gives a hash that stands in either.
  void tell_swapped_from_changed() {
    for (const Suspect& here : suspects_) {
      const auto home = std::ranges::find_if(suspects_, [&](const Suspect& there) {
        if (there.seq == here.seq) return false;
        const Hash hash = leaf_hash(leaf_data(here.entry, there.seq));
        return hash == here.stored || hash == there.stored;
      });
      if (home == suspects_.end()) changed(here.seq);
      else find(Damage::reordered, here.seq, here.seq, {{"home", std::to_string(home->seq)}});
    }
  }

  struct Suspect {
    Entry entry;
    std::int64_t seq;
    Hash stored;
  };

  db::Session& session_;
  const DistrictCode district_;
  const Verifier verifier_;
  const Language language_;
  Report report_;
  std::map<std::pair<int, std::int64_t>, Hash> tiles_;
  std::vector<TreeHead> heads_;
  std::size_t next_head_ = 0;
  std::vector<Suspect> suspects_;
  std::int64_t expected_ = 0;
  Frontier tree_;
  Frontier tile_;
  bool tile_whole_ = true;
  bool broken_ = false;
  bool tree_bad_ = false;
};

}  // namespace

Report verify(db::Session& session, const DistrictCode& district, const Verifier& verifier,
              const std::optional<TreeHead>& witnessed, Language language) {
  return Walk(session, district, verifier, language).run(witnessed);
}

std::vector<DistrictCode> districts(db::Session& session) {
  return session.query<DistrictCode>(
      "SELECT district FROM audit_head UNION SELECT district FROM audit_tree_head ORDER BY district");
}

}  // namespace fugong::audit
