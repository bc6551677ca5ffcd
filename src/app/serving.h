// `fugong serve`: the platform on the network until it is told to stop.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

#include "app/platform.h"

namespace fugong::app {

struct ServeOptions {
  PlatformOptions platform;
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  // Continue from the audit log's newest signed head instead of today: for a rehearsed district, so that its people
  // meet the day on which the rehearsal ended.
  bool resume_clock = false;
};

// Returns on SIGINT or SIGTERM, after the requests in flight are answered; the exit status.
int serve(const ServeOptions& options, Language language, std::ostream& out, std::ostream& err);

// A real clock that is a constant off.
class OffsetClock final : public Clock {
 public:
  explicit OffsetClock(Duration offset) : offset_(offset) {}
  Timestamp now() const override { return real_.now() + offset_; }

 private:
  SystemClock real_;
  Duration offset_;
};

}  // namespace fugong::app
