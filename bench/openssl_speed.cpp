#include "openssl_speed.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <stdexcept>
#include <string>

namespace fugong::bench {

Speed openssl_speed(double seconds, int cores) {
  const std::string command =
      "openssl speed -mr -seconds " + std::to_string(std::max(1, static_cast<int>(seconds / 2))) +
      (cores > 1 ? " -elapsed -multi " + std::to_string(cores) : std::string()) + " ecdsap256 2>/dev/null";
  FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) throw std::runtime_error("cannot run " + command);
  Speed speed;
  std::array<char, 512> line{};
  while (fgets(line.data(), line.size(), pipe))
    std::sscanf(line.data(), "+F%*d:%*d:256:%lf:%lf", &speed.signs, &speed.verifies);
  pclose(pipe);
  if (speed.signs <= 0) throw std::runtime_error("no figure from: " + command);
  return speed;
}

}  // namespace fugong::bench
