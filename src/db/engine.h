// The engine behind the sessions: durable commands, pooled reads, migrations.
//
// SQLite: one writer thread with group commit. Waiting commands run as savepoints of one transaction, one fsync, then
// all are answered; a failing command undoes only itself. Readers are a pool (WAL).
// PostgreSQL: a pool of connections, one serializable transaction per command, retried on serialization failure.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "db/session.h"

namespace fugong::db {

enum class Outcome : std::uint8_t {
  durable,  // committed and synced
  undone,   // the command asked for it; nothing is left of it
  failed,   // the infrastructure failed; nothing is left of it, unless PostgreSQL was lost while it committed
  busy,     // the queue is full, or the conflict lasted through all retries: try later (503)
};

struct EngineOptions {
  int readers = 2;
  int writers = 8;                 // PostgreSQL connections for commands; SQLite always has one writer
  std::size_t queue_limit = 4096;  // commands waiting; one more is answered busy
  std::size_t batch_limit = 256;   // SQLite: commands per fsync
  bool group_commit = true;        // off only for the benchmark's comparison
};

struct Migration {
  std::string_view room;  // who owns the tables
  int number = 0;         // 1, 2, … within the room
  // Statements separated by ";\n". {without_rowid} becomes WITHOUT ROWID on SQLite and nothing on PostgreSQL,
  // {bytes} the type of a column of bytes; a line that begins with {sqlite} or {postgresql} is for that engine alone.
  std::string_view sql;
};

class Engine {
 public:
  // sqlite:PATH or postgresql://…; throws Failure with a plain message when it cannot be opened.
  static std::unique_ptr<Engine> open(const std::string& url, const EngineOptions& options = {});
  // Whether a database can stand there: false only for a SQLite file that nobody made yet (open() would make it).
  static bool is_there(const std::string& url);
  virtual ~Engine() = default;  // finishes what is queued, then closes

  virtual Dialect dialect() const = 0;

  // Applies what is missing, in the order given, each in a transaction; refuses a database newer than the program.
  virtual void migrate(std::span<const Migration> migrations) = 0;

  // Queues a command. It returns true to keep its work and false to undo it; an exception undoes it too. It may run
  // more than once (retries), so it writes only through its Session and sets its results anew each time.
  // Once a statement has failed the command can only be undone; keeping it then ends as Outcome::failed.
  // `done` runs on an engine thread after the fate is sealed; it must be short and must not throw. A full queue
  // answers Outcome::busy at once, on the calling thread. Never wait for a command inside a command or a `done`.
  using Command = std::function<bool(Session&)>;
  using Done = std::function<void(Outcome)>;
  virtual void submit(Command command, Done done) = 0;

  // Runs on the calling thread with a pooled reader; waits for one. Sees every command answered before the call, in
  // one snapshot; it cannot write. A read within a read shares its session. Throws Failure, and what `work` throws.
  virtual void read(const std::function<void(Session&)>& work) = 0;

  // Commands waiting now; for back-pressure and metrics.
  virtual std::size_t queued() const = 0;

  // submit() and wait. The command's own error, db.busy (unavailable) or db.failed (internal).
  template <class T>
  Result<T> write(std::function<Result<T>(Session&)> command);
  template <class T>
  Result<T> query(std::function<Result<T>(Session&)> work);
};

template <class T>
Result<T> Engine::write(std::function<Result<T>(Session&)> command) {
  Result<T> result = fail(ErrorKind::internal, "db.failed");
  std::mutex mutex;
  std::condition_variable ready;
  bool finished = false;
  Outcome outcome = Outcome::failed;
  submit(
      [&](Session& s) {
        result = command(s);
        return result.has_value();
      },
      [&](Outcome o) {
        std::lock_guard lock(mutex);
        outcome = o;
        finished = true;
        ready.notify_one();
      });
  std::unique_lock lock(mutex);
  ready.wait(lock, [&] { return finished; });
  if (outcome == Outcome::busy) return fail(ErrorKind::unavailable, "db.busy");
  if (outcome == Outcome::failed) return fail(ErrorKind::internal, "db.failed");
  return result;
}

template <class T>
Result<T> Engine::query(std::function<Result<T>(Session&)> work) {
  Result<T> result = fail(ErrorKind::internal, "db.failed");
  try {
    read([&](Session& s) { result = work(s); });
  } catch (const Failure&) {  // the engine has logged it
    return fail(ErrorKind::internal, "db.failed");
  }
  return result;
}

}  // namespace fugong::db
