// Which pack and phase are in force in a district. A pack is stored whole with its version, so that a case can always
// be read under the rules it was decided by.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "db/engine.h"
#include "policy/pack.h"

namespace fugong::policy {

std::span<const db::Migration> migrations();

// What is in force at one instant.
struct InForce {
  PackPtr pack;
  std::string phase;  // id
  Timestamp since{};
  const Phase& current() const { return *pack->phase(phase); }
};

struct PhaseChange {
  std::string pack_id, pack_version, phase;
  Timestamp at{};
  std::string by;  // person id or "system"
};

class Store {
 public:
  explicit Store(DistrictCode district);

  // Reads what is in force through `session`; packs are parsed once and kept. Fails with policy.none when the district
  // has no pack yet. Always call it inside the transaction that decides, so that a phase switch is seen at once.
  Result<InForce> in_force(db::Session& session);

  // Stores the pack's files (idempotent by version) and puts it in force in its default phase if none was before,
  // else keeps the phase when the new pack has it.
  Status install(db::Session& session, PackPtr pack, const std::string& files_json, Timestamp now,
                 const std::string& by);

  // Only records the change; resumption/ re-judges the open cases in the same transaction.
  Status set_phase(db::Session& session, const std::string& phase, Timestamp now, const std::string& by);

  Result<PackPtr> pack(db::Session& session, const std::string& id, const std::string& version);
  std::vector<PhaseChange> history(db::Session& session);

 private:
  DistrictCode district_;
  std::mutex mutex_;
  std::vector<PackPtr> parsed_;
};

}  // namespace fugong::policy
