// Small problems that one can reckon in one's head: places on a line, a unit of distance takes a unit of time.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "vrp/model.h"

namespace fugong::vrp_test {

// The depot at 0, the sites where `at` says, one van of room for 10 that may be out all day.
inline vrp::Problem on_a_line(const std::vector<int>& at) {
  vrp::Problem p{.name = "line", .depots = {{"depot"}}, .distance = vrp::Matrix(at.size() + 1)};
  std::vector<int> places{0};
  places.insert(places.end(), at.begin(), at.end());
  for (std::size_t i = 0; i < places.size(); ++i)
    for (std::size_t j = 0; j < places.size(); ++j) p.distance.set(i, j, std::abs(places[i] - places[j]));
  for (std::size_t i = 0; i < at.size(); ++i) p.sites.push_back({.name = "site " + std::to_string(i), .load = 1});
  p.vehicles.push_back({.name = "van", .capacity = 10});
  return p;
}

inline std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
inline std::string vector_path(const std::string& name) {
  return std::string(FUGONG_SOURCE_DIR) + "/tests/vectors/vrp/" + name;
}

}  // namespace fugong::vrp_test
