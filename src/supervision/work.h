// One plant inside one command: loaded, with the rules that hold there, and with what every use case leaves behind –
// acts, alerts, an audit entry, news. Internal to supervision/.
#pragma once

#include <set>

#include "identity/rights.h"
#include "supervision/gate_rules.h"
#include "supervision/service.h"
#include "supervision/store.h"

namespace fugong::supervision {

struct PreparedEvents {
  std::vector<GateEvent> events;
  std::vector<RefusedEvent> refused;
};

class Work {
 public:
  // plant.not_found; officer.not_assigned for a resident officer who is not this plant's.
  static Result<Work> load(const ServiceOptions& o, db::Session& session, const Context& context,
                           const EnterpriseId& id, std::string_view right);
  // For the timer and for what is reached from a violation or a sanction, whose right was checked.
  static Result<Work> load_unchecked(const ServiceOptions& o, db::Session& session, const Context& context,
                                     const EnterpriseId& id);

  // Every plant that is or was watched and that the reader may see, each with what lists show of it: a handful of
  // statements, however many there are.
  static Result<std::vector<Work>> all(const ServiceOptions& o, db::Session& session, const Context& context,
                                       std::string_view right);

  Plant& plant() { return plant_; }
  const Plant& plant() const { return plant_; }
  Store& store() { return store_; }
  const policy::SupervisionRules& rules() const { return rules_.pack->supervision; }
  const policy::Pack& pack() const { return *rules_.pack; }
  const policy::InForce& in_force() const { return rules_; }
  const std::string& zone() const { return rules_.pack->calendar.zone; }
  Date today() const { return local_date(context_.now, zone()); }

  // -- one policy --
  const std::vector<Override>& overrides();
  std::vector<EffectiveValue> policy_at(Timestamp at);
  int report_due_minute(const Date& day);
  Timestamp report_due_at(const Date& day);
  GateRules gate_rules();

  // -- duty --
  const std::vector<Assignment>& assignments();  // those that end after the last offline hour
  std::vector<ShiftPlan> shift_plans(const Date& around);
  std::optional<ShiftView> running_shift(Timestamp at);
  ShiftView view_of(const Duty& duty, std::span<const CheckIn> check_ins);

  // -- what is left behind --
  void alert(AlertKind kind, std::string subject, int level, Timestamp at);
  void close_alert(AlertKind kind, const std::string& subject);
  // Writes a violation, or brings one back; false: it stood already.
  bool raise(const Finding& finding);
  void withdraw(Violation& violation);  // what nobody has decided on yet
  void audit(std::string action, std::string subject_kind, std::string subject_id, std::string detail = "{}");
  // What is owed to the plant's watchers and until when: answers, rectifications, inspections.
  void each_due(const std::function<void(AlertKind overdue, const std::string& subject, Timestamp due)>& visit);
  void announce();           // topic "supervision"
  Timestamp next_instant();  // after plant().checked_until
  void arm();                // the timer, after the commit

  // -- the day as gates saw it --
  std::int64_t inside(Timestamp at);
  json::Value prefill(const Date& day);

  // Judges the days that the events touch again; (raised, withdrawn).
  std::pair<std::int64_t, std::int64_t> judge(const std::vector<GateEvent>& fresh);

 private:
  Work(const ServiceOptions& o, db::Session& session, const Context& context, Plant plant, policy::InForce rules);
  Status may(std::string_view right);
  std::pair<std::int64_t, std::int64_t> reconcile(const std::vector<Finding>& findings, const Date& first,
                                                  const Date& last, const std::set<std::string>& days,
                                                  const std::set<std::string>& subjects);

  const ServiceOptions& o_;
  db::Session& session_;
  Context context_;
  Store store_;
  Plant plant_;
  policy::InForce rules_;
  std::optional<std::vector<Override>> overrides_;
  std::optional<std::vector<Assignment>> assignments_;
  std::optional<std::vector<policy::PhaseChange>> phases_;
  std::optional<std::vector<ShiftPlan>> plans_;    // of yesterday, today and tomorrow
  std::optional<std::vector<CheckIn>> check_ins_;  // of yesterday and today
};

// The complete ones.
std::vector<AttachmentLine> files_of(const ServiceOptions& o, db::Session& session, const FilesOf& of);
Result<std::string> file_bytes(const ServiceOptions& o, db::Session& session, const FilesOf& of,
                               const AttachmentId& file);

identity::Subject subject_of(const Plant& plant);
Status check_text(const std::string& text, const char* field);
Act act_of(const Context& context, ActKind kind, std::string text);
std::string join_ids(const std::vector<std::string>& ids);  // each followed by one blank
std::vector<std::string> split_ids(std::string_view text);
std::string object_of(std::string_view key, std::string_view text);  // {"key":"text"}

}  // namespace fugong::supervision
