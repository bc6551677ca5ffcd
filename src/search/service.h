// Finding enterprises, cases, people, vehicles, passes and accounts while one types.
//
// Other rooms' hooks call index_…() in the transaction that writes the record, so that the index is never behind.
// Searching checks the actor's right kind by kind and shows nothing of what the actor may not list.
// Thread rule: a Service may be called from any thread; it keeps no state of its own between calls.
#pragma once

#include <functional>
#include <span>

#include "base/actor.h"
#include "base/language.h"
#include "base/result.h"
#include "crypto/sealed.h"
#include "db/engine.h"
#include "enterprise/model.h"
#include "identity/model.h"
#include "resumption/model.h"
#include "search/model.h"

namespace fugong::search {

constexpr int hits_default = 8, hits_max = 50;  // of each kind
constexpr int candidates_max = 60;              // looked at to find the best of a kind
constexpr int phone_hits_max = 50;

std::span<const db::Migration> migrations();

// Who asks, when, and in which language the answer is read.
struct Context {
  const Actor& actor;
  Timestamp now{};
  Language language = Language::zh_cn;
};

struct Hooks {
  // The pass with this printed number, if there is one and the actor may see it.
  std::function<std::optional<Hit>(db::Session&, const Context&, const std::string& number)> pass_by_number;
};

struct ServiceOptions {
  DistrictCode district;
  crypto::Vault vault;
  Hooks hooks{};
};

class Service {
 public:
  explicit Service(ServiceOptions options) : o_(std::move(options)) {}

  // -- keeping the index --
  // `before`: as it stood; nullptr: it is new.
  void index(db::Session&, const enterprise::Enterprise& now, const enterprise::Enterprise* before);
  void index(db::Session&, std::span<const enterprise::Worker* const>, enterprise::Novelty);
  void index(db::Session&, std::span<const enterprise::Vehicle* const>, enterprise::Novelty);
  void index(db::Session&, const resumption::Case&);
  void index(db::Session&, std::span<const identity::Person>);

  void forget(db::Session&, const VehicleId&);

  // Whether the index holds every record, as this program would index it (reindex.h makes it so).
  bool is_whole(db::Session&);
  void mark_whole(db::Session&);

  // -- finding --
  // Code search.too_long. Fewer than two letters find nothing.
  Result<Hits> find(db::Session&, const Context&, const Query&);
  // People, drivers and enterprises whose phone ends so; in the audit log, because somebody's personal data were looked
  // for. Code search.four_digits.
  Result<Hits> find_by_phone(db::Session&, const Context&, const PhoneQuery&);

  // To be completed before the first call.
  Hooks& hooks() { return o_.hooks; }

 private:
  std::string phone_key(const std::string& masked) const;

  ServiceOptions o_;
};

}  // namespace fugong::search
