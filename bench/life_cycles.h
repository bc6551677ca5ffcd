// Whole case lifecycles, one after the other on each connection: apply, every department's review, the decision, the
// inspection, the start of work; each call a durable command by its own role, told by the answer to the one before.
#pragma once

#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "district.h"
#include "http_load.h"

namespace fugong::bench {

class LifeCycles {
 public:
  enum class ReadBack { no, yes };  // after every command, read the case and look for what was written

  LifeCycles(District& district, std::vector<Clerk> clerks, int connections, ReadBack read_back = ReadBack::no);

  // The load that plays them; `connections` of it at most those given above. Several loads may follow each other.
  HttpLoad load(int connections, double seconds, double rate = 0);

  std::uint64_t finished() const { return finished_; }
  std::uint64_t read_back_seen() const { return seen_; }
  std::uint64_t read_back_missed() const { return missed_; }
  std::string first_refusal() const { return refusal_; }

 private:
  struct Task {
    std::string id, kind, owner;
  };
  struct Way {  // of one connection
    const Clerk* clerk = nullptr;
    std::string case_id, written;
    std::vector<Task> open;  // the last one is next
    bool reading = false;
  };
  std::string request(int connection);
  void answered(int connection, int status, std::string_view body);
  void take_receipt(Way& way, std::string_view body);
  void look(Way& way, std::string_view body);

  District& district_;
  const std::vector<Clerk> clerks_;
  const ReadBack read_back_;
  std::string inspection_body_;
  std::vector<Way> ways_;
  std::atomic<std::size_t> next_clerk_ = 0;
  std::atomic<std::uint64_t> finished_ = 0, seen_ = 0, missed_ = 0;
  std::atomic<bool> refused_ = false;
  std::string refusal_;
};

}  // namespace fugong::bench
