#include "db/transaction.h"

#include <spdlog/spdlog.h>

namespace fugong::db {
namespace {

// What the command itself wanted, before the engine has its say.
Outcome run_command(Connection& connection, const Queued& queued) {
  connection.clear_fault();
  connection.accept_actions(true);
  Outcome outcome = Outcome::failed;
  try {
    outcome = queued.command(connection) ? Outcome::durable : Outcome::undone;
    if (outcome == Outcome::durable && connection.fault() != Fault::none) outcome = Outcome::failed;
  } catch (const Failure& e) {
    if (connection.fault() == Fault::none) spdlog::error("db: a command failed: {}", e.what());
  } catch (const std::exception& e) {
    spdlog::error("db: a command threw: {}", e.what());
  } catch (...) {
    spdlog::error("db: a command threw something that is no exception");
  }
  connection.accept_actions(false);
  if (outcome == Outcome::failed && connection.fault() == Fault::refused)
    spdlog::error("db: a command failed: {}", connection.fault_text());
  return outcome;
}

// One command of the batch; false when the transaction fell with it.
bool run_in_savepoint(Connection& connection, const Queued& queued, Fate& fate) {
  connection.savepoint();
  fate.outcome = run_command(connection, queued);
  fate.actions = connection.take_actions();
  const Fault fault = connection.fault();
  if ((fault != Fault::none && fault != Fault::refused) || !connection.in_transaction()) return false;
  if (fate.outcome == Outcome::durable) {
    connection.release();
    return true;
  }
  fate.actions.clear();
  connection.undo();
  connection.clear_fault();
  return true;
}

bool run_alone(Connection& connection, const Queued& queued, Fate& fate) {
  fate.outcome = run_command(connection, queued);
  fate.actions = connection.take_actions();
  const Fault fault = connection.fault();
  if (fault != Fault::none && fault != Fault::refused) return false;
  if (fate.outcome == Outcome::durable) {
    connection.commit();
    return true;
  }
  fate.actions.clear();
  connection.rollback();
  return true;
}

}  // namespace

Fault run_transaction(Connection& connection, std::span<const Queued> batch, std::vector<Fate>& fates) {
  fates.assign(batch.size(), Fate{});
  connection.clear_fault();
  bool sealed = true;
  try {
    connection.begin_command();
    if (batch.size() == 1) {
      sealed = run_alone(connection, batch[0], fates[0]);
    } else {
      for (std::size_t i = 0; sealed && i < batch.size(); ++i)
        sealed = run_in_savepoint(connection, batch[i], fates[i]);
      if (sealed) connection.commit();
    }
  } catch (const Failure&) {  // of the transaction itself; the connection has kept what it was
    sealed = false;
  }
  if (sealed) return Fault::none;
  const Fault fault = connection.fault() == Fault::none ? Fault::refused : connection.fault();
  connection.take_actions();
  connection.rollback();
  return fault != Fault::unsure && connection.fault() == Fault::lost ? Fault::lost : fault;
}

void answer(std::span<const Queued> batch, std::span<Fate> fates) {
  const auto guarded = [](const auto& call) {
    try {
      call();
    } catch (const std::exception& e) {
      spdlog::error("db: an answer threw: {}", e.what());
    }
  };
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (fates[i].outcome == Outcome::durable)
      for (const auto& action : fates[i].actions) guarded(action);
    guarded([&] { batch[i].done(fates[i].outcome); });
  }
}

}  // namespace fugong::db
