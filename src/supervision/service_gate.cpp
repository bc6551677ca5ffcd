// What gates, checkpoints and officers saw.
#include <algorithm>
#include <map>

#include "base/validators.h"
#include "crypto/hash.h"
#include "enterprise/import_table.h"
#include "enterprise/service.h"
#include "pass/service.h"
#include "sheet/table.h"
#include "supervision/work.h"

namespace fugong::supervision {
namespace {

constexpr std::string_view stranger_purpose = "supervision.stranger";

// Finds the people whom the gate names, on the plant's roster.
class People {
 public:
  // Without `ids`: all of them.
  People(enterprise::Service& enterprises, db::Session& session, const EnterpriseId& plant,
         const std::optional<std::vector<WorkerId>>& ids)
      : enterprises_(enterprises) {
    for (auto& w : enterprises.workers_brief(session, plant, ids)) {
      by_card_[w.resident_id_index] = w.id.text;
      by_id_.emplace(w.id.text, std::move(w));
    }
  }
  const enterprise::WorkerBrief* find(const EventBody& e) const {
    std::string id = e.worker.value_or("");
    if (id.empty() && e.resident_id) {
      const auto card = by_card_.find(enterprises_.resident_id_index(*e.resident_id));
      if (card != by_card_.end()) id = card->second;
    }
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &found->second;
  }

 private:
  enterprise::Service& enterprises_;
  std::map<std::string, enterprise::WorkerBrief> by_id_;
  std::map<std::string, std::string> by_card_;
};

class Reader {
 public:
  Reader(const ServiceOptions& o, db::Session& session, const Context& context, const Work& work, Source source,
         const std::optional<std::vector<WorkerId>>& ids)
      : o_(o), context_(context), people_(o.enterprises, session, work.plant().enterprise, ids), source_(source),
        skew_(seconds(work.rules().clock_skew_s)) {}

  // What is wrong with a row, or the event.
  Result<GateEvent> read(EventBody e) {
    if (e.id.empty() || e.id.size() > client_bytes_max) return invalid("event.id", "id");
    if (e.at > context_.now + skew_) return invalid("event.future", "at");
    if (e.at < context_.now - event_age_max) return invalid("event.too_old", "at", {{"days", "31"}});
    if (e.name.value_or("").size() > name_bytes_max) return invalid("event.text_long", "name");
    if (e.gate.value_or("").size() > name_bytes_max) return invalid("event.text_long", "gate");
    if (e.resident_id && !e.resident_id->empty()) {
      FG_TRY(e.resident_id, parse_resident_id(*e.resident_id, "resident_id"));
    } else {
      e.resident_id.reset();
    }
    if (!e.worker && !e.resident_id && e.name.value_or("").empty()) return invalid("event.nobody", "worker");
    GateEvent out{.id = std::move(e.id),
                  .direction = e.direction,
                  .at = e.at,
                  .source = e.source.value_or(source_),
                  .gate = e.gate.value_or(""),
                  .test_at = e.test_at};
    if (const enterprise::WorkerBrief* worker = people_.find(e)) {
      out.subject = worker->id.text;
      out.name = worker->name;
      if (!out.test_at) out.test_at = worker->tested_at;
    } else {
      // Somebody whom the register does not know is told apart by what the gate read, which is not kept.
      const std::string said = e.resident_id ? *e.resident_id : e.worker ? *e.worker : *e.name;
      out.subject = "?" + o_.vault.blind_index(said, stranger_purpose);
      out.name = mask_name(e.name.value_or(""));
    }
    return out;
  }

