#include "rehearsal/wave.h"

#include <algorithm>

namespace fugong::rehearsal {
namespace {

using http::Method;

Timestamp at_time(const Date& day, const std::string& zone, std::int64_t hour, std::int64_t minute = 0) {
  return start_of_day(day, zone) + hours(hour) + minutes(minute);
}

}  // namespace

Player::Player(app::Platform& platform, VirtualClock& clock, const Scenario& scenario, DistrictBuilder& builder,
               People& people)
    : platform_(platform), clock_(clock), scenario_(scenario), builder_(builder), people_(people),
      draw_(scenario.seed, "wave"), firms_(draw_firms(scenario)),
      renewals_left_(scenario.world.employee_passes - scenario.world.returning_workers),
      last_day_(local_date(scenario.wave.end, scenario.district.zone)) {}

void Player::later(Timestamp at, Act act) { events_.push({std::max(at, clock_.now()), ++order_, std::move(act)}); }

void Player::later(const MinuteRange& range, Draw& draw, Act act) {
  // To the second: people are not punctual to the minute.
  later(clock_.now() + seconds(draw.between(range.from * 60, range.to * 60)), std::move(act));
}

// On the way every promise that falls due is fired at its own instant.
void Player::move_clock(Timestamp to) {
  db::DueTimer* timers[] = {&platform_.timer(), &platform_.supervision_timer(), &platform_.notice_timer(),
                            &platform_.ticket_timer()};
  for (;;) {
    Timestamp next = never;
    for (const db::DueTimer* timer : timers) next = std::min(next, timer->next());
    if (next > to) break;
    clock_.advance_to(std::max(clock_.now(), next));
    for (db::DueTimer* timer : timers) timer->run_due(clock_.now());
  }
  clock_.advance_to(std::max(clock_.now(), to));
}

void Player::plan() {
  const std::string& zone = scenario_.district.zone;
  for (const PhaseDay& p : scenario_.wave.phases) later(at_time(p.day, zone, 0), [this, p] { switch_phase(p.phase); });
  Draw draw(scenario_.seed, "applications");
  plan_applications(draw);
  plan_latecomers();
  plan_problems();
  for (const Suspension& s : scenario_.wave.suspensions) {
    later(at_time(s.day, zone, 10, 20), [this, s] { suspend(s); });
    later(at_time(s.restored, zone, 15, 40), [this, s] { restore(s); });
  }
  if (scenario_.wave.clones.passes > 0)
    later(at_time(scenario_.wave.clones.day, zone, 10, 30), [this] { copy_passes(); });
  for (Date day = local_date(scenario_.wave.start, zone); day <= last_day_; day = next_day(day)) {
    for (int hour = 7; hour < 20; ++hour) later(at_time(day, zone, hour, 55), [this] { scan_hour(); });
    later(at_time(day, zone, 0, 5), [this, day] {
      for (auto& way : ways_)
        if (way && !way->residents.empty()) keep_watch(*way, day);
    });
    later(at_time(day, zone, 18), [this, day] {
      for (auto& way : ways_)
        if (way && !way->residents.empty()) {
          Draw minute(scenario_.seed, "report/" + day.text, way->plant.firm.index);
          later({5, 100}, minute, [this, w = way.get()] { report_day(*w); });
        }
      for (auto& way : ways_)
        if (way && way->at_work && !way->suspended) {
          Draw minute(scenario_.seed, "figures/" + day.text, way->plant.firm.index);
          later({0, day == last_day_ ? 90 : 110}, minute, [this, w = way.get()] { report_figures(*w); });
        }
    });
  }
}

// Enterprises apply in the order in which they were drawn, over the days by their shares, in office hours.
void Player::plan_applications(Draw& draw) {
  std::vector<double> shares;
  for (const DayShare& d : scenario_.wave.applications) shares.push_back(static_cast<double>(d.share));
  const auto counts = split(static_cast<std::int64_t>(firms_.size()), shares);
  ways_.resize(firms_.size());
  std::size_t next = 0;
  for (std::size_t d = 0; d < counts.size(); ++d) {
    const Date& day = scenario_.wave.applications[d].day;
    // The last ones have to be through before the wave ends.
    const bool early = next_day(day) >= last_day_;
    for (std::int64_t k = 0; k < counts[d]; ++k, ++next) {
      const Timestamp at =
          at_time(day, scenario_.district.zone, 8) + seconds(draw.between(0, early ? 3 * 3600 : 9 * 3600));
      later(at, [this, index = next] { enter(index, firms_[index], false); });
    }
  }
}

// An enterprise comes to the district's door.
void Player::enter(std::size_t place, const Firm& firm, bool late) {
  auto way = std::make_unique<Way>(Way{.plant = builder_.settle(firm, people_)});
  Draw fate(scenario_.seed, "flawed", firm.index);
  way->flawed = !scenario_.flaws.empty() && fate.chance(scenario_.wave.first_return_percent);
  way->late = late;
  ways_[place] = std::move(way);
  apply(*ways_[place]);
}

// Small firms beside the wave's own, numbered after them.
void Player::plan_latecomers() {
  const Latecomers& late = scenario_.wave.latecomers;
  if (late.enterprises == 0) return;
  Scenario beside = scenario_;
  beside.seed = scenario_.seed + 1;
  World& w = beside.world;
  w.enterprises = late.enterprises;
  w.above_scale = w.key_supply = w.military = w.capacity_recovered = 0;
  w.normal_workers = late.enterprises * 45;
  w.returning_workers = late.enterprises * 30;
  w.trucks = w.buses = {};
  const auto firms = draw_firms(beside);
  ways_.resize(firms_.size() + firms.size());
  const Duration step{(late.to - late.from).ms / late.enterprises};
  for (std::size_t i = 0; i < firms.size(); ++i) {
    Firm firm = firms[i];
    firm.index = firms_.size() + i;
    firm.first_worker = scenario_.world.returning_workers + firms[i].first_worker;
    later(late.from + Duration{step.ms * static_cast<std::int64_t>(i)},
          [this, firm] { enter(firm.index, firm, true); });
  }
}

void Player::play(const std::function<void(const Progress&)>& report) {
  plan();
  const double span = static_cast<double>((scenario_.wave.end - scenario_.wave.start).ms);
  Timestamp reported{};
  while (!events_.empty() && events_.top().at <= scenario_.wave.end) {
    const Event event = events_.top();
    events_.pop();
    move_clock(event.at);
    event.act();
    ++progress_.acts;
    progress_.now = clock_.now();
    progress_.done = static_cast<double>((clock_.now() - scenario_.wave.start).ms) / span;
    if (clock_.now() - reported >= hours(2)) report(progress_), reported = clock_.now();
  }
  move_clock(scenario_.wave.end);
  progress_.now = clock_.now();
  progress_.done = 1;
  report(progress_);
}

}  // namespace fugong::rehearsal
