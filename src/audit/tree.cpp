#include "audit/tree.h"

#include "audit/store.h"

namespace fugong::audit {
namespace {

std::string hex_of_bytes(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::optional<std::string> bytes_of_hex(std::string_view hex) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  if (hex.size() % 2) return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = digit(hex[i]);
    const int low = digit(hex[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high << 4 | low);
  }
  return out;
}

// The root of [begin, end) from the largest tiles that fit, then smaller ones, then leaves: at most 255 of each.
// RFC 9162's subtrees begin at a multiple of the largest power of two within them, so tiles always line up.
Hash subtree_root(db::Session& session, const DistrictCode& district, std::uint64_t begin, std::uint64_t end) {
  Frontier frontier;
  int level = 0;
  while ((end - begin) >> (tile_height * (level + 1))) ++level;
  for (std::uint64_t at = begin; level >= 0; --level) {
    const std::uint64_t unit = std::uint64_t{1} << (tile_height * level);
    const std::uint64_t count = (end - at) / unit;
    if (count == 0) continue;
    for (const Hash& hash : stored_hashes(session, district, level, static_cast<std::int64_t>(at / unit),
                                          static_cast<std::int64_t>(count)))
      frontier.add_subtree(tile_height * level, hash);
    at += count * unit;
  }
  return frontier.root();
}

SubtreeRoot reader_of(db::Session& session, const DistrictCode& district) {
  return [&session, district](std::uint64_t begin, std::uint64_t end) {
    return subtree_root(session, district, begin, end);
  };
}

std::vector<std::string> hex_path(const std::vector<Hash>& path) {
  std::vector<std::string> out;
  for (const Hash& hash : path) out.push_back(to_hex(hash));
  return out;
}

std::optional<std::vector<Hash>> path_of_hex(const std::vector<std::string>& hex) {
  std::vector<Hash> out;
  for (const std::string& text : hex) {
    const auto hash = hash_from_hex(text);
    if (!hash) return std::nullopt;
    out.push_back(*hash);
  }
  return out;
}

struct EntryRow {
  std::int64_t at;
  std::string actor, actor_name, action, subject_kind, subject_id, detail;
};
BOOST_DESCRIBE_STRUCT(EntryRow, (), (at, actor, actor_name, action, subject_kind, subject_id, detail))

}  // namespace

std::string signed_text(const TreeHead& head) {
  return "fugong audit tree head 1\n" + head.district.text + "\n" + std::to_string(head.size) + "\n" +
         std::to_string(head.at.ms) + "\n" + head.root + "\n";
}

std::int64_t log_size(db::Session& session, const DistrictCode& district) {
  return session.one<std::int64_t>("SELECT size FROM audit_head WHERE district = :district", district).value_or(0);
}

Hash root_at(db::Session& session, const DistrictCode& district, std::int64_t size) {
  return subtree_root(session, district, 0, static_cast<std::uint64_t>(size));
}

Result<InclusionProof> prove_inclusion(db::Session& session, const DistrictCode& district, std::int64_t seq,
                                       std::int64_t size) {
  if (size < 1 || size > log_size(session, district)) return fail(ErrorKind::not_found, "audit.no_such_size", "size");
  if (seq < 0 || seq >= size) return fail(ErrorKind::not_found, "audit.no_such_entry", "seq");
  const auto row = session.one<EntryRow>(
      "SELECT at, actor, actor_name, action, subject_kind, subject_id, detail FROM audit_entry "
      "WHERE district = :district AND seq = :seq",
      district, seq);
  if (!row) throw DamagedLog("audit: an entry is missing; run `fugong audit verify`");
  const Entry entry = {district,    {row->at},         row->actor,      row->actor_name,
                       row->action, row->subject_kind, row->subject_id, row->detail};
  const auto path =
      inclusion_path(static_cast<std::uint64_t>(seq), static_cast<std::uint64_t>(size), reader_of(session, district));
  return InclusionProof{seq, size, leaf_data(entry, seq), hex_path(path)};
}

Result<ConsistencyProof> prove_consistency(db::Session& session, const DistrictCode& district, std::int64_t from,
                                           std::int64_t to) {
  if (to < 1 || to > log_size(session, district)) return fail(ErrorKind::not_found, "audit.no_such_size", "to");
  if (from < 1 || from > to) return fail(ErrorKind::not_found, "audit.no_such_size", "from");
  const auto path =
      consistency_path(static_cast<std::uint64_t>(from), static_cast<std::uint64_t>(to), reader_of(session, district));
  return ConsistencyProof{from, to, hex_path(path)};
}

bool check(const InclusionProof& proof, const TreeHead& head) {
  const auto path = path_of_hex(proof.path);
  const auto root = hash_from_hex(head.root);
  return path && root && proof.seq >= 0 && proof.size == head.size &&
         verify_inclusion(leaf_hash(proof.leaf), static_cast<std::uint64_t>(proof.seq),
                          static_cast<std::uint64_t>(proof.size), *path, *root);
}

bool check(const ConsistencyProof& proof, const TreeHead& from, const TreeHead& to) {
  const auto path = path_of_hex(proof.path);
  const auto earlier = hash_from_hex(from.root);
  const auto later = hash_from_hex(to.root);
  return path && earlier && later && from.district == to.district && proof.from == from.size && proof.to == to.size &&
         proof.from > 0 &&
         verify_consistency(static_cast<std::uint64_t>(proof.from), static_cast<std::uint64_t>(proof.to), *earlier,
                            *later, *path);
}

std::optional<TreeHead> last_head(db::Session& session, const DistrictCode& district) {
  return session.one<TreeHead>(
      "SELECT district, size, at, root, key_id, signature FROM audit_tree_head WHERE district = :district "
      "ORDER BY size DESC LIMIT 1",
      district);
}

std::optional<TreeHead> head_covering(db::Session& session, const DistrictCode& district, std::int64_t seq) {
  auto head = last_head(session, district);
  if (head && head->size <= seq) head.reset();
  return head;
}

Result<std::optional<TreeHead>> sign_head(db::Engine& engine, const DistrictCode& district, Timestamp now,
                                          const Signer& signer) {
  std::optional<TreeHead> last;
  TreeHead head = {district, 0, now, {}, signer.key_id, {}};
  FG_CHECK(engine.query<void>([&](db::Session& session) -> Status {
    last = last_head(session, district);
    head.size = log_size(session, district);
    // A signature must never make a tampered log look right: the new tree has to begin with the last signed one.
    if (last && (last->size > head.size || to_hex(root_at(session, district, last->size)) != last->root))
      return fail(ErrorKind::internal, "audit.damaged");
    if (head.size > (last ? last->size : 0)) head.root = to_hex(root_at(session, district, head.size));
    return {};
  }));
  if (head.root.empty()) return last;
  head.signature = hex_of_bytes(signer.sign(signed_text(head)));
  FG_CHECK(engine.write<void>([&](db::Session& session) -> Status {
    session.exec(
        "INSERT INTO audit_tree_head (district, size, at, root, key_id, signature) "
        "VALUES (:district, :size, :at, :root, :key_id, :signature) ON CONFLICT (district, size) DO NOTHING",
        head.district, head.size, head.at, head.root, head.key_id, head.signature);
    return {};
  }));
  return head;
}

bool check_signature(const TreeHead& head, const Verifier& verifier) {
  const auto signature = bytes_of_hex(head.signature);
  return signature && verifier(head.key_id, signed_text(head), *signature);
}

}  // namespace fugong::audit
