// The day's inspections, drawn so that nobody can be accused: pure, and from a published seed anybody draws the same.
//
// Weighted sampling without replacement (Efraimidis and Spirakis 2006): each candidate's key is -ln(u) / weight, where
// u = (first 8 bytes of SHA-256(seed "/" enterprise), big-endian, + 1) / (2^64 + 1); the smallest keys are drawn.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "supervision/model.h"

namespace fugong::supervision {

struct Candidate {
  EnterpriseId enterprise;
  std::int64_t weight = 1;
};
BOOST_DESCRIBE_STRUCT(Candidate, (), (enterprise, weight))

// What is known of an enterprise that may be inspected.
struct Risk {
  std::int64_t violations = 0, late_reports = 0;
  bool key_supply = false, above_scale = false;
};
std::int64_t weight_of(const policy::InspectionRules& rules, const Risk& risk);

// In the order drawn; at most `count`.
std::vector<Candidate> draw(const std::string& seed, std::span<const Candidate> candidates, std::size_t count);

}  // namespace fugong::supervision
