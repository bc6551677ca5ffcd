#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "vrp/file_problem.h"

namespace fugong::vrp {
namespace {

enum class Section : std::uint8_t { coordinates, loads, services, windows, vehicles, depots };
constexpr std::size_t section_count = 6;
const std::map<std::string_view, Section> sections{
    {"NODE_COORD_SECTION", Section::coordinates},  {"DEMAND_SECTION", Section::loads},
    {"SERVICE_TIME_SECTION", Section::services},   {"TIME_WINDOW_SECTION", Section::windows},
    {"VEHICLES_DEPOT_SECTION", Section::vehicles}, {"DEPOT_SECTION", Section::depots},
};

class VrplibReader {
 public:
  explicit VrplibReader(std::string_view text) : lines_(text) {}

  Result<FileProblem> read() {
    while (lines_.next()) {
      if (lines_.whole() == "EOF") break;
      if (const auto found = sections.find(lines_.whole()); found != sections.end()) {
        FG_CHECK(begin(found->second));
      } else if (section_) {
        FG_CHECK(entry());
      } else {
        FG_CHECK(header());
      }
    }
    FG_CHECK(complete());
    return std::move(file_);
  }

 private:
  Status header() {
    const std::size_t colon = lines_.whole().find(':');
    if (colon == std::string_view::npos) return lines_.fails("vrp.line", lines_.whole());
    std::string_view key = lines_.whole().substr(0, colon);
    key = key.substr(0, key.find_last_not_of(" \t") + 1);
    std::string_view value = lines_.whole().substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    if (std::ranges::find(keys_, key) != keys_.end()) return lines_.fails("vrp.twice", key);
    keys_.emplace_back(key);
    if (key == "NAME") file_.name = value;
    else if (key == "COMMENT") return {};
    else if (key == "TYPE") return type(value);
    else if (key == "EDGE_WEIGHT_TYPE" && value != "EUC_2D") return lines_.fails("vrp.weights", value);
    else if (key == "EDGE_WEIGHT_TYPE") return {};
    else return figure(key, value);
    return {};
  }

  Status type(std::string_view value) {
    if (value != "VRPTW" && value != "MDVRPTW") return lines_.fails("vrp.type", value);
    file_.convention = value == "VRPTW" ? vrptw_convention : mdvrptw_convention;
    return {};
  }

  Status figure(std::string_view key, std::string_view value) {
    if (key == "DIMENSION") {
      FG_TRY(const std::int64_t nodes, lines_.whole_number(value, 1, sites_max + depots_max));
      file_.nodes.resize(static_cast<std::size_t>(nodes));
    } else if (key == "VEHICLES") {
      FG_TRY(const std::int64_t vehicles, lines_.whole_number(value, 1, vehicles_max));
      file_.vehicles.resize(static_cast<std::size_t>(vehicles), 0);
    } else if (key == "CAPACITY") {
      FG_TRY(file_.capacity, lines_.whole_number(value, 0, file_load_max));
      if (file_.capacity == 0) return lines_.fails("vrp.file_capacity");
    } else if (key == "SERVICE_TIME") {
      FG_TRY(service_, lines_.decimal(value, file_time_max));
      if (service_ < 0) return lines_.fails("vrp.range", value);
    } else if (key == "VEHICLES_MAX_DURATION") {
      FG_TRY(file_.duration_max, lines_.decimal(value, file_time_max));
      if (file_.duration_max < 0) return lines_.fails("vrp.range", value);
    } else {
      return lines_.fails("vrp.key", key);
    }
    return {};
  }

  Status begin(Section section) {
    const auto at = static_cast<std::size_t>(section);
    if (!seen_[at].empty()) return lines_.fails("vrp.twice", lines_.whole());
    for (const std::string_view key : {"TYPE", "DIMENSION", "VEHICLES", "CAPACITY", "EDGE_WEIGHT_TYPE"})
      if (std::ranges::find(keys_, key) == keys_.end()) return lines_.fails("vrp.missing", key);
    seen_[at].assign(section == Section::vehicles ? file_.vehicles.size() : file_.nodes.size(), false);
    section_ = section;
    ended_ = false;
    return {};
  }

