#include "rehearsal/world.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/validators.h"

namespace fugong::rehearsal {
namespace {

std::uint64_t mix(std::uint64_t x) {  // SplitMix64's finaliser
  x += 0x9E3779B97F4A7C15ull;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  return x ^ (x >> 31);
}

std::string draw_usc(const std::string& district, std::uint64_t serial) {
  // 9 = industry and commerce, 1 = enterprise; then division, then an organisation code of eight characters.
  const std::string body = fmt::format("{:08d}", 10'000'000 + serial % 90'000'000);
  std::string code = "91" + district + body;
  code += organisation_check_character(body);
  return code + usc_check_character(code);
}

std::string draw_person_name(Draw& draw, const World& world) {
  std::string name = draw.pick(world.surnames) + draw.pick(world.given_names);
  if (draw.chance(60)) name += draw.pick(world.given_names);
  return name;
}

std::string draw_mobile(Draw& draw) {
  static const std::vector<std::string> prefixes{"130", "138", "139", "150", "158", "177", "186", "199"};
  return draw.pick(prefixes) + fmt::format("{:08d}", draw.next() % 100'000'000);
}

// Sizes are heavy-tailed: a few plants employ most people.
std::vector<double> size_weights(const Scenario& scenario, std::size_t count, std::size_t large) {
  std::vector<double> weights(count);
  for (std::size_t i = 0; i < count; ++i) {
    Draw draw(scenario.seed, "size", i);
    const double gauss = std::sqrt(-2 * std::log(1 - draw.unit())) * std::cos(2 * M_PI * draw.unit());
    weights[i] = std::exp(0.9 * gauss) * (i < large ? 8.0 : 1.0);
  }
  return weights;
}

// Everyone who returns belongs to the normal work force: no firm may get more than it has.
std::vector<std::int64_t> split_returning(const Scenario& scenario, const std::vector<Firm>& firms) {
  std::vector<double> weights;
  for (const Firm& firm : firms) {
    Draw draw(scenario.seed, "returning", firm.index);
    weights.push_back(static_cast<double>(firm.normal_workers) * (0.7 + 0.2 * draw.unit()));
  }
  auto parts = split(scenario.world.returning_workers, weights, 1);
  std::int64_t surplus = 0;
  for (std::size_t i = 0; i < firms.size(); ++i) {
    const std::int64_t over = std::max<std::int64_t>(0, parts[i] - firms[i].normal_workers);
    parts[i] -= over;
    surplus += over;
  }
  for (std::size_t i = 0; surplus > 0 && i < firms.size(); ++i) {
    const std::int64_t room = std::min(surplus, firms[i].normal_workers - parts[i]);
    parts[i] += room;
    surplus -= room;
  }
  return parts;
}

// Which firms have vehicles: the larger ones, not all; each at least one.
void give_vehicles(const Scenario& scenario, std::vector<Firm>& firms, const Fleet& fleet, std::int64_t Firm::* member,
                   std::string_view purpose) {
  std::vector<std::size_t> order(firms.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) {
    return static_cast<double>(firms[i].normal_workers) * (0.3 + Draw(scenario.seed, purpose, i).unit());
  });
  order.resize(std::min<std::size_t>(order.size(), static_cast<std::size_t>(fleet.enterprises)));
  std::vector<double> weights;
  for (std::size_t i : order) weights.push_back(std::sqrt(static_cast<double>(firms[i].normal_workers)));
  const auto parts = split(fleet.vehicles, weights, 1);
  for (std::size_t k = 0; k < order.size(); ++k) firms[order[k]].*member = parts[k];
}

const Subdistrict& draw_subdistrict(Draw& draw, const World& world) {
  const double total = std::accumulate(world.subdistricts.begin(), world.subdistricts.end(), 0.0,
                                       [](double sum, const Subdistrict& s) { return sum + s.share; });
  double at = draw.unit() * total;
  for (const Subdistrict& s : world.subdistricts)
    if ((at -= s.share) < 0) return s;
  return world.subdistricts.back();
}

const Industry& draw_industry(Draw& draw, const World& world) {
  const double total = std::accumulate(world.industries.begin(), world.industries.end(), 0.0,
                                       [](double sum, const Industry& i) { return sum + i.share; });
  double at = draw.unit() * total;
  for (const Industry& i : world.industries)
    if ((at -= i.share) < 0) return i;
  return world.industries.back();
}

Firm draw_identity(const Scenario& scenario, std::size_t index) {
  const World& world = scenario.world;
  Draw draw(scenario.seed, "firm", index);
  Firm firm;
  firm.index = index;
  const Subdistrict& place = draw_subdistrict(draw, world);
  const Industry& industry = draw_industry(draw, world);
  firm.subdistrict = place.code;
  firm.park = draw.chance(place.park_percent) ? place.park : "";
  firm.industry = industry.code;
  firm.trade = industry.trade;
  firm.name = scenario.district.city.zh_cn + draw.pick(world.company_stems) + draw.pick(world.company_stems) +
              industry.trade + draw.pick(world.company_suffixes);
  firm.usc = draw_usc(scenario.district.code, mix(scenario.seed) % 40'000'000 + index * 7);
  firm.address = place.name.zh_cn + draw.pick(world.streets) + std::to_string(draw.between(1, 268)) + "号";
  firm.legal_representative = draw_person_name(draw, world);
  firm.phone = draw_mobile(draw);
  firm.latitude = place.latitude + (draw.unit() - 0.5) * 0.03;
  firm.longitude = place.longitude + (draw.unit() - 0.5) * 0.04;
  return firm;
}

}  // namespace

