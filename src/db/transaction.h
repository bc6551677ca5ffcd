// Internal to db/: several commands as savepoints of one transaction, so that they share its fsync.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "db/connection.h"
#include "db/engine.h"

namespace fugong::db {

struct Queued {
  Engine::Command command;
  Engine::Done done;
};

struct Fate {
  Outcome outcome = Outcome::failed;
  std::vector<std::function<void()>> actions{};
};

// Runs `batch` on `connection`. Fault::none: every command's fate is sealed in `fates`, a failed one undone alone.
// Otherwise the whole transaction fell with that fault, nothing is left of any of them, and they may run again.
Fault run_transaction(Connection& connection, std::span<const Queued> batch, std::vector<Fate>& fates);

// After the fate is sealed: the actions of the durable commands and then each one's answer, in order.
void answer(std::span<const Queued> batch, std::span<Fate> fates);

}  // namespace fugong::db
