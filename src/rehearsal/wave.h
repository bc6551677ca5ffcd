// The wave: what happens, in the order of a virtual clock. Every act goes through a route as its own person.
#pragma once

#include <functional>
#include <map>
#include <queue>
#include <set>

#include "crypto/signature.h"
#include "rehearsal/district.h"

namespace fugong::rehearsal {

// How far it is; for progress bars and for the report.
struct Progress {
  Timestamp now{};
  double done = 0;  // of the wave's time, 0 to 1
  std::int64_t applied = 0, resumed = 0, passes = 0, scans = 0, acts = 0;
};

class Player {
 public:
  Player(app::Platform& platform, VirtualClock& clock, const Scenario& scenario, DistrictBuilder& builder,
         People& people);

  // Plays to the end. `report` is called at least once a virtual day. Throws std::runtime_error when a route refuses
  // what the course of events foresees.
  void play(const std::function<void(const Progress&)>& report);
  const Progress& progress() const { return progress_; }

 private:
  // An enterprise on its way.
  struct Way {
    Plant plant;
    std::string case_id;
    std::set<std::string> seen_tasks;  // that somebody will see to
    bool flawed = false;               // will be sent back once
    bool late = false;                 // does not get to its passes and its start in this wave
    bool at_work = false, suspended = false;
    std::vector<Caller*> residents;                           // officers who live in; empty: not watched
    std::string sanction;                                     // id of its suspension
    std::set<std::string> asked_kinds;                        // of passes
    Timestamp worker_passes_end{};                            // expiry of the newest employee passes; 0: none
    std::vector<std::pair<std::string, std::string>> tokens;  // with the plate, if any; for the gates
  };
  // A worker's phone: what it shows at a gate is signed anew each time.
  struct Phone {
    std::shared_ptr<const crypto::Signer> key;
    std::string credential;  // of the wallet
  };
  using Act = std::function<void()>;
  struct Event {
    Timestamp at;
    std::uint64_t order;
    Act act;
    bool operator>(const Event& o) const { return at != o.at ? at > o.at : order > o.order; }
  };

  void later(Timestamp at, Act act);
  void later(const MinuteRange& range, Draw& draw, Act act);
  void move_clock(Timestamp to);
  void plan();
  void plan_applications(Draw& draw);
  void plan_latecomers();
  void enter(std::size_t place, const Firm& firm, bool late);

  // wave_cases.cpp: the way of a case
  void apply(Way& way);
  json::Object application(const Way& way, bool mended) const;
  void see_to(Way& way, const json::Value& opened);
  void see_to_open_tasks(Way& way);
  void decide(Way& way, const std::string& task, const std::string& kind, const std::string& owner);
  json::Object decision_on(Way& way, const std::string& kind, const std::string& owner);
  void mend(Way& way);
  void start(Way& way);
  void switch_phase(const std::string& phase);
  void report_figures(Way& way);
  Caller& reviewer_of(const std::string& owner, const Way& way);

  // wave_supervision.cpp: resident officers
  static std::string plant_path(const Way& way);
  std::string next_client();
  void watch(Way& way);
  void keep_watch(Way& way, const Date& day);
  void check_in(Way& way, Caller& officer);
  void let_in(Way& way);
  void report_day(Way& way);
  json::Array breach_events(const Way& way, const Suspension& s);
  void suspend(const Suspension& s);
  void restore(const Suspension& s);

  // wave_problems.cpp: what enterprises ask the district for
  void plan_problems();
  void raise_problem(std::int64_t number, const ProblemKind& kind, bool solved);
  void take_up_problem(Way& way, const std::string& id, std::int64_t number, const ProblemKind& kind);
  void solve_problem(Way& way, const std::string& id, std::int64_t number, const ProblemKind& kind);
  Caller& handler_of(const json::Value& ticket);
  json::Value on_ticket(Caller& who, const std::string& id, const char* act, json::Object body);

  // wave_passes.cpp: passes and gates
  void ask_for_passes(Way& way, bool with_case);
  void ask(Way& way, const std::string& kind, json::Object body);
  void issue(Way& way);
  void renew(Way& way);
  json::Array some_workers(const Way& way, std::int64_t count) const;
  json::Array journeys(const Way& way, std::string_view use, std::int64_t vehicles) const;
  void review(const json::Value& request);
  void keep_tokens(Way& way);
  void bind_phones(Way& way);
  std::string shown_by(const Phone& phone, Timestamp at) const;
  void copy_passes();
  void scan_hour();
  std::string spoil(const std::string& token, Draw& draw) const;
  void read_rules();

  app::Platform& platform_;
  VirtualClock& clock_;
  const Scenario& scenario_;
  DistrictBuilder& builder_;
  People& people_;
  Draw draw_;
  std::vector<std::unique_ptr<Way>> ways_;  // in the order of application
  std::vector<Firm> firms_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::uint64_t order_ = 0;
  std::vector<Phone> phones_;
  std::map<std::string, Caller*> residents_;  // by PersonId
  std::map<std::string, Caller*> handlers_;   // of tickets, by PersonId
  std::set<std::string> kept_;                // categories that the knowledge base has a solution of
  std::uint64_t clients_ = 0;
  std::set<std::string> kinds_in_phase_;
  std::vector<std::string> checklist_items_;
  std::int64_t renewals_left_ = 0;
  std::int64_t scan_number_ = 0;
  Date last_day_;
  Progress progress_;
};

}  // namespace fugong::rehearsal
