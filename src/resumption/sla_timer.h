// The timer behind the promises: one entry per case, at the next instant something of it falls due (db/due_timer.h).
#pragma once

#include "db/due_timer.h"
#include "resumption/service.h"

namespace fugong::resumption {

class SlaTimer : public db::DueTimer {
 public:
  // Puts itself into the service's hooks. Engine, service and clock outlive it.
  SlaTimer(db::Engine& engine, Service& service, const Clock& clock)
      : DueTimer(engine, clock,
                 {.fire = [&service](db::Session& s, const std::string& id,
                                     Timestamp now) { return service.fire_due(s, CaseId{id}, now); },
                  .pending =
                      [&service](db::Session& s) {
                        std::vector<std::pair<std::string, Timestamp>> all;
                        for (auto& [id, at] : service.pending_instants(s)) all.emplace_back(std::move(id.text), at);
                        return all;
                      }}),
        service_(service) {
    service_.hooks().arm_timer = [this](const CaseId& id, Timestamp at) { arm(id, at); };
  }
  ~SlaTimer() {
    stop();
    service_.hooks().arm_timer = nullptr;
  }

  void arm(const CaseId& id, Timestamp at) { DueTimer::arm(id.text, at); }

 private:
  Service& service_;
};

}  // namespace fugong::resumption
