// Many plants at once.
#include <map>

#include "supervision/work.h"

namespace fugong::supervision {
namespace {

template <class T>
using ByPlant = std::map<EnterpriseId, std::vector<T>>;

template <class T>
ByPlant<T> by_plant(std::vector<T> rows) {
  ByPlant<T> out;
  for (T& row : rows) out[row.enterprise].push_back(std::move(row));
  return out;
}

template <class T>
std::vector<T> taken(ByPlant<T>& from, const EnterpriseId& plant) {
  const auto found = from.find(plant);
  return found == from.end() ? std::vector<T>() : std::move(found->second);
}

}  // namespace

Result<std::vector<Work>> Work::all(const ServiceOptions& o, db::Session& session, const Context& context,
                                    std::string_view right) {
  FG_TRY(const policy::InForce rules, o.policies.in_force(session));
  const std::string& zone = rules.pack->calendar.zone;
  const Date today = local_date(context.now, zone);
  const Date before = local_date(start_of_day(today, zone) - milliseconds(1), zone);
  const Timestamp kept_since =
      context.now - hours(rules.pack->supervision.coverage.offline_hours_max) - days(1);  // as assignments() has them
  Store store(o.district, session);
  auto assignments = by_plant(store.all_assignments(kept_since));
  auto plans = by_plant(store.all_shift_plans(before, next_day(today)));
  auto check_ins = by_plant(store.all_check_ins(before, today));
  auto overrides = by_plant(store.all_overrides());
  const auto phases = o.policies.history(session);
  std::vector<Work> out;
  for (Plant& plant : store.plants()) {
    const EnterpriseId id = plant.enterprise;
    Work work(o, session, context, std::move(plant), rules);
    work.assignments_ = taken(assignments, id);
    if (!work.may(right)) continue;
    work.plans_ = taken(plans, id);
    work.check_ins_ = taken(check_ins, id);
    work.overrides_ = taken(overrides, id);
    work.phases_ = phases;
    out.push_back(std::move(work));
  }
  return out;
}

}  // namespace fugong::supervision
