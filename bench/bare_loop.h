// The least that a durable command costs on SQLite: one thread that writes the rows of commands, so many commands to a
// transaction, with the platform's own settings and structure, and does nothing else.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace fugong::bench {

// The rows of daily figures that were reported to the platform, as they stand in its tables.
class BareLoop {
 public:
  // Takes the rows out of `served` and writes them, under new keys, into `own`, which has the same structure.
  BareLoop(const std::filesystem::path& served, const std::filesystem::path& own);
  ~BareLoop();

  // Commands a second.
  double run(double seconds, int commands_per_transaction);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fugong::bench
