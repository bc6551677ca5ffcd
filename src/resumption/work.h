// One case inside one command: loaded, moved by the rules, written back with its events, audit entry and news.
// Every use case that changes a case goes through here, so that they all leave the same traces.
#pragma once

#include "resumption/judged.h"
#include "resumption/rules.h"
#include "resumption/sla.h"
#include "resumption/store.h"

namespace fugong::resumption {

class Work {
 public:
  // case.not_found, policy.unknown_pack.
  static Result<Work> load(const ServiceOptions& o, db::Session& session, const Context& context, const CaseId& id);
  // A case that is about to be inserted.
  static Work fresh(const ServiceOptions& o, db::Session& session, const Context& context, Case c,
                    policy::PackPtr pack);

  Case& c() { return case_; }
  const Case& c() const { return case_; }
  Store& store() { return store_; }
  const policy::Pack& pack() const { return *pack_; }
  const policy::PackPtr& pack_ptr() const { return pack_; }
  const policy::ReviewRoute& route() const { return *route_; }
  const Context& context() const { return context_; }

  // The facts for participants' conditions; read only when a step asks.
  void give_facts(const json::Value& facts) { facts_ = &facts; }

  void note(EventKind kind, std::string subject = {}, std::string detail = {});
  void touch() { dirty_ = true; }  // changed without a line on the time line

  // -- moves --
  Status begin_review();                    // first submission: clocks, first steps
  Status finish(const policy::Step& step);  // and open what follows
  Status settle(Reopen reopen);             // bring the tasks of all open steps in line with who is asked
  void give_back(const std::vector<Reason>& reasons, const std::string& step);
  void refuse(const std::vector<Reason>& reasons, const policy::Step& step);
  void end(CaseState state);  // withdrawn or closed: tasks cancelled, clocks lapsed
  void cancel_open_tasks();
  void resume_clocks();
  void change_rules(const Judged& judged);  // class, phase and route as judged now; finished steps are carried over
  void refresh_state();

  std::vector<Task>& tasks();  // loaded once
  std::vector<Vote> votes(const policy::Step& step);
  void close_task(Task& task, Decision decision, const std::string& comment, const std::vector<Reason>& reasons,
                  const std::vector<Finding>& findings);

  // Marks warnings and breaches that are due and gives what was said, e.g. "sla_breach review".
  std::vector<std::string> mark_due();
  Timestamp next_instant();  // of anything still running; never: nothing

  // Writes what has changed. Call it once; then audit, then news.
  void save();
  // save(), one audit entry, news after the commit. `detail`: a JSON object's text.
  CaseReceipt commit(std::string action, std::string detail = "{}");
  void announce();  // the news alone
  CaseReceipt receipt() const;

 private:
  Work(const ServiceOptions& o, db::Session& session, const Context& context, Case c, policy::PackPtr pack);

  Status open(const policy::Step& step);
  Status complete(const policy::Step& step);  // finish() without a line on the time line
  void open_tasks(const policy::Step& step, std::span<const Desk> desks);
  Result<std::vector<Desk>> asked(const policy::Step& step);
  std::vector<SlaClock>& clocks();
  void move_to_route(const policy::ReviewRoute& to);
  void stop_clocks_of_done_kinds();
  void note_breach_of(const SlaClock& before, const SlaClock& after);
  void refresh_due();
  void keep_plant();
  template <class Change>
  void change_clocks(Change change);

  const ServiceOptions& o_;
  db::Session& session_;
  const Context& context_;
  Store store_;
  Case before_, case_;
  bool is_new_ = false;
  policy::PackPtr pack_;
  const policy::ReviewRoute* route_ = nullptr;
  const json::Value* facts_ = nullptr;
  json::Value own_facts_;
  std::optional<std::vector<Task>> tasks_;
  std::optional<std::vector<SlaClock>> clocks_;
  std::vector<OpenedTask> opened_;
  bool dirty_ = false;
  Timestamp arm_ = never;
};

// Writes the entry of a decision on a case.
void audit_case(const ServiceOptions& o, db::Session& session, const Context& context, std::string action,
                const CaseId& id, std::string detail);

}  // namespace fugong::resumption
