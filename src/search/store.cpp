#include "search/store.h"

#include <algorithm>

#include "search/rules.h"

namespace fugong::search {
namespace {

// What is looked up and compared: the title first, so that a rank can be told from it.
std::string words_of(const Entry& e) { return fold(e.title + "\n" + e.words); }

// FTS5 reads bare words as terms that must all be there; each is quoted, as it may look like an operator.
std::string fts_query(const std::string& grams) {
  std::string out = "\"";
  for (const char c : grams) {
    if (c == ' ') out += "\" \"";
    else out += c;
  }
  return out + "\"";
}

std::string term_at(const std::vector<std::string>& terms, std::size_t i) {
  return i < terms.size() ? terms[i] : std::string();
}

}  // namespace

void Store::put(const Entry& e, Empty empty) {
  const std::string normal = words_of(e);
  const bool stays = empty == Empty::stays;
  s_.exec(
      "INSERT INTO search_entries (district, kind, id, enterprise, subdistrict, title, detail, normal, grams, phone) "
      "VALUES (:d, :k, :id, :e, :s, :t, :de, :n, :g, :p) ON CONFLICT (district, kind, id) DO UPDATE SET "
      "enterprise = excluded.enterprise, subdistrict = excluded.subdistrict, title = excluded.title, "
      "detail = CASE WHEN excluded.detail = '' AND :st = 1 THEN search_entries.detail ELSE excluded.detail END, "
      "normal = excluded.normal, grams = excluded.grams, "
      "phone = CASE WHEN excluded.phone = '' AND :st2 = 1 THEN search_entries.phone ELSE excluded.phone END",
      d_, e.kind, e.id, e.enterprise, e.subdistrict, e.title, e.detail, normal, grams_of(e, normal), e.phone, stays,
      stays);
}

void Store::remove(Kind kind, const std::string& id) {
  s_.exec("DELETE FROM search_entries WHERE district = :d AND kind = :k AND id = :id", d_, kind, id);
}

void Store::insert_all(std::span<const Entry> entries) {
  if (entries.empty()) return;
  std::vector<std::string> columns[10];
  for (auto& column : columns) column.reserve(entries.size());
  for (const Entry& e : entries) {
    std::string normal = words_of(e);
    columns[0].push_back(d_.text);
    columns[1].emplace_back(json::enum_name(e.kind));
    columns[2].push_back(e.id);
    columns[3].push_back(e.enterprise);
    columns[4].push_back(e.subdistrict);
    columns[5].push_back(e.title);
    columns[6].push_back(e.detail);
    columns[8].push_back(grams_of(e, normal));
    columns[7].push_back(std::move(normal));
    columns[9].push_back(e.phone);
  }
  constexpr std::string_view names[] = {"district", "kind",   "id",     "enterprise", "subdistrict",
                                        "title",    "detail", "normal", "grams",      "phone"};
  std::vector<db::BulkColumn> bulk;
  for (std::size_t i = 0; i < std::size(names); ++i) bulk.push_back({names[i], std::move(columns[i])});
  s_.bulk_insert("search_entries", bulk);
}

void Store::move(const std::string& enterprise, const std::string& from, const std::string& to) {
  for (const Kind kind : {Kind::enterprise, Kind::resumption, Kind::person, Kind::vehicle})
    s_.exec(
        "UPDATE search_entries SET subdistrict = :s, grams = REPLACE(grams, :from, :to) "
        "WHERE district = :d AND enterprise = :e AND kind = :k",
        to, owner_gram(kind, 's', from), owner_gram(kind, 's', to), d_, enterprise, kind);
}

std::int64_t Store::built() {
  return s_.one<std::int64_t>("SELECT built FROM search_heads WHERE district = :d", d_).value_or(0);
}

void Store::set_built(std::int64_t build) {
  s_.exec(
      "INSERT INTO search_heads (district, built) VALUES (:d, :b) ON CONFLICT (district) DO UPDATE SET built = "
      "excluded.built",
      d_, build);
}

std::vector<Found> Store::find(Kind kind, const std::string& grams, const std::vector<std::string>& terms, int limit) {
  const std::string first = term_at(terms, 0), second = term_at(terms, 1), third = term_at(terms, 2);
  // CROSS JOIN and the plus signs keep SQLite from walking the entries of a kind and asking the index about each.
  if (s_.dialect() == db::Dialect::sqlite)
    return s_.query<Found>(
        "SELECT e.id, e.enterprise, e.subdistrict, e.title, e.detail FROM search_grams "
        "CROSS JOIN search_entries e ON e.number = search_grams.rowid WHERE search_grams MATCH :q "
        "AND +e.district = :d AND +e.kind = :k "
        "AND instr(e.normal, :a) > 0 AND instr(e.normal, :b) > 0 AND instr(e.normal, :c) > 0 LIMIT :n",
        fts_query(grams), d_, kind, first, second, third, limit);
  return s_.query<Found>(
      "SELECT id, enterprise, subdistrict, title, detail FROM search_entries "
      "WHERE string_to_array(grams, ' ') @> string_to_array(:q, ' ') AND district = :d AND kind = :k "
      "AND strpos(normal, :a) > 0 AND strpos(normal, :b) > 0 AND strpos(normal, :c) > 0 LIMIT :n",
      grams, d_, kind, first, second, third, limit);
}

std::vector<std::pair<Kind, Found>> Store::by_phone(const std::string& phone, int limit) {
  using Row = std::tuple<Kind, std::string, std::string, std::string, std::string, std::string>;
  std::vector<std::pair<Kind, Found>> out;
  s_.each<Row>(
      "SELECT kind, id, enterprise, subdistrict, title, detail FROM search_entries "
      "WHERE district = :d AND phone = :p AND phone <> '' LIMIT :n",
      [&](Row&& r) {
        Found found;
        Kind kind{};
        std::tie(kind, found.id, found.enterprise, found.subdistrict, found.title, found.detail) = std::move(r);
        out.emplace_back(kind, std::move(found));
      },
      d_, phone, limit);
  std::ranges::sort(out, {}, [](const auto& one) { return std::pair(one.first, one.second.id); });
  return out;
}

std::string Store::subdistrict_of(const EnterpriseId& enterprise) {
  return s_
      .one<std::string>(
          "SELECT subdistrict FROM search_entries WHERE district = :d AND kind = 'enterprise' AND id = :id", d_,
          enterprise)
      .value_or("");
}

std::optional<std::string> Store::title(Kind kind, const std::string& id) {
  return s_.one<std::string>("SELECT title FROM search_entries WHERE district = :d AND kind = :k AND id = :id", d_,
                             kind, id);
}

}  // namespace fugong::search
