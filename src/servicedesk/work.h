// One ticket inside one command: loaded, with the rules that hold, and with what every use case leaves behind – acts,
// an audit entry, news, the timer's next instant. Internal to servicedesk/.
#pragma once

#include "identity/rights.h"
#include "servicedesk/service.h"
#include "servicedesk/store.h"

namespace fugong::servicedesk {

// The teams as they stand: who belongs to each, who is called in which order.
class Teams {
 public:
  Teams(const ServiceOptions& o, db::Session& session, const policy::InForce& in_force)
      : o_(o), session_(session), rules_(in_force.pack->service), zone_(in_force.pack->calendar.zone) {}

  // The pack's team of a key; nullptr: there is none.
  const policy::ServiceTeam* find(std::string_view key) const;
  std::vector<Candidate> members(const std::string& key);
  std::vector<Candidate> order(const std::string& key, Timestamp at);
  identity::Subject subject_of(const std::string& key) const;

 private:
  const ServiceOptions& o_;
  db::Session& session_;
  const policy::ServiceRules& rules_;
  const std::string& zone_;
};

class Work {
 public:
  // Codes ticket.not_found; ticket.not_found too for whom it is none of his business.
  static Result<Work> load(const ServiceOptions& o, db::Session& session, const Context& context, const TicketId& id);
  // For the timer, and for tickets reached from another one.
  static Result<Work> load_unchecked(const ServiceOptions& o, db::Session& session, const Context& context,
                                     const TicketId& id);
  static Result<Work> begin(const ServiceOptions& o, db::Session& session, const Context& context, Ticket ticket);

  Ticket& ticket() { return t_; }
  const Ticket& ticket() const { return t_; }
  Store& store() { return store_; }
  const policy::ServiceRules& rules() const { return in_force_.pack->service; }
  const std::string& zone() const { return in_force_.pack->calendar.zone; }
  Teams& teams() { return *teams_; }

  // -- who may --
  identity::Subject subject() const;
  bool may(std::string_view right) const;
  bool is_handler() const;  // himself, or as his substitute
  bool may_handle() const;
  Status require_handler() const;  // ticket.not_handler
  Status check_version(std::int64_t seen);

  // -- who answers for it --
  // The first of a team at this level, or of the next one above that has anybody; false: nobody at all.
  bool call(policy::ServiceLevel level, Timestamp at);
  bool call_next(Timestamp at);  // of the same team; false: all were called
  void give(policy::ServiceLevel level, const std::string& team, const Candidate& to, Timestamp at);
  void acknowledge(Timestamp at);

  // -- what happens --
  void act(ActKind kind, Audience audience, std::string words = {}, Timestamp at = {}, bool by_clock = false);
  void happen(const Due& due);
  void solve(const std::string& words, Timestamp at);
  void save();  // with the acts' audit entries, the news and the timer
  void insert();

  TicketView view();
  TicketLine line() const;

 private:
  Work(const ServiceOptions& o, db::Session& session, const Context& context, Ticket ticket, policy::InForce in_force);
  void happen_unacknowledged(Timestamp at);
  void happen_overnight(Timestamp at);
  void happen_level_passed(Timestamp at);
  void tell(ActKind kind);
  void settle();  // the clocks
  void after();
  void take_along();  // the tickets merged into this one
  std::vector<std::string> actions() const;

  const ServiceOptions& o_;
  db::Session& session_;
  Context context_;
  Store store_;
  Ticket t_;
  policy::InForce in_force_;
  std::unique_ptr<Teams> teams_;
  std::vector<ActKind> done_;
  bool handler_changed_ = false;
};

// An audit entry of something that is no ticket.
void record(const ServiceOptions& o, db::Session& session, const Context& context, std::string action,
            std::string subject_kind, std::string subject_id);
TicketLine line_of(const policy::ServiceRules& rules, const Ticket& t, const Context& context);
std::string team_name(const policy::ServiceRules& rules, std::string_view key, Language language);
Status check_words(const std::string& text, const char* field, std::size_t bytes_max = text_bytes_max);

}  // namespace fugong::servicedesk
