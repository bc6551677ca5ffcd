// The closed roster: who lives in, and what a new list would change.
#include <algorithm>
#include <map>
#include <set>

#include "base/validators.h"
#include "enterprise/service.h"
#include "sheet/table.h"
#include "supervision/work.h"

namespace fugong::supervision {
namespace {

constexpr Duration roster_ahead_max = days(31);

// From `from` on exactly the wanted live in.
struct RosterChange {
  std::vector<Member> ended;    // until `from`; those that were to begin later: never
  std::vector<Member> revived;  // said at that very instant already, and then otherwise
  std::vector<Member> added;
  std::int64_t kept = 0;
};
RosterChange roster_change(const std::vector<Member>& members, const std::vector<enterprise::WorkerBrief>& workers,
                           Timestamp from) {
  std::map<std::string, const enterprise::WorkerBrief*> wanted;
  for (const auto& w : workers) wanted.emplace(w.id.text, &w);
  RosterChange change;
  for (Member m : members) {
    if (m.until <= m.from && m.from == from && wanted.erase(m.subject) > 0) {
      m.until = never;
      change.revived.push_back(std::move(m));
      continue;
    }
    if (m.until <= from || m.until <= m.from) continue;
    if (m.from <= from && m.until == never && wanted.erase(m.subject) > 0) {  // goes on living in
      ++change.kept;
      continue;
    }
    m.until = std::max(m.from, from);  // what was to begin later is said anew
    change.ended.push_back(std::move(m));
  }
  for (const auto& [subject, w] : wanted) change.added.push_back({subject, w->name, from, never});
  return change;
}

struct WantedRoster {
  Timestamp from{};
  std::vector<enterprise::WorkerBrief> workers;
};
Result<WantedRoster> wanted_roster(const ServiceOptions& o, db::Session& session, const Context& context,
                                   const EnterpriseId& id, const RosterRequest& request) {
  if (request.workers && request.workers->size() > roster_max)
    return invalid("roster.too_many", "workers", {{"limit", std::to_string(roster_max)}});
  WantedRoster wanted{.from = request.from.value_or(context.now), .workers = {}};
  if (wanted.from < context.now - event_age_max || wanted.from > context.now + roster_ahead_max)
    return invalid("roster.from", "from");
  wanted.workers = o.enterprises.workers_brief(session, id, request.workers);
  if (request.workers &&
      wanted.workers.size() != std::set<WorkerId>(request.workers->begin(), request.workers->end()).size())
    return invalid("roster.unknown_worker", "workers");
  return wanted;
}

RosterPreview preview_of(const RosterChange& change, const WantedRoster& wanted) {
  RosterPreview view{.rows = std::int64_t(wanted.workers.size()), .kept = change.kept};
  for (const auto& w : wanted.workers) view.workers.push_back(w.id);
  std::set<std::string> again;  // ended and added at once: only the beginning moves
  for (const auto* fresh : {&change.added, &change.revived})
    for (const Member& m : *fresh) {
      view.added.push_back({m.subject, m.name});
      again.insert(m.subject);
    }
  for (const Member& m : change.ended)
    if (!again.contains(m.subject)) view.ended.push_back({m.subject, m.name});
  return view;
}

// ---- a list as a file: whoever it names by number, card or name ----

struct RosterColumns {
  std::size_t worker = SIZE_MAX, resident_id = SIZE_MAX, name = SIZE_MAX;
};
std::optional<RosterColumns> roster_columns(const sheet::Row& heading) {
  RosterColumns at;
  for (std::size_t i = 0; i < heading.cells.size(); ++i) {
    const std::string& title = heading.cells[i];
    if (title == "人员编号" || title == "worker") at.worker = i;
    if (title == "身份证号" || title == "证件号码" || title == "resident_id") at.resident_id = i;
    if (title == "姓名" || title == "name") at.name = i;
  }
  if (at.worker == SIZE_MAX && at.resident_id == SIZE_MAX && at.name == SIZE_MAX) return std::nullopt;
  return at;
}

// The enterprise's workers, by everything that a list may say of them.
class Register {
 public:
  Register(enterprise::Service& enterprises, db::Session& session, const EnterpriseId& id)
      : enterprises_(enterprises), workers_(enterprises.workers_brief(session, id)) {
    for (const auto& w : workers_) {
      by_id_[w.id.text] = &w;
      by_card_[w.resident_id_index] = &w;
      auto& named = by_name_[w.name];
      named = named || two_.contains(w.name) ? nullptr : &w;  // two of one name: the list has to say the card
      two_.insert(w.name);
    }
  }
  // Codes roster.unknown_row, roster.two_of_one_name, and those of resident ids.
  Result<const enterprise::WorkerBrief*> find(const sheet::Row& row, const RosterColumns& at) const {
    if (const std::string id(row.at(at.worker)); !id.empty()) return known(by_id_, id);
    if (const std::string card(row.at(at.resident_id)); !card.empty()) {
      FG_TRY(const std::string number, parse_resident_id(card, "resident_id"));
      return known(by_card_, enterprises_.resident_id_index(number));
    }
    const std::string name(row.at(at.name));
    FG_TRY(const enterprise::WorkerBrief* worker, known(by_name_, name));
    if (!worker) return invalid("roster.two_of_one_name", "name", {{"name", name}});
    return worker;
  }

