#include "bulletin/rules.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "base/json.h"

namespace fugong::bulletin {
namespace {

int number_at(const std::string& text, std::size_t at, std::size_t size) {
  int number = 0;
  if (at + size <= text.size()) std::from_chars(text.data() + at, text.data() + at + size, number);
  return number;
}

// The district's own words, else the catalogue's.
std::string text_of(const policy::Pack& pack, const std::string& key, const char* code, Language language) {
  const auto found = pack.texts.find(key);
  if (found != pack.texts.end() && !found->second.in(language).empty()) return found->second.in(language);
  return message(language, code);
}

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

std::string in_words(const Date& day, Language language) {
  constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                              "July",    "August",   "September", "October", "November", "December"};
  const int year = number_at(day.text, 0, 4), month = number_at(day.text, 5, 2), date = number_at(day.text, 8, 2);
  if (month < 1 || month > 12) return day.text;
  if (language == Language::en) return fmt::format("{} {} {}", date, months[std::size_t(month - 1)], year);
  return fmt::format("{}年{}月{}日", year, month, date);
}

std::vector<Figure> figures_of(const Bulletin& bulletin, Language language) {
  std::vector<Figure> out;
  for (const auto& [name, value] : placeholders(bulletin, language)) {
    const bool percent = name.ends_with("_percent");
    out.push_back({message(language, "bulletin.figure." + name), percent ? value + "%" : value});
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
  const auto own = [&](const char* key) {
    const auto found = pack.texts.find(key);
    return found == pack.texts.end() ? std::string() : fill_text(found->second.in(language), params);
  };
  Wording out{.title = fill_text(text_of(pack, "bulletin.title", "bulletin.default_title", language), params),
              .paragraphs = {},
              .head = own("bulletin.head"),
              .number = own("bulletin.number"),
              .signed_by = own("bulletin.signed_by"),
              .date = in_words(bulletin.as_of, language)};
  const std::string body = fill_text(text_of(pack, "bulletin.body", "bulletin.default_body", language), params);
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = std::min(body.find('\n', at), body.size());
    if (end > at) out.paragraphs.push_back(body.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::string to_text(const Bulletin& bulletin, const policy::Pack& pack, Language language) {
  const TextParams params = placeholders(bulletin, language);
  std::string text = fill_text(text_of(pack, "bulletin.title", "bulletin.default_title", language), params) + "\n\n" +
                     fill_text(text_of(pack, "bulletin.body", "bulletin.default_body", language), params);
  while (text.ends_with('\n')) text.pop_back();  // YAML blocks end with one
  return text + '\n';
}

}  // namespace fugong::bulletin