 private:
  const ServiceOptions& o_;
  const Context& context_;
  const People people_;
  const Source source_;
  const Duration skew_;
};

// Who speaks decides what kind of sighting it is.
Source source_of(const Actor& actor) {
  if (actor.has(Role::checkpoint_guard)) return Source::scan;
  return actor.has(Role::resident_officer) ? Source::officer : Source::gate;
}

// The workers whom the rows name; nullopt: some are named by a card, so that the whole roster is needed.
std::optional<std::vector<WorkerId>> named_in(std::span<const EventBody> bodies) {
  std::vector<WorkerId> out;
  for (const EventBody& e : bodies) {
    if (e.worker) out.push_back(WorkerId{*e.worker});
    else if (e.resident_id && !e.resident_id->empty()) return std::nullopt;
  }
  return out;
}

Result<PreparedEventsPtr> prepare(const ServiceOptions& o, db::Session& session, const Context& context,
                                  const Work& work, std::vector<EventBody> bodies) {
  auto out = std::make_shared<PreparedEvents>();
  Reader reader(o, session, context, work, source_of(context.actor), named_in(bodies));
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    auto event = reader.read(std::move(bodies[i]));
    if (event) {
      out->events.push_back(std::move(*event));
      continue;
    }
    const Error& e = event.error();
    out->refused.push_back({std::int64_t(i), e.code, message(context.language, e.code, e.params)});
  }
  return out;
}

// Stores what is new of them and judges the days that it touches.
EventsReceipt take(Work& work, std::span<const GateEvent> events, const Context& context) {
  const EnterpriseId& plant = work.plant().enterprise;
  EventsReceipt receipt;
  std::vector<GateEvent> fresh;
  std::set<std::string_view> here;
  for (const GateEvent& e : events) {
    if (!here.insert(e.id).second || work.store().knows_event(plant, e.id)) {
      ++receipt.duplicates;
      continue;
    }
    fresh.push_back(e);
  }
  receipt.stored = std::int64_t(fresh.size());
  work.store().insert(plant, fresh, context.now, context.actor.person.text);
  std::map<std::string_view, const GateEvent*> newest;  // of each person
  for (const GateEvent& e : fresh)
    if (const GateEvent*& last = newest[e.subject]; !last || last->at < e.at) last = &e;
  for (const auto& [subject, event] : newest) work.store().see(plant, *event);
  std::tie(receipt.raised, receipt.withdrawn) = work.judge(fresh);
  if (receipt.raised > 0) work.arm();
  if (receipt.stored > 0) work.announce();
  return receipt;
}

// Which way somebody went: the guard's word, else the way the gate faces.
std::optional<Direction> direction_at(Facing facing, std::optional<pass::Heading> heading) {
  if (heading) return *heading == pass::Heading::in ? Direction::in : Direction::out;
  if (facing == Facing::both) return std::nullopt;
  return facing == Facing::in ? Direction::in : Direction::out;
}

// ---- CSV and XLSX of a plant's own gate ----

struct Column {
  std::string_view field;
  std::vector<std::string_view> headings;
};
const std::vector<Column> columns{
    {"at", {"时间", "通行时间", "time", "at"}},
    {"direction", {"方向", "进出", "direction"}},
    {"worker", {"人员编号", "worker"}},
    {"resident_id", {"身份证号", "证件号码", "resident id", "resident_id"}},
    {"name", {"姓名", "name"}},
    {"gate", {"闸机", "通道", "gate"}},
    {"id", {"编号", "记录编号", "id"}},
};

std::map<std::string_view, std::size_t> columns_of(const sheet::Row& heading) {
  std::map<std::string_view, std::size_t> out;
  for (const Column& c : columns)
    for (std::size_t i = 0; i < heading.cells.size(); ++i)
      if (std::ranges::find(c.headings, std::string_view(heading.cells[i])) != c.headings.end())
        out.emplace(c.field, i);
  return out;
}

std::optional<Direction> direction_of(std::string_view text) {
  for (const std::string_view in : {"in", "进", "进厂", "入"})
    if (text == in) return Direction::in;
  for (const std::string_view out : {"out", "出", "出厂", "离厂"})
    if (text == out) return Direction::out;
  return std::nullopt;
}

std::optional<Timestamp> instant_of(std::string_view text, const std::string& zone) {
  if (const auto exact = parse_rfc3339(text)) return exact;
  const auto local = enterprise::parse_local_minute(text);
  if (!local) return std::nullopt;
  return start_of_day(local->day, zone) + minutes(local->minute);
}

Result<EventBody> body_of(const sheet::Row& row, const std::map<std::string_view, std::size_t>& at,
                          const std::string& zone) {
  const auto cell = [&](std::string_view field) {
    const auto found = at.find(field);
    return found == at.end() ? std::string() : std::string(row.at(found->second));
  };
  const auto given = [&](std::string_view field) {
    std::string text = cell(field);
    return text.empty() ? std::optional<std::string>() : std::optional(std::move(text));
  };
  const auto when = instant_of(cell("at"), zone);
  if (!when) return invalid("event.time", "at");
  const auto direction = direction_of(cell("direction"));
  if (!direction) return invalid("event.direction", "direction");
  EventBody body{.id = cell("id"), .direction = *direction, .at = *when, .source = Source::gate};
  body.worker = given("worker"), body.resident_id = given("resident_id");
  body.name = given("name"), body.gate = given("gate");
  // Without a number of its own a row is known by what it says: the same file again tells nothing new.
  if (body.id.empty())
    body.id = "t" + crypto::to_base64url(crypto::as_bytes(
                        crypto::sha256(to_rfc3339(*when) + "/" + cell("direction") + "/" + cell("worker") + "/" +
                                       cell("resident_id") + "/" + cell("name") + "/" + cell("gate"))));
  return body;
}

}  // namespace

Result<PreparedEventsPtr> Service::prepare_events(db::Session& session, const Context& context, const EnterpriseId& id,
                                                  const EventsRequest& request) {
  FG_TRY(const Work work, Work::load(o_, session, context, id, "gate.report"));
  if (request.events.empty() || request.events.size() > events_max)
    return invalid("event.count", "events", {{"limit", std::to_string(events_max)}});
  return prepare(o_, session, context, work, request.events);
}

