// Impossible travel: of two sightings of one pass that no vehicle could make, one at least is of a copy. Every upload
// of scans is held against what was seen just before and just after each of them, however late it comes.
//
// Functions and threads as in pass/service.h.
#pragma once

#include "http/router.h"
#include "pass/acts.h"
#include "pass/sightings.h"
#include "pass/travel_rules.h"

namespace fugong::pass {

using TravelAlertId = Id<struct TravelAlertTag>;

// ---- where checkpoints are ----
struct CheckpointPlace {
  double latitude = 0, longitude = 0;  // degrees; all of a district on the same map
};
BOOST_DESCRIBE_STRUCT(CheckpointPlace, (), (latitude, longitude))

struct CheckpointLine {
  std::string code;
  double latitude = 0, longitude = 0;
  Timestamp changed_at{};
};
BOOST_DESCRIBE_STRUCT(CheckpointLine, (), (code, latitude, longitude, changed_at))

// ---- alerts ----
struct TravelFilter {
  std::optional<bool> open;
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(TravelFilter, (), (open, after, limit))

struct SeenScan {
  ScanId id;
  std::string checkpoint;
  Timestamp at{}, received_at{};
  std::string verdict, reason;
  bool offline = false;
};
BOOST_DESCRIBE_STRUCT(SeenScan, (), (id, checkpoint, at, received_at, verdict, reason, offline))

struct TravelAlertView {
  TravelAlertId id;
  PassId pass;
  std::string kind, kind_name;
  std::optional<std::string> number, subject;  // of a pass of this district
  std::optional<EnterpriseId> enterprise;
  std::int64_t distance_m = 0, gap_s = 0;
  std::int64_t speed_kmh = 0, limit_kmh = 0;  // that it would have taken, and that a vehicle makes
  Timestamp raised_at{};
  std::optional<Timestamp> closed_at;
  std::optional<std::string> note;
  std::vector<SeenScan> scans;  // both, the earlier first
};
BOOST_DESCRIBE_STRUCT(TravelAlertView, (),
                      (id, pass, kind, kind_name, number, subject, enterprise, distance_m, gap_s, speed_kmh, limit_kmh,
                       raised_at, closed_at, note, scans))

struct TravelNote {
  std::string note;  // what was found
};
BOOST_DESCRIBE_STRUCT(TravelNote, (), (note))

// A scan that has just been stored, with the kind of its pass.
struct FreshScan {
  const Scan* scan = nullptr;
  std::string kind;
};

class Travel {
 public:
  explicit Travel(const ServiceOptions& options) : o_(options) {}

  // In the command that stored them; the sightings know them already.
  Status judge(db::Session&, const std::vector<FreshScan>&, Sightings&, Timestamp now);

  // Code checkpoint.position, checkpoint.code (checkpoint.place); scan.read for the list.
  Result<CheckpointLine> place(db::Session&, const Context&, const std::string& code, const CheckpointPlace&);
  Result<std::vector<CheckpointLine>> checkpoints(db::Session&, const Context&);

  // Newest first (scan.read). Codes pass.bad_limit, pass.bad_cursor.
  Result<http::Page<TravelAlertView>> alerts(db::Session&, const Context&, const TravelFilter&);
  // Codes alert.not_found, alert.closed (conflict), pass.reason_needed, pass.reason_too_long (alert.close).
  Result<TravelAlertView> close(db::Session&, const Context&, const TravelAlertId&, const TravelNote&);

 private:
  struct Row;
  Result<TravelAlertView> view_of(db::Session&, const Row&, Language) const;
  std::optional<Row> find(db::Session&, const TravelAlertId&) const;
  void raise_alert(db::Session&, const FreshScan&, const SeenPass& other, const Impossible&, int limit_kmh,
                   Timestamp now);
  const ServiceOptions& o_;
};

void declare_travel_routes(http::Router& router, Travel& travel);

}  // namespace fugong::pass
