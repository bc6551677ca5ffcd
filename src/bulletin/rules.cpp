#include "bulletin/rules.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "base/day_words.h"
#include "base/json.h"
#include "policy/words.h"

namespace fugong::bulletin {
namespace {

// Every member under its JSON name.
TextParams placeholders(const Bulletin& bulletin, Language language) {
  TextParams params;
  boost::mp11::mp_for_each<json::detail::Members<Bulletin>>([&](auto member) {
    const auto& value = bulletin.*member.pointer;
    using Value = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::is_same_v<Value, Date>) params.emplace_back(member.name, in_words(value, language));
    else if constexpr (std::is_same_v<Value, double>) params.emplace_back(member.name, fmt::format("{:.1f}", value));
    else params.emplace_back(member.name, with_thousands(value));
  });
  return params;
}

std::string difference_in_words(const FigureChange& change, Language language) {
  if (change.difference == 0) return message(language, "bulletin.unchanged");
  const double size = std::abs(change.difference);
  const std::string sign = change.difference > 0 ? "+" : "−";
  if (change.name.ends_with("_percent"))
    return sign + message(language, "bulletin.points", {{"n", fmt::format("{:.1f}", size)}});
  return sign + with_thousands(std::llround(size));
}

}  // namespace

double percent_of(std::int64_t part, std::int64_t whole) {
  if (whole <= 0 || part <= 0) return 0;
  // In whole tenths of a percent, so that no binary fraction decides which way a half goes.
  const std::int64_t tenths = (part * 2000 + whole) / (whole * 2);
  return static_cast<double>(tenths) / 10;
}

std::int64_t capacity_threshold_of(const policy::Pack& pack) {
  const auto found = std::ranges::find(pack.indicators, "capacity_over_80", &policy::Indicator::measure);
  const bool own = found != pack.indicators.end() && found->threshold;
  return std::llround((own ? *found->threshold : capacity_percent_default) * 10);
}

Span span_of(const Date& as_of, const std::string& zone, Timestamp now) {
  return {start_of_day(as_of, zone), std::min(now, start_of_day(next_day(as_of), zone) - milliseconds(1))};
}

std::string with_thousands(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::vector<Figure> figures_of(const Bulletin& bulletin, const Bulletin& before, Language language) {
  const TextParams now = placeholders(bulletin, language), old = placeholders(before, language);
  const std::vector<FigureChange> changes = changes_of(bulletin, before);
  std::vector<Figure> out;
  for (std::size_t i = 0; i < now.size(); ++i) {
    const auto& [name, value] = now[i];
    const char* unit = name.ends_with("_percent") ? "%" : "";
    out.push_back({message(language, "bulletin.figure." + name), value + unit, old[i].second + unit, {}});
    const auto change = std::ranges::find(changes, name, &FigureChange::name);
    if (change != changes.end()) out.back().difference = difference_in_words(*change, language);
  }
  return out;
}

std::vector<FigureChange> changes_of(const Bulletin& bulletin, const Bulletin& before) {
  std::vector<FigureChange> out;
  boost::mp11::mp_for_each<json::detail::Members<Bulletin>>([&](auto member) {
    const auto& now = bulletin.*member.pointer;
    if constexpr (!std::is_same_v<std::remove_cvref_t<decltype(now)>, Date>) {
      const auto value = static_cast<double>(now), old = static_cast<double>(before.*member.pointer);
      // Figures have one decimal at most; so has their difference.
      out.push_back({member.name, value, old, std::round((value - old) * 10) / 10});
    }
  });
  return out;
}

std::vector<Spot> gather(std::vector<Spot> places, std::size_t spots_max) {
  std::vector<Spot> out = std::move(places);
  for (int per_degree = 2048; out.size() > spots_max && per_degree > 0; per_degree /= 2) {
    std::map<std::pair<std::int64_t, std::int64_t>, Spot> squares;
    for (const Spot& spot : out) {
      Spot& s = squares[{std::llround(spot.latitude * per_degree), std::llround(spot.longitude * per_degree)}];
      const auto weight = static_cast<double>(spot.enterprises);
      const auto total = static_cast<double>(s.enterprises + spot.enterprises);
      s.latitude += (spot.latitude - s.latitude) * weight / total;
      s.longitude += (spot.longitude - s.longitude) * weight / total;
      const bool alone = s.enterprises == 0;
      s.enterprise = alone ? spot.enterprise : std::nullopt;
      s.name = alone ? spot.name : std::nullopt;
      s.enterprises += spot.enterprises;
      s.resumed += spot.resumed;
      s.in_progress += spot.in_progress;
      s.suspended += spot.suspended;
    }
    out.clear();
    for (auto& [place, spot] : squares) out.push_back(std::move(spot));
  }
  return out;
}

Wording wording_of(const Bulletin& bulletin, const policy::Pack& pack, Language language) {
  const TextParams params = placeholders(bulletin, language);
  const auto own = [&](const char* key) { return fill_text(policy::text_of(pack, key, nullptr, language), params); };
  Wording out{.title = fill_text(policy::text_of(pack, "bulletin.title", "bulletin.default_title", language), params),
              .paragraphs = {},
              .head = own("bulletin.head"),
              .number = own("bulletin.number"),
              .signed_by = own("bulletin.signed_by"),
              .date = in_words(bulletin.as_of, language)};
  const std::string body = fill_text(policy::text_of(pack, "bulletin.body", "bulletin.default_body", language), params);
  out.paragraphs = policy::paragraphs_of(body);
  return out;
}

std::string to_text(const Bulletin& bulletin, const policy::Pack& pack, Language language) {
  const TextParams params = placeholders(bulletin, language);
  std::string text = fill_text(policy::text_of(pack, "bulletin.title", "bulletin.default_title", language), params) +
                     "\n\n" +
                     fill_text(policy::text_of(pack, "bulletin.body", "bulletin.default_body", language), params);
  while (text.ends_with('\n')) text.pop_back();  // YAML blocks end with one
  return text + '\n';
}

}  // namespace fugong::bulletin
