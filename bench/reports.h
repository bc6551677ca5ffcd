// The durable command that the engines are measured by: an enterprise at work reports its figures of the day.
#pragma once

#include "life_cycles.h"

namespace fugong::bench {

constexpr int writers = 64;  // connections, each an enterprise's clerk

class Reports {
 public:
  // Brings as many enterprises to work, by whole lifecycles.
  explicit Reports(District& district);
  // Commands a second, all of them durable. Throws std::runtime_error when one was refused.
  double run(double seconds);

 private:
  District& district_;
  std::vector<Clerk> clerks_;
};

}  // namespace fugong::bench
