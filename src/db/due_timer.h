// A queue of instants at which something falls due: one entry per subject, at its next instant. Nothing polls.
//
// Entries come from the services after each commit and, at start-up, from the database; what an entry is worth is
// decided from the database when it fires, so an entry too many costs one look and says nothing.
// On PostgreSQL every node fires what it armed itself and what it finds at its start and every few minutes after, so
// that the promises of a node that died are kept by the others; marks are set once.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/never.h"
#include "base/result.h"
#include "db/engine.h"

namespace fugong::db {

// Subjects looked at in one command; bounds how long the writer is held.
constexpr std::size_t timer_batch_max = 64;
// After a fault of the database the batch is tried again so much later.
constexpr Duration timer_retry = seconds(1);

// Whose promises they are.
struct DueSource {
  // Says what has fallen due by `now` and was not said yet; gives the next instant to look at the subject again, never:
  // none. Fired twice, it says nothing twice.
  std::function<Result<Timestamp>(Session&, const std::string& id, Timestamp now)> fire;
  // Everything that is still running.
  std::function<std::vector<std::pair<std::string, Timestamp>>(Session&)> pending;
};

class DueTimer {
 public:
  // Engine and clock outlive it, and what the source refers to.
  DueTimer(Engine& engine, const Clock& clock, DueSource source);
  ~DueTimer();  // stops the thread

  // Reads everything that is still running; call it once before start().
  void restore();

  // From any thread. An entry that is there already keeps the earlier instant; `never` removes it.
  void arm(const std::string& id, Timestamp at);

  // Fires all that is due by `now`, in order, and waits until it is durable. Gives the number of subjects looked at.
  // For virtual clocks: rehearsals and tests call it before each step of theirs.
  std::size_t run_due(Timestamp now);

  // The next instant; never when nothing is armed.
  Timestamp next() const;
  std::size_t armed() const;

  // One thread that sleeps until the next instant by the clock, which must run in real time.
  void start();
  void stop();

 private:
  struct Entry {
    Timestamp at;
    std::string id;
    bool operator>(const Entry& other) const { return at != other.at ? at > other.at : id > other.id; }
  };
  void push(const std::string& id, Timestamp at);    // with the lock held
  std::vector<std::string> take_due(Timestamp now);  // with the lock held
  void drop_stale_top();                             // with the lock held
  void loop();
  void look_for_others();

  Engine& engine_;
  const Clock& clock_;
  const DueSource source_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Entry> heap_;  // min-heap; entries that differ from current_ are stale
  std::unordered_map<std::string, Timestamp> current_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace fugong::db