  Status entry() {
    if (*section_ == Section::depots) return depot();
    const std::size_t expected = *section_ == Section::coordinates || *section_ == Section::windows ? 3 : 2;
    const auto& words = lines_.words();
    if (words.size() != expected) return lines_.fails("vrp.line", lines_.whole());
    std::vector<bool>& seen = seen_[static_cast<std::size_t>(*section_)];
    FG_TRY(const std::int64_t id, lines_.whole_number(words[0], 1, static_cast<std::int64_t>(seen.size())));
    const auto at = static_cast<std::size_t>(id - 1);
    if (seen[at]) return lines_.fails("vrp.twice", words[0]);
    seen[at] = true;
    if (*section_ == Section::vehicles) {
      FG_TRY(const std::int64_t depot, lines_.whole_number(words[1], 1, static_cast<std::int64_t>(file_.nodes.size())));
      file_.vehicles[at] = static_cast<std::uint32_t>(depot - 1);
      return {};
    }
    return node(file_.nodes[at]);
  }

  Status node(FileNode& node) {
    const auto& words = lines_.words();
    switch (*section_) {
      case Section::coordinates: {
        FG_TRY(node.x, lines_.decimal(words[1], coordinate_max));
        FG_TRY(node.y, lines_.decimal(words[2], coordinate_max));
        break;
      }
      case Section::loads: {
        FG_TRY(node.load, lines_.whole_number(words[1], 0, file_load_max));
        break;
      }
      case Section::services: {
        FG_TRY(node.service, lines_.decimal(words[1], file_time_max));
        if (node.service < 0) return lines_.fails("vrp.range", words[1]);
        break;
      }
      default: {
        FG_TRY(node.open, lines_.decimal(words[1], file_time_max));
        FG_TRY(node.close, lines_.decimal(words[2], file_time_max));
        if (node.open < 0) return lines_.fails("vrp.range", words[1]);
        if (node.close < node.open) return lines_.fails("vrp.file_window", lines_.whole());
        break;
      }
    }
    return {};
  }

  // Numbers of nodes up to -1 or the end; the depots are the first nodes.
  Status depot() {
    if (lines_.words().size() != 1 || ended_) return lines_.fails("vrp.line", lines_.whole());
    if (lines_.whole() == "-1") {
      ended_ = true;
      return {};
    }
    FG_TRY(const std::int64_t id,
           lines_.whole_number(lines_.whole(), 1, static_cast<std::int64_t>(file_.nodes.size())));
    if (static_cast<std::size_t>(id) != depots_ + 1) return lines_.fails("vrp.depots_first", lines_.whole());
    ++depots_;
    return {};
  }

  Status complete() {
    for (const auto& [name, section] : sections) {
      const std::vector<bool>& seen = seen_[static_cast<std::size_t>(section)];
      if (section == Section::depots) {
        if (depots_ == 0) return lines_.fails("vrp.missing", name);
        continue;
      }
      const bool is_optional = section == Section::services || section == Section::vehicles;
      if (seen.empty() && is_optional) continue;
      if (seen.empty() || std::ranges::find(seen, false) != seen.end()) return lines_.fails("vrp.missing", name);
    }
    file_.depots = depots_;
    for (std::size_t v = 0; v < file_.vehicles.size(); ++v)
      if (file_.vehicles[v] >= depots_) return lines_.fails("vrp.depots_first", std::to_string(file_.vehicles[v] + 1));
    if (seen_[static_cast<std::size_t>(Section::services)].empty())
      for (std::size_t i = depots_; i < file_.nodes.size(); ++i) file_.nodes[i].service = service_;
    return {};
  }

  Lines lines_;
  FileProblem file_;
  std::vector<std::string> keys_;
  std::optional<Section> section_;
  std::array<std::vector<bool>, section_count> seen_;
  double service_ = 0;
  std::size_t depots_ = 0;
  bool ended_ = false;
};

}  // namespace

Result<FileProblem> read_vrplib(std::string_view text) { return VrplibReader(text).read(); }

}  // namespace fugong::vrp
