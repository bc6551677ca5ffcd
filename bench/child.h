// A program measured from outside.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace fugong::bench {

struct Ended {
  int status = 0;  // exit status
  double seconds = 0;
  double peak_mib = 0;  // most memory resident at once
};
// Runs to its end; its output goes nowhere. Throws std::runtime_error when it cannot be started.
Ended run_child(const std::vector<std::string>& command);

// `fugong serve` on a free port, until it goes out of scope.
class ServedChild {
 public:
  // Returns when the program has answered a request that reads the database. Throws std::runtime_error.
  ServedChild(const std::filesystem::path& program, const std::string& db_url, const std::filesystem::path& keys);
  ~ServedChild();
  ServedChild(const ServedChild&) = delete;
  ServedChild& operator=(const ServedChild&) = delete;

  double ready_seconds() const { return ready_seconds_; }  // from the start of the program to its first answer
  double resident_mib() const;

 private:
  int pid_ = -1;
  double ready_seconds_ = 0;
};

}  // namespace fugong::bench
