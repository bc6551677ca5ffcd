// Internal to vrp/: what a file says, before its numbers are stretched to whole ones by its collection's convention.
#pragma once

#include <cmath>

#include "vrp/lines.h"
#include "vrp/model.h"

namespace fugong::vrp {

// Distances times `stretch`, cut off or rounded. The largest coordinates keep every distance below no_way.
struct Convention {
  double stretch = 10;
  bool is_cut = true;
  int cost_decimals = 1;

  std::int32_t of(double value) const {
    return static_cast<std::int32_t>(is_cut ? std::trunc(stretch * value) : std::round(stretch * value));
  }
};
inline constexpr Convention vrptw_convention{10, true, 1}, mdvrptw_convention{1000, false, 0};
inline constexpr double coordinate_max = 300'000, file_time_max = 999'999;
inline constexpr std::int64_t file_load_max = 1'000'000'000;

struct FileNode {
  double x = 0, y = 0, open = 0, close = 0, service = 0;
  std::int64_t load = 0;
};

struct FileProblem {
  std::string name;
  Convention convention = vrptw_convention;
  std::vector<FileNode> nodes;          // depots first
  std::vector<std::uint32_t> vehicles;  // the depot of each
  std::size_t depots = 1;
  std::int64_t capacity = 0;
  std::optional<double> duration_max;
};

Problem to_problem(const FileProblem& file);

Result<FileProblem> read_vrplib(std::string_view text);
Result<FileProblem> read_solomon(std::string_view text);

}  // namespace fugong::vrp