Draw::Draw(std::uint64_t seed, std::string_view purpose, std::uint64_t index) : state_(mix(seed)) {
  for (char c : purpose) state_ = mix(state_ ^ static_cast<unsigned char>(c));
  state_ = mix(state_ ^ mix(index));
}
std::uint64_t Draw::next() { return mix(state_ += 0x9E3779B97F4A7C15ull); }
std::int64_t Draw::between(std::int64_t low, std::int64_t high) {
  return high <= low ? low : low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
}
bool Draw::chance(int percent) { return next() % 100 < static_cast<std::uint64_t>(std::max(0, percent)); }
double Draw::unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

std::vector<std::int64_t> split(std::int64_t total, const std::vector<double>& weights, std::int64_t least) {
  const auto n = static_cast<std::int64_t>(weights.size());
  std::vector<std::int64_t> parts(weights.size(), std::min(least, n > 0 ? total / std::max<std::int64_t>(n, 1) : 0));
  if (n == 0) return parts;
  const std::int64_t rest = total - std::accumulate(parts.begin(), parts.end(), std::int64_t{0});
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<std::pair<double, std::size_t>> remainders;
  std::int64_t given = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double exact = sum > 0 ? static_cast<double>(rest) * weights[i] / sum : 0;
    const auto whole = static_cast<std::int64_t>(exact);
    parts[i] += whole;
    given += whole;
    remainders.emplace_back(exact - static_cast<double>(whole), i);
  }
  std::ranges::sort(remainders, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  for (std::size_t k = 0; given < rest; ++k, ++given) ++parts[remainders[k % remainders.size()].second];
  return parts;
}

std::vector<Firm> draw_firms(const Scenario& scenario) {
  const World& world = scenario.world;
  const auto count = static_cast<std::size_t>(world.enterprises);
  const auto above = static_cast<std::size_t>(world.above_scale);
  std::vector<Firm> firms;
  firms.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    Firm firm = draw_identity(scenario, i);
    firm.above_scale = i < above;
    firm.key_supply = i < static_cast<std::size_t>(world.key_supply);
    firm.military = i >= above / 2 && i < above / 2 + static_cast<std::size_t>(world.military);
    firms.push_back(std::move(firm));
  }
  const auto sizes = split(world.normal_workers, size_weights(scenario, count, above), 6);
  for (std::size_t i = 0; i < count; ++i) {
    firms[i].normal_workers = sizes[i];
    Draw draw(scenario.seed, "output", i);
    firms[i].normal_output = std::max<std::int64_t>(1, sizes[i] * draw.between(6, 40) / 10);
  }
  const auto returning = split_returning(scenario, firms);
  for (std::size_t i = 0; i < count; ++i) firms[i].returning_workers = returning[i];

  // Who recovers: a seeded order decides; the share of normal output lies clearly on one side of the line.
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return Draw(scenario.seed, "recovery", i).next(); });
  for (std::size_t k = 0; k < count; ++k) {
    Draw draw(scenario.seed, "percent", order[k]);
    const bool recovered = k < static_cast<std::size_t>(world.capacity_recovered);
    firms[order[k]].recovery_percent = static_cast<int>(recovered ? draw.between(world.capacity_percent + 3, 100)
                                                                  : draw.between(35, world.capacity_percent - 5));
  }
  give_vehicles(scenario, firms, world.trucks, &Firm::trucks, "trucks");
  give_vehicles(scenario, firms, world.buses, &Firm::buses, "buses");
  for (std::size_t i = 1; i < count; ++i) {
    firms[i].first_worker = firms[i - 1].first_worker + firms[i - 1].returning_workers;
    firms[i].first_vehicle = firms[i - 1].first_vehicle + firms[i - 1].trucks + firms[i - 1].buses;
  }
  return firms;
}

Person draw_worker(const Scenario& scenario, const Firm& firm, std::int64_t n) {
  Draw draw(scenario.seed, "worker", static_cast<std::uint64_t>(firm.first_worker + n));
  Person person;
  person.name = draw_person_name(draw, scenario.world);
  // Birth day and serial number are counted through, so that no two workers of a scenario share an id: 14,000 days
  // times 999 serials is fourteen million people.
  const auto serial = static_cast<std::uint64_t>(firm.first_worker + n);
  const Timestamp birth{(static_cast<std::int64_t>(serial % 14'000) - 3'650) * 86'400'000};
  std::string day = to_rfc3339(birth).substr(0, 10);
  std::erase(day, '-');
  std::string id = scenario.district.resident_id_prefix + day + fmt::format("{:03d}", 1 + serial / 14'000 % 999);
  person.resident_id = id + resident_id_check_character(id);
  person.phone = draw_mobile(draw);
  return person;
}

std::string draw_plate(const Scenario& scenario, std::int64_t serial) {
  static constexpr std::string_view letters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
  // One letter and four digits, then two letters and three digits: 24 × 10,000 + 576 × 1,000 plates.
  if (serial < 240'000)
    return scenario.district.plate_prefix + letters[static_cast<std::size_t>(serial / 10'000)] +
           fmt::format("{:04d}", serial % 10'000);
  const std::int64_t rest = (serial - 240'000) % 576'000;
  return scenario.district.plate_prefix + letters[static_cast<std::size_t>(rest / 24'000)] +
         letters[static_cast<std::size_t>(rest / 1'000 % 24)] + fmt::format("{:03d}", rest % 1'000);
}

}  // namespace fugong::rehearsal
