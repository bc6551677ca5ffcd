#include "supervision/draw.h"

#include <algorithm>
#include <cmath>

#include "crypto/hash.h"

namespace fugong::supervision {

std::int64_t weight_of(const policy::InspectionRules& rules, const Risk& risk) {
  return rules.base + rules.per_violation * risk.violations + rules.per_late_report * risk.late_reports +
         (risk.key_supply ? rules.key_supply : 0) + (risk.above_scale ? rules.above_scale : 0);
}

std::vector<Candidate> draw(const std::string& seed, std::span<const Candidate> candidates, std::size_t count) {
  struct Keyed {
    double key;
    Candidate candidate;
  };
  std::vector<Keyed> keyed;
  for (const Candidate& c : candidates) {
    if (c.weight <= 0) continue;
    const crypto::Digest digest = crypto::sha256(seed + "/" + c.enterprise.text);
    std::uint64_t number = 0;
    for (int i = 0; i < 8; ++i) number = number << 8 | digest[static_cast<std::size_t>(i)];
    const double u = (static_cast<double>(number) + 1) / 18446744073709551617.0;
    keyed.push_back({-std::log(u) / static_cast<double>(c.weight), c});
  }
  std::ranges::sort(keyed, [](const Keyed& a, const Keyed& b) {
    return a.key != b.key ? a.key < b.key : a.candidate.enterprise < b.candidate.enterprise;
  });
  if (keyed.size() > count) keyed.resize(count);
  std::vector<Candidate> drawn;
  for (Keyed& k : keyed) drawn.push_back(std::move(k.candidate));
  return drawn;
}

}  // namespace fugong::supervision
