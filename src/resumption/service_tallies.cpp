// The rollup: what it says, and how it is kept, proved and made anew.
#include <algorithm>
#include <limits>
#include <map>

#include "enterprise/service.h"
#include "resumption/words.h"
#include "resumption/work.h"

namespace fugong::resumption {
namespace {

// Grows when counts_of says something else than it did: what is kept is then counted again.
constexpr std::int64_t tallies_version = 1;
constexpr std::string_view version_name = "version";
// Promises are told of cases begun in this span of 30 days and the three before it: older ones say nothing of today.
constexpr std::int64_t promise_spans = 4;
constexpr int rows_of_square_max = 6;

// What "…|STANDING" counts, under its line.
template <class Line>
void add_standing(Line& line, std::string_view standing, std::int64_t value) {
  line.enterprises += value;
  if (standing == "in_progress") line.in_progress += value;
  if (standing == "resumed") line.resumed += value;
  if (standing == "suspended") line.suspended += value;
}

template <class Line>
std::vector<Line> values_of(std::map<std::string, Line>&& lines, std::string Line::* key) {
  std::vector<Line> out;
  for (auto& [group, line] : lines) {
    line.*key = group;
    out.push_back(std::move(line));
  }
  return out;
}

struct Times {
  std::int64_t running = 0, overdue = 0, in_time = 0, finished = 0;
  std::map<int, std::int64_t> buckets;
};

// Nearest rank, as far as the buckets tell.
std::int64_t percentile(const Times& times, int percent) {
  std::int64_t rank = std::max<std::int64_t>((times.finished * percent + 99) / 100, 1);
  for (const auto& [bucket, count] : times.buckets)
    if ((rank -= count) <= 0) return middle_ms(bucket);
  return 0;
}

std::map<std::string, Times, std::less<>> times_of(db::Tally& tally, std::string_view name, Timestamp now) {
  std::map<std::string, Times, std::less<>> lines;
  for (const db::Count& c : tally.of(name, span_of(now) - promise_spans + 1, span_of(now))) {
    if (c.value == 0) continue;
    const auto parts = parts_of(c.key);
    auto found = lines.find(parts[0]);
    if (found == lines.end()) found = lines.emplace(parts[0], Times{}).first;
    Times& times = found->second;
    if (parts[1] == "running") times.running += c.value;
    if (parts[1] == "overdue") times.overdue += c.value;
    if (parts.size() < 3) continue;
    times.finished += c.value;
    if (parts[1] == "in_time") times.in_time += c.value;
    times.buckets[std::stoi(std::string(parts[2]))] += c.value;
  }
  return lines;
}

SlaLine line_of(std::string id, bool of_case, const Times& times) {
  SlaLine line;
  line.id = std::move(id);
  line.of_case = of_case;
  line.finished = times.finished;
  line.in_time = times.in_time;
  line.running = times.running;
  line.overdue = times.overdue;
  if (line.finished > 0) line.in_time_percent = double((line.in_time * 1000 + line.finished / 2) / line.finished) / 10;
  line.median_ms = percentile(times, 50);
  line.p95_ms = percentile(times, 95);
  return line;
}

std::int64_t sum_of(const db::Counts& counts) {
  std::int64_t sum = 0;
  for (const db::Count& c : counts) sum += c.value;
  return sum;
}

// Every enterprise from the records of the register, the cases and the daily figures, by id.
std::vector<Plant> plants_of_records(const ServiceOptions& o, db::Session& session, Store& store) {
  std::map<EnterpriseId, Plant> plants;
  std::vector<EnterpriseId> ids;
  o.enterprises.each_for_figures(session, [&](const enterprise::BulletinFacts& e) { ids.push_back(e.id); });
  for (const EnterpriseId& id : ids) plants.emplace(id, plant_of_register(o, session, id));
  for (auto& [id, state, enterprise_class] : store.open_cases()) {
    const auto found = plants.find(id);
    if (found == plants.end() || standing_of(state) == Standing::none) continue;
    found->second.standing = standing_of(state);
    found->second.enterprise_class = enterprise_class;
  }
  for (const auto& [id, from, until] : store.suspensions())
    if (const auto found = plants.find(id); found != plants.end()) found->second.ever_suspended = true;
  for (const DailyFigures& figures : store.latest_figures())
    if (const auto found = plants.find(figures.enterprise); found != plants.end())
      found->second = with_figures(std::move(found->second), figures);
  std::vector<Plant> out;
  for (auto& [id, plant] : plants) out.push_back(std::move(plant));
  return out;
}

db::Counts counts_of_records(Store& store, const std::vector<Plant>& plants) {
  // Summed as it goes: the records are many, their sums are few.
  std::map<std::tuple<std::string, std::int64_t, std::string>, std::int64_t> sums;
  const auto add = [&](const db::Counts& counts) {
    for (const db::Count& c : counts) sums[{c.name, c.slot, c.key}] += c.value;
  };
  for (const Plant& p : plants) add(counts_of(p));
  store.each_counted_case([&](const Case& c) { add(counts_of(c)); });
  store.each_counted_clock([&](const SlaClock& c) { add(counts_of(c)); });
  store.each_counted_task([&](const Task& t) { add(counts_of(t)); });
  for (const auto& [id, from, until] : store.suspensions()) {
    add({stopped_at(from)});
    if (until) add({went_on_at(*until)});
  }
  db::Counts out{{std::string(version_name), tallies_version, "", 1}};
  for (const auto& [place, value] : sums)
    if (value != 0) out.push_back({std::get<0>(place), std::get<1>(place), std::get<2>(place), value});
  return out;
}

}  // namespace

// ---- what it says ----

DistrictFigures Service::figures_now(db::Session& session, std::int64_t threshold_tenths) {
  Store store(o_.district, session);
  db::Tally& tally = store.tally();
  std::map<std::string, SubdistrictFigures> subdistricts;
  std::map<std::string, ClassFigures> classes;
  DistrictFigures out;
  for (const db::Count& c : tally.of("standing"))
    if (const auto parts = parts_of(c.key); c.value != 0)
      add_standing(subdistricts[std::string(parts[0])], parts[1], c.value);
  for (const db::Count& c : tally.of("class"))
    if (const auto parts = parts_of(c.key); c.value != 0)
      add_standing(classes[std::string(parts[0])], parts[1], c.value);
  for (const db::Count& c : tally.of("workers")) subdistricts[c.key].normal_workers += c.value;
  for (const db::Count& c : tally.of("on_site")) subdistricts[c.key].on_site += c.value;
  for (const db::Count& c : tally.of("capacity", threshold_tenths + 1, capacity_tenths_max))
    subdistricts[c.key].above_threshold += c.value;
  for (const db::Count& c : tally.of("above")) {
    out.above_scale += c.value;
    if (c.key == "resumed") out.above_scale_resumed += c.value;
  }
  out.suspended_ever = sum_of(tally.of("suspended_ever"));
  out.subdistricts = values_of(std::move(subdistricts), &SubdistrictFigures::subdistrict);
  out.classes = values_of(std::move(classes), &ClassFigures::enterprise_class);
  return out;
}

DayFlows Service::flows(db::Session& session, Timestamp from, Timestamp to) {
  Store store(o_.district, session);
  const auto sum = [&](const char* name) {
    return sum_of(store.tally().of(name, quarter_of(from), quarter_of(to - milliseconds(1))));
  };
  return {sum("received"), sum("decided"), sum("started"), sum("ended"), sum("stopped"), sum("went_on")};
}

std::int64_t Service::broken(db::Session& session, Timestamp from, Timestamp to) {
  return Store(o_.district, session).broken(from, to);
}

SlaFigures Service::sla_now(db::Session& session, const policy::Pack& pack, Timestamp now, Language language) {
  SlaFigures figures;
  figures.as_of = now;
  Store store(o_.district, session);
  auto promises = times_of(store.tally(), "promise", now);
  for (const auto& [clock, count] : store.unsaid(now)) promises[clock].overdue += count;
  for (const policy::CaseClock& promise : pack.clocks) {
    const auto found = promises.find(promise.id);
    figures.lines.push_back(line_of(promise.id, true, found == promises.end() ? Times{} : found->second));
  }
  for (const auto& [id, times] : times_of(store.tally(), "desk", now))
    figures.lines.push_back(line_of(id, false, times));
  name_lines(figures, pack, language);
  return figures;
}

std::int64_t Service::placed(db::Session& session) { return sum_of(Store(o_.district, session).tally().of("placed")); }

std::vector<EnterpriseId> Service::suspended(db::Session& session) {
  return Store(o_.district, session).standing_still();
}

void Service::each_placed(db::Session& session, int limit, const std::function<void(EnterpriseId&&, Standing)>& visit) {
  for (auto& [id, standing] : Store(o_.district, session).placed(limit)) visit(std::move(id), standing);
}

// From coarse to fine, as long as that shows no more squares than wanted.
std::vector<Square> Service::squares(db::Session& session, std::size_t squares_max) {
  Store store(o_.district, session);
  std::vector<Square> best;
  for (std::size_t level = std::size(squares_micro); level-- > 0;) {
    const bool coarsest = best.empty();
    const std::size_t rows_max = coarsest ? std::numeric_limits<int>::max() : squares_max * rows_of_square_max + 1;
    const db::Counts rows = store.tally().of(square_name(level), int(rows_max));
    if (rows.size() == rows_max) break;
    std::map<std::int64_t, Square> squares;
    for (const db::Count& c : rows) {
      Square& square = squares[c.slot];
      if (c.key == "enterprises") square.enterprises += c.value;
      else if (c.key == "latitude") square.latitude += double(c.value);
      else if (c.key == "longitude") square.longitude += double(c.value);
      else if (c.key == "in_progress") square.in_progress += c.value;
      else if (c.key == "resumed") square.resumed += c.value;
      else if (c.key == "suspended") square.suspended += c.value;
    }
    std::erase_if(squares, [](const auto& entry) { return entry.second.enterprises <= 0; });
    if (!coarsest && squares.size() > squares_max) break;
    best.clear();
    for (auto& [slot, square] : squares) {
      square.latitude /= double(square.enterprises) * 1e6;
      square.longitude /= double(square.enterprises) * 1e6;
      best.push_back(square);
    }
    if (best.empty()) break;
  }
  return best;
}

// ---- how it is kept ----

void Service::enterprise_kept(db::Session& session, const EnterpriseId& id) {
  Store store(o_.district, session);
  const auto known = store.plant(id);
  Plant plant = plant_of_register(o_, session, id);
  if (known) {
    plant.standing = known->standing;
    if (plant.standing != Standing::none) plant.enterprise_class = known->enterprise_class;
    plant.ever_suspended = known->ever_suspended;
    plant.day = known->day;
    plant.on_site = known->on_site;
    plant.output = known->output;
    plant.tests_done = known->tests_done;
    plant.reported_at = known->reported_at;
  }
  store.save(known, plant);
  store.tally().write();
}

void Service::reclassify(db::Session& session) {
  Store store(o_.district, session);
  for (const Plant& before : store.plants()) {
    if (before.standing != Standing::none) continue;  // its case keeps the class that it was judged by
    Plant after = before;
    after.enterprise_class = class_of_register(o_, session, before.enterprise);
    store.save(before, after);
  }
  store.tally().write();
}

bool Service::is_counted(db::Session& session) {
  const auto version = Store(o_.district, session).tally().of(version_name);
  return version.size() == 1 && version[0].slot == tallies_version;
}

std::vector<db::CountDifference> Service::check_counts(db::Session& session) {
  Store store(o_.district, session);
  const auto plants = plants_of_records(o_, session, store);
  auto found = db::differences(store.tally().all(), counts_of_records(store, plants));
  // The rows that the sums are made from: one that is wrong will make a sum wrong sooner or later.
  std::map<EnterpriseId, Plant> kept;
  for (Plant& plant : store.plants()) kept.emplace(plant.enterprise, std::move(plant));
  for (const Plant& plant : plants) {
    const auto other = kept.find(plant.enterprise);
    if (other == kept.end() || !(other->second == plant)) found.push_back({"plant", 0, plant.enterprise.text, 0, 1});
    if (other != kept.end()) kept.erase(other);
  }
  for (const auto& [id, plant] : kept) found.push_back({"plant", 0, id.text, 1, 0});
  return found;
}

void Service::count_again(db::Session& session) {
  Store store(o_.district, session);
  const auto plants = plants_of_records(o_, session, store);
  store.replace_plants(plants);
  store.tally().replace(counts_of_records(store, plants));
}

}  // namespace fugong::resumption