 private:
  using Index = std::map<std::string, const enterprise::WorkerBrief*>;
  static Result<const enterprise::WorkerBrief*> known(const Index& index, const std::string& key) {
    const auto found = index.find(key);
    if (found == index.end()) return invalid("roster.unknown_row", "worker");
    return found->second;
  }
  enterprise::Service& enterprises_;
  std::vector<enterprise::WorkerBrief> workers_;
  Index by_id_, by_card_, by_name_;
  std::set<std::string> two_;
};

}  // namespace

Result<RosterReceipt> Service::replace_roster(db::Session& session, const Context& context, const EnterpriseId& id,
                                              const RosterRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "closedroster.write"));
  FG_TRY(const WantedRoster wanted, wanted_roster(o_, session, context, id, request));
  const RosterChange change = roster_change(work.store().members(id), wanted.workers, wanted.from);
  RosterReceipt receipt{.inside = std::int64_t(wanted.workers.size()),
                        .added = std::int64_t(change.added.size() + change.revived.size())};
  for (const Member& m : change.ended) {
    work.store().end_member(id, m, m.until);
    receipt.ended += m.from < wanted.from;
  }
  for (const Member& m : change.revived) work.store().end_member(id, m, m.until);
  if (!change.added.empty()) work.store().insert(id, change.added);
  // What was seen since then is judged by the roster that now holds.
  work.judge(work.store().events(id, wanted.from - hours(1), never));
  work.audit("roster.replace", "enterprise", id.text, json::write(receipt));
  work.announce();
  return receipt;
}

Result<RosterPreview> Service::preview_roster(db::Session& session, const Context& context, const EnterpriseId& id,
                                              const RosterRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "closedroster.write"));
  FG_TRY(const WantedRoster wanted, wanted_roster(o_, session, context, id, request));
  return preview_of(roster_change(work.store().members(id), wanted.workers, wanted.from), wanted);
}

Result<RosterPreview> Service::read_roster(db::Session& session, const Context& context, const EnterpriseId& id,
                                           std::string_view file) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "closedroster.write"));
  FG_TRY(const sheet::Table table, sheet::read_table(file, {.rows_max = roster_max + 1}));
  const auto at = table.rows.empty() ? std::nullopt : roster_columns(table.rows.front());
  if (!at) return invalid("roster.headings", "file");
  const Register known(o_.enterprises, session, id);
  std::map<std::string, enterprise::WorkerBrief> named;
  std::vector<RefusedEvent> refused;
  for (const sheet::Row& row : std::span(table.rows).subspan(1)) {
    const auto worker = known.find(row, *at);
    if (worker) named.emplace((*worker)->id.text, **worker);
    else
      refused.push_back({std::int64_t(row.number), worker.error().code,
                         message(context.language, worker.error().code, worker.error().params)});
  }
  WantedRoster wanted{.from = context.now, .workers = {}};
  for (auto& [subject, worker] : named) wanted.workers.push_back(std::move(worker));
  RosterPreview view = preview_of(roster_change(work.store().members(id), wanted.workers, wanted.from), wanted);
  view.rows = std::int64_t(table.rows.size()) - 1;
  view.refused = std::move(refused);
  return view;
}

Result<http::Page<MemberLine>> Service::members(db::Session& session, const Context& context, const EnterpriseId& id,
                                                const MembersFilter& filter) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "supervision.read"));
  const int limit = filter.limit.value_or(page_size_default);
  if (limit < 1 || limit > page_size_max)
    return invalid("supervision.bad_limit", "limit", {{"limit", std::to_string(page_size_max)}});
  http::Page<MemberLine> page;
  for (const Member& m : work.store().members_after(id, context.now, filter.after.value_or(""), limit + 1)) {
    if (m.until <= m.from) continue;  // said otherwise before it began
    if (page.items.size() == std::size_t(limit)) {
      page.next = page.items.back().worker;
      break;
    }
    MemberLine line{m.subject, m.name, m.from, {}};
    if (m.until != never) line.until = m.until;
    page.items.push_back(std::move(line));
  }
  return page;
}

}  // namespace fugong::supervision
