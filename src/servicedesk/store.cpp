#include "servicedesk/store.h"

#include <algorithm>
#include <map>

namespace fugong::servicedesk {

#define FG_TICKET                                                                                                    \
  "id, number, enterprise, enterprise_name, subdistrict, source, category, priority, title, words, state, version, " \
  "level, team, department, handler, handler_name, called_at, acknowledged_at, called, raised_at, level_at, "        \
  "day_from, day_until, nights, warned, breached, unanswered, plan_state, plan_until, plan_words, excepted_until, "  \
  "excepted_by, due_at, next_due, first_answer_at, solved_at, closed_at, solved_same_day, reopened, rating, "        \
  "merged_into, raised_by, raised_by_name, client"
#define FG_KNOWLEDGE "id, category, title, words, answer, at, by_name"
// What a list is narrowed to; each name is bound twice.
#define FG_NARROWED                                                                                     \
  "(:en = '' OR enterprise = :en2) AND (:sd = '' OR subdistrict = :sd2) AND (:de = '' OR department = " \
  ":de2) AND (:ca = '' OR category = :ca2) AND (:te = '' OR team = :te2) "
#define FG_NARROW(q)                                                                                              \
  (q).enterprise, (q).enterprise, (q).subdistrict, (q).subdistrict, (q).department, (q).department, (q).category, \
      (q).category, (q).team, (q).team

namespace {

// How many of the newest texts with one pair are looked at: more would cost more than they help.
constexpr int texts_per_gram_max = 200;
constexpr std::size_t alike_max = 20;

}  // namespace

// ---- tickets ----

void Store::insert(const Ticket& t) {
  s_.exec("INSERT INTO service_tickets (district, " FG_TICKET
          ") VALUES (:d, :i, :nu, :e, :en, :sd, :so, :ca, :pr, :ti, :wo, :st, :ve, :le, :te, :de, :ha, :hn, :cat, "
          ":aat, :cd, :rat, :lat, :df, :du, :ni, :wa, :br, :un, :ps, :pu, :pw, :eu, :eb, :due, :nd, :fa, :sat, :clat, "
          ":ssd, :re, :ra, :mi, :rb, :rn, :cl)",
          d_, t.id, t.number, t.enterprise, t.enterprise_name, t.subdistrict, t.source, t.category, t.priority, t.title,
          t.words, t.state, t.version, t.level, t.team, t.department, t.handler, t.handler_name, t.called_at,
          t.acknowledged_at, t.called, t.raised_at, t.level_at, t.day_from, t.day_until, t.nights, t.warned, t.breached,
          t.unanswered, t.plan, t.plan_until, t.plan_words, t.excepted_until, t.excepted_by, t.due_at, t.next_due,
          t.first_answer_at, t.solved_at, t.closed_at, t.solved_same_day, t.reopened, t.rating, t.merged_into,
          t.raised_by, t.raised_by_name, t.client);
}

void Store::save(const Ticket& t) {
  s_.exec(
      "UPDATE service_tickets SET category = :ca, priority = :pr, state = :st, version = :ve, level = :le, team = :te, "
      "department = :de, handler = :ha, handler_name = :hn, called_at = :cat, acknowledged_at = :aat, called = :cd, "
      "level_at = :lat, day_from = :df, day_until = :du, nights = :ni, warned = :wa, breached = :br, unanswered = :un, "
      "plan_state = :ps, plan_until = :pu, plan_words = :pw, excepted_until = :eu, excepted_by = :eb, due_at = :due, "
      "next_due = :nd, first_answer_at = :fa, solved_at = :sat, closed_at = :clat, solved_same_day = :ssd, "
      "reopened = :re, rating = :ra, merged_into = :mi WHERE district = :d AND id = :i",
      t.category, t.priority, t.state, t.version, t.level, t.team, t.department, t.handler, t.handler_name, t.called_at,
      t.acknowledged_at, t.called, t.level_at, t.day_from, t.day_until, t.nights, t.warned, t.breached, t.unanswered,
      t.plan, t.plan_until, t.plan_words, t.excepted_until, t.excepted_by, t.due_at, t.next_due, t.first_answer_at,
      t.solved_at, t.closed_at, t.solved_same_day, t.reopened, t.rating, t.merged_into, d_, t.id);
}

std::optional<Ticket> Store::ticket(const TicketId& id) {
  return s_.one<Ticket>("SELECT " FG_TICKET " FROM service_tickets WHERE district = :d AND id = :i", d_, id);
}

std::optional<Ticket> Store::ticket_of_client(const std::string& raised_by, const std::string& client) {
  return s_.one<Ticket>("SELECT " FG_TICKET
                        " FROM service_tickets WHERE district = :d AND raised_by = :r AND client = :c",
                        d_, raised_by, client);
}

std::vector<Ticket> Store::tickets(const ListQuery& q) {
  const std::string before = q.after_id.empty() ? "g" : q.after_id;  // after every id
  if (!q.enterprise.empty())
    return s_.query<Ticket>(
        "SELECT " FG_TICKET
        " FROM service_tickets WHERE district = :d AND enterprise = :e AND id < :b "
        "AND (:st = '' OR state = :st2) AND (:ca = '' OR category = :ca2) ORDER BY id DESC LIMIT :n",
        d_, q.enterprise, before, q.state, q.state, q.category, q.category, q.limit);
  return s_.query<Ticket>("SELECT " FG_TICKET
                          " FROM service_tickets WHERE district = :d AND id < :b AND (:st = '' OR state = :st2) "
                          "AND " FG_NARROWED "ORDER BY id DESC LIMIT :n",
                          d_, before, q.state, q.state, FG_NARROW(q), q.limit);
}

std::vector<Ticket> Store::open_by_due(const ListQuery& q) {
  return s_.query<Ticket>("SELECT " FG_TICKET
                          " FROM service_tickets WHERE district = :d AND state = 'open' AND due_at >= :t "
                          "AND (due_at > :t2 OR id > :i) AND " FG_NARROWED "ORDER BY due_at, id LIMIT :n",
                          d_, q.after_at, q.after_at, q.after_id, FG_NARROW(q), q.limit);
}

std::vector<Ticket> Store::open_of_handler(const ListQuery& q) {
  return s_.query<Ticket>(
      "SELECT " FG_TICKET
      " FROM service_tickets WHERE district = :d AND handler = :h AND state = 'open' AND due_at >= :t "
      "AND (due_at > :t2 OR id > :i) AND (:ca = '' OR category = :ca2) ORDER BY due_at, id LIMIT :n",
      d_, q.handler, q.after_at, q.after_at, q.after_id, q.category, q.category, q.limit);
}

std::vector<Ticket> Store::ending_by(Timestamp until, int limit) {
  return s_.query<Ticket>(
      "SELECT " FG_TICKET
      " FROM service_tickets WHERE district = :d AND state = 'open' AND (day_until <= :u OR nights > 0 "
      "OR excepted_until >= :u2) ORDER BY nights DESC, day_until, id LIMIT :n",
      d_, until, until, limit);
}

std::vector<Ticket> Store::merged_into(const TicketId& id) {
  return s_.query<Ticket>("SELECT " FG_TICKET
                          " FROM service_tickets WHERE district = :d AND merged_into = :i AND merged_into <> '' "
                          "ORDER BY id",
                          d_, id);
}

std::vector<std::pair<std::string, Timestamp>> Store::pending() {
  std::vector<std::pair<std::string, Timestamp>> out;
  using Row = std::tuple<std::string, Timestamp>;
  s_.each<Row>(
      "SELECT id, next_due FROM service_tickets WHERE district = :d AND next_due < 253402300799000",
      [&](const Row& row) { out.emplace_back(std::get<0>(row), std::get<1>(row)); }, d_);
  return out;
}

void Store::each_for_figures(Timestamp from, Timestamp to, const std::function<void(const FigureRow&)>& visit) {
  s_.each<FigureRow>(
      "SELECT category, team, handler_name, state, raised_at, first_answer_at, solved_at, solved_same_day, reopened, "
      "nights, rating FROM service_tickets WHERE district = :d AND raised_at >= :f AND raised_at < :t",
      visit, d_, from, to);
}

std::int64_t Store::solved_by(Timestamp at) {
  return *s_.one<std::int64_t>(
      "SELECT COUNT(*) FROM service_tickets WHERE district = :d AND solved_at <= :t AND state IN ('solved', 'closed')",
      d_, at);
}

std::int64_t Store::open_count(const std::string& enterprise) {
  return *s_.one<std::int64_t>(
      "SELECT COUNT(*) FROM service_tickets WHERE district = :d AND enterprise = :e AND state = 'open'", d_,
      enterprise);
}

std::int64_t Store::count(const std::string& name) {
  s_.exec(
      "INSERT INTO service_counters (district, name, value) VALUES (:d, :n, 1) "
      "ON CONFLICT (district, name) DO UPDATE SET value = service_counters.value + 1",
      d_, name);
  return *s_.one<std::int64_t>("SELECT value FROM service_counters WHERE district = :d AND name = :n", d_, name);
}

// ---- acts and links ----

void Store::add_act(const TicketId& ticket, const Act& a) {
  s_.exec(
      "INSERT INTO service_acts (district, ticket, number, kind, audience, at, by_person, by_name, words, to_name) "
      "SELECT :d, :t, COALESCE(MAX(number), 0) + 1, :k, :au, :at, :bp, :bn, :w, :tn FROM service_acts "
      "WHERE district = :d2 AND ticket = :t2",
      d_, ticket, a.kind, a.audience, a.at, a.by, a.by_name, a.words, a.to_name, d_, ticket);
}

std::vector<Act> Store::acts(const TicketId& ticket) {
  return s_.query<Act>(
      "SELECT number, kind, audience, at, by_person, by_name, words, to_name FROM service_acts "
      "WHERE district = :d AND ticket = :t ORDER BY number",
      d_, ticket);
}

std::optional<Act> Store::last_act(const TicketId& ticket) {
  return s_.one<Act>(
      "SELECT number, kind, audience, at, by_person, by_name, words, to_name FROM service_acts "
      "WHERE district = :d AND ticket = :t ORDER BY number DESC LIMIT 1",
      d_, ticket);
}

bool Store::insert(const TicketId& ticket, const Link& l) {
  return s_.exec(
             "INSERT INTO service_links (district, ticket, kind, other, label) VALUES (:d, :t, :k, :o, :l) "
             "ON CONFLICT (district, ticket, kind, other) DO NOTHING",
             d_, ticket, l.kind, l.other, l.label) > 0;
}

std::vector<Link> Store::links(const TicketId& ticket) {
  return s_.query<Link>(
      "SELECT kind, other, label FROM service_links WHERE district = :d AND ticket = :t ORDER BY kind, label", d_,
      ticket);
}

// ---- likeness ----

void Store::put_grams(Shelf shelf, const std::string& id, std::span<const std::string> grams) {
  if (grams.empty()) return;
  const std::vector<std::string> districts(grams.size(), d_.text), ids(grams.size(), id),
      shelves(grams.size(), std::string(json::enum_name(shelf)));
  const db::BulkColumn columns[] = {
      {"district", districts}, {"shelf", shelves}, {"gram", std::vector(grams.begin(), grams.end())}, {"id", ids}};
  s_.bulk_insert("service_grams", columns);
}

void Store::remove_grams(const std::string& id) {
  s_.exec("DELETE FROM service_grams WHERE district = :d AND id = :i", d_, id);
}

std::vector<std::pair<std::string, std::size_t>> Store::alike(Shelf shelf, std::span<const std::string> grams) {
  std::map<std::string, std::size_t> shared;
  for (const std::string& gram : grams)
    for (const std::string& id : s_.query<std::string>(
             "SELECT id FROM service_grams WHERE district = :d AND shelf = :s AND gram = :g ORDER BY id DESC LIMIT :n",
             d_, shelf, gram, texts_per_gram_max))
      ++shared[id];
  std::vector<std::pair<std::string, std::size_t>> out(shared.begin(), shared.end());
  std::ranges::sort(
      out, [](const auto& a, const auto& b) { return a.second != b.second ? a.second > b.second : a.first > b.first; });
  if (out.size() > alike_max) out.resize(alike_max);
  return out;
}

void Store::insert(const KnowledgeEntry& e) {
  s_.exec("INSERT INTO service_knowledge (district, " FG_KNOWLEDGE ") VALUES (:d, :i, :c, :t, :w, :a, :at, :b)", d_,
          e.id, e.category, e.title, e.words, e.answer, e.at, e.by_name);
}

std::optional<KnowledgeEntry> Store::knowledge(const std::string& id) {
  return s_.one<KnowledgeEntry>("SELECT " FG_KNOWLEDGE " FROM service_knowledge WHERE district = :d AND id = :i", d_,
                                id);
}

std::vector<KnowledgeEntry> Store::knowledge(const std::string& category, const std::string& before_id, int limit) {
  return s_.query<KnowledgeEntry>("SELECT " FG_KNOWLEDGE
                                  " FROM service_knowledge WHERE district = :d AND id < :b "
                                  "AND (:c = '' OR category = :c2) ORDER BY id DESC LIMIT :n",
                                  d_, before_id.empty() ? std::string("g") : before_id, category, category, limit);
}

// ---- teams and duty ----

std::vector<Member> Store::members(const std::string& team) {
  return s_.query<Member>(
      "SELECT team, person, name, position FROM service_members WHERE district = :d AND team = :t ORDER BY position",
      d_, team);
}

void Store::replace_members(const std::string& team, std::span<const Member> members) {
  s_.exec("DELETE FROM service_members WHERE district = :d AND team = :t", d_, team);
  for (const Member& m : members)
    s_.exec("INSERT INTO service_members (district, team, position, person, name) VALUES (:d, :t, :po, :pe, :n)", d_,
            team, m.position, m.person, m.name);
}

void Store::put(const DutyPlan& p) {
  s_.exec(
      "INSERT INTO service_duty (district, team, day, shift, person, name, substitute, substitute_name) "
      "VALUES (:d, :t, :day, :s, :p, :n, :su, :sn) ON CONFLICT (district, team, day, shift) DO UPDATE SET "
      "person = EXCLUDED.person, name = EXCLUDED.name, substitute = EXCLUDED.substitute, "
      "substitute_name = EXCLUDED.substitute_name",
      d_, p.team, p.day, p.shift, p.person, p.name, p.substitute, p.substitute_name);
}

std::vector<DutyPlan> Store::plans(const std::string& team, const Date& from, const Date& to) {
  return s_.query<DutyPlan>(
      "SELECT team, day, shift, person, name, substitute, substitute_name FROM service_duty "
      "WHERE district = :d AND team = :t AND day >= :f AND day <= :u ORDER BY day, shift",
      d_, team, from, to);
}

}  // namespace fugong::servicedesk