Result<PreparedEventsPtr> Service::prepare_import(db::Session& session, const Context& context, const EnterpriseId& id,
                                                  std::string_view file) {
  FG_TRY(const Work work, Work::load(o_, session, context, id, "gate.report"));
  FG_TRY(const sheet::Table table, sheet::read_table(file, {.rows_max = imported_events_max + 1}));
  if (table.rows.size() < 2) return invalid("event.count", "file", {{"limit", std::to_string(imported_events_max)}});
  const auto at = columns_of(table.rows.front());
  if (!at.contains("at") || !at.contains("direction")) return invalid("event.headings", "file");
  std::vector<EventBody> bodies;
  std::vector<std::int64_t> numbers;  // of the rows as the spreadsheet counts
  std::vector<RefusedEvent> refused;
  for (const sheet::Row& row : std::span(table.rows).subspan(1)) {
    auto body = body_of(row, at, work.zone());
    if (body) {
      bodies.push_back(std::move(*body));
      numbers.push_back(std::int64_t(row.number));
    } else {
      const Error& e = body.error();
      refused.push_back({std::int64_t(row.number), e.code, message(context.language, e.code, e.params)});
    }
  }
  FG_TRY(const PreparedEventsPtr prepared, prepare(o_, session, context, work, std::move(bodies)));
  auto out = std::make_shared<PreparedEvents>(*prepared);
  for (RefusedEvent& r : out->refused) r.row = numbers[std::size_t(r.row)];
  out->refused.insert(out->refused.end(), refused.begin(), refused.end());
  std::ranges::sort(out->refused, {}, &RefusedEvent::row);
  return out;
}

Result<EventsReceipt> Service::tell(db::Session& session, const Context& context, const EnterpriseId& id,
                                    const PreparedEventsPtr& prepared) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "gate.report"));
  EventsReceipt receipt = take(work, prepared->events, context);
  receipt.refused = prepared->refused;
  return receipt;
}

// A scan has its id from the gate, so that told late, twice or out of order it is one event like any other.
Status Service::take_passages(db::Session& session, std::span<const pass::Passage> passages, Timestamp now) {
  std::map<EnterpriseId, std::vector<EventBody>> of;
  std::map<std::string, std::vector<PlantCheckpoint>> links;
  for (const pass::Passage& p : passages) {
    const auto [known, is_new] = links.try_emplace(p.checkpoint);
    if (is_new) known->second = Store(o_.district, session).checkpoint(p.checkpoint);
    for (const PlantCheckpoint& link : known->second) {
      if (p.at < link.from || p.at >= link.until) continue;
      const auto direction = direction_at(link.facing, p.heading);
      if (!direction) continue;  // nobody has said which way: no evidence of anything
      of[link.enterprise].push_back({.id = p.scan.text,
                                     .direction = *direction,
                                     .at = p.at,
                                     .source = Source::scan,
                                     .worker = p.holder.empty() ? p.pass.text : p.holder,
                                     .resident_id = {},
                                     .name = p.subject,
                                     .gate = p.checkpoint,
                                     .test_at = {}});
    }
  }
  const Actor system{};
  const Context context{system, now, Language::zh_cn};
  for (auto& [id, bodies] : of) {
    FG_TRY(Work work, Work::load_unchecked(o_, session, context, id));
    if (work.plant().until) continue;
    std::vector<GateEvent> events;
    Reader reader(o_, session, context, work, Source::scan, named_in(bodies));
    for (EventBody& body : bodies)  // what is too old judges nobody; the scan stands all the same
      if (auto event = reader.read(std::move(body))) events.push_back(std::move(*event));
    take(work, events, context);
  }
  return {};
}

Result<http::Page<GateEventLine>> Service::gate_events(db::Session& session, const Context& context,
                                                       const EnterpriseId& id, const EventsFilter& filter) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "supervision.read"));
  const int limit = filter.limit.value_or(page_size_default);
  if (limit < 1 || limit > page_size_max)
    return invalid("supervision.bad_limit", "limit", {{"limit", std::to_string(page_size_max)}});
  const Timestamp from = filter.from ? start_of_day(*filter.from, work.zone()) : Timestamp{0};
  Timestamp before = filter.to ? start_of_day(next_day(*filter.to), work.zone()) : never;
  std::string before_id;
  if (filter.after) {
    const auto last = work.store().event(id, *filter.after);
    if (!last) return invalid("supervision.bad_cursor", "after");
    before = last->at, before_id = last->id;
  }
  const std::string direction(filter.direction ? json::enum_name(*filter.direction) : "");
  http::Page<GateEventLine> page;
  for (GateEvent& e : work.store().events_before(id, from, before, before_id, direction, limit + 1)) {
    if (page.items.size() == std::size_t(limit)) {
      page.next = page.items.back().id;
      break;
    }
    const bool known = !e.subject.starts_with('?');
    page.items.push_back({e.id, e.direction, e.at, e.source, e.gate, e.name, known, e.test_at});
  }
  return page;
}

}  // namespace fugong::supervision
