// Live events: services publish after commit, browsers listen over server-sent events (GET /api/v1/events).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/actor.h"

namespace fugong::http {

// An event names what changed, never personal data; the browser then asks the API for what it may see.
struct Event {
  std::string topic;  // "case", "pass", "figures", "phase", "sla", "supervision"
  std::string data;   // a small JSON object
};

// Thread rule: publish() from any thread; slow listeners lose events, never hold up the publisher.
class EventHub {
 public:
  EventHub();
  ~EventHub();
  void publish(Event event);
  using Listener = std::function<void(const std::string& frame)>;  // a ready text/event-stream frame
  std::uint64_t subscribe(Listener listener);
  void unsubscribe(std::uint64_t id);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fugong::http
