// The district's figures: counted from the records through the services of the rooms that own them.
//
// Every function runs on the caller's session, which should be a reader's: one snapshot, so that the figures agree with
// one another. Today's come from the sums that the rooms keep while records change, those of past days from the
// records. Thread rule: a Service may be called from any thread. Between calls it keeps only figures that are still
// true: those of finished days, and today's until something is written.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "base/actor.h"
#include "bulletin/rules.h"
#include "db/session.h"
#include "policy/store.h"
#include "resumption/service.h"

namespace fugong::enterprise {
class Service;
}
namespace fugong::pass {
class Service;
}
namespace fugong::servicedesk {
class Service;
}
namespace fugong::supervision {
class Service;
}

namespace fugong::bulletin {

constexpr int trend_days = 30;
constexpr std::size_t spots_max = 1500;  // what a map can show and a phone can draw

// Who asks, when, and in which language the answer is read.
struct Context {
  const Actor& actor;
  Timestamp now{};
  Language language = Language::zh_cn;
};

struct ServiceOptions {
  DistrictCode district;
  policy::Store& policies;
  enterprise::Service& enterprises;
  pass::Service& passes;
  resumption::Service& resumption;
  supervision::Service& supervision;
  servicedesk::Service& servicedesk;
  // The name of a GB/T 2260 code where the pack's texts have none (keys "district.CODE", "subdistrict.CODE"); empty
  // function or answer: the code itself.
  std::function<std::string(db::Session&, const std::string& code)> place_name{};
  std::function<MapPictures(db::Session&)> map_pictures{};
};

class Service {
 public:
  explicit Service(ServiceOptions options);
  ~Service();

  // How things stood when the day ended, or stand now while it lasts. Checks no right: for the command line and the
  // rehearsal. Codes: bulletin.future (the day has not begun), policy.none.
  Result<Bulletin> at(db::Session&, const Date& as_of, Timestamp now);

  // The same for a person (right bulletin.read); without a day: today.
  Result<Bulletin> read(db::Session&, const Context&, const std::optional<Date>& as_of);
  Result<std::string> text(db::Session&, const Context&, const std::optional<Date>& as_of);

  // The day beside the day before it, as that ended.
  Result<BulletinChanges> changes(db::Session&, const Context&, const std::optional<Date>& as_of);

  // The same with the pack that words it, to print.
  Result<Edition> to_print(db::Session&, const Context&, const std::optional<Date>& as_of);
  Result<Edition> edition(db::Session&, const Date& as_of, Timestamp now);  // as at()

  // Everything the leader's one screen shows (right bulletin.read).
  Result<Dashboard> dashboard(db::Session&, const Context&);

  // Where the enterprises stand and how far each is (right bulletin.read); without the military ones.
  Result<DistrictMap> map(db::Session&, const Context&);

 private:
  struct Standing;  // today's count, without words
  using StandingPtr = std::shared_ptr<const Standing>;
  struct Count;  // of one instant
  struct Past {  // a day that has ended
    Bulletin bulletin;
    Timestamp good_until;
  };

  Bulletin count_past(db::Session&, const policy::Pack&, const Date& as_of, Timestamp now);
  Count count_today(db::Session&, const policy::Pack&, const Date& today, Timestamp now);
  StandingPtr standing(db::Session&, const policy::InForce&, Timestamp now);
  StandingPtr kept(const policy::Pack&, std::int64_t version, Timestamp now);
  std::vector<TrendPoint> trend(db::Session&, const Count& today, const std::string& zone, Timestamp now);
  std::vector<Spot> single_places(db::Session&);
  static void name_kinds(Dashboard&, const Standing&, const policy::Pack&, Language);
  Result<Bulletin> day_before(db::Session&, const policy::Pack&, const Date& as_of, Timestamp now);
  Result<Bulletin> finished(db::Session&, const policy::Pack&, const Date& day, Timestamp now);
  resumption::DayFlows day_flows(db::Session&, const Date& day, const std::string& zone, Timestamp now);
  std::string name_of(db::Session&, const policy::Pack&, const char* kind, const std::string& code, Language) const;

  ServiceOptions o_;
  std::mutex counting_;  // one counts, the others wait for the answer
  std::mutex keeping_;   // guards what follows
  StandingPtr standing_;
  std::map<std::string, resumption::DayFlows> finished_;  // by day and zone
  std::map<std::string, Past> yesterdays_;                // by day and pack
};

}  // namespace fugong::bulletin
