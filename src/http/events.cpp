#include "http/events.h"

#include <map>
#include <mutex>
#include <vector>

namespace fugong::http {

struct EventHub::Impl {
  std::mutex mutex;
  std::uint64_t last = 0;
  std::map<std::uint64_t, Listener> listeners;
};

EventHub::EventHub() : impl_(std::make_unique<Impl>()) {}
EventHub::~EventHub() = default;

void EventHub::publish(Event event) {
  std::lock_guard lock(impl_->mutex);
  if (impl_->listeners.empty()) return;
  std::string frame = "event: " + event.topic + "\ndata: ";
  for (char c : event.data) {
    frame += c;
    if (c == '\n') frame += "data: ";
  }
  frame += "\n\n";
  for (const auto& [id, listener] : impl_->listeners) listener(frame);
}

std::uint64_t EventHub::subscribe(Listener listener) {
  std::lock_guard lock(impl_->mutex);
  impl_->listeners.emplace(++impl_->last, std::move(listener));
  return impl_->last;
}

void EventHub::unsubscribe(std::uint64_t id) {
  std::lock_guard lock(impl_->mutex);
  impl_->listeners.erase(id);
}

}  // namespace fugong::http
