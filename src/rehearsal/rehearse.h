// `fugong rehearse SCENARIO`: a district made and its wave played into a fresh database.
#pragma once

#include <string>

#include "app/commands.h"

namespace fugong::rehearsal {

struct RehearseOptions {
  app::PlatformOptions platform;
  std::string scenario_file;
  double scale = 1;
  std::string accounts_file{};  // empty: none is written
  bool quiet = false;           // no progress
};

// Prints the bulletin and how it compares with what the scenario expects; exit status 1 when they differ.
int rehearse(const RehearseOptions& options, const app::Terminal& terminal);

}  // namespace fugong::rehearsal
