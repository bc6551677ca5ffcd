// The room's tables and nobody else's. Each call is one statement, by an index; but likeness, which is one per pair.
#pragma once

#include <span>

#include "db/engine.h"
#include "servicedesk/model.h"

namespace fugong::servicedesk {

// Empty texts: any.
struct ListQuery {
  std::string enterprise, subdistrict, department, state, category, team, handler;
  Timestamp after_at{};  // of lists by time left
  std::string after_id;
  int limit = 50;
};

struct KnowledgeEntry {
  std::string id, category, title, words, answer;
  Timestamp at{};
  std::string by_name;
};
BOOST_DESCRIBE_STRUCT(KnowledgeEntry, (), (id, category, title, words, answer, at, by_name))

// What of a ticket the figures need.
struct FigureRow {
  std::string category, team, handler_name;
  TicketState state = TicketState::open;
  Timestamp raised_at{};
  std::optional<Timestamp> first_answer_at, solved_at;
  bool solved_same_day = false;
  std::int64_t reopened = 0, nights = 0;
  std::optional<int> rating;
};
BOOST_DESCRIBE_STRUCT(FigureRow, (),
                      (category, team, handler_name, state, raised_at, first_answer_at, solved_at, solved_same_day,
                       reopened, nights, rating))

// What texts can be found among.
enum class Shelf : std::uint8_t { open, knowledge };
BOOST_DESCRIBE_ENUM(Shelf, open, knowledge)

class Store {
 public:
  Store(const DistrictCode& district, db::Session& session) : d_(district), s_(session) {}

  // -- tickets --
  void insert(const Ticket& t);
  void save(const Ticket& t);
  std::optional<Ticket> ticket(const TicketId& id);
  std::optional<Ticket> ticket_of_client(const std::string& raised_by, const std::string& client);
  std::vector<Ticket> tickets(const ListQuery& q);            // newest first
  std::vector<Ticket> open_by_due(const ListQuery& q);        // least time left first
  std::vector<Ticket> open_of_handler(const ListQuery& q);    // likewise, by an index of their own
  std::vector<Ticket> ending_by(Timestamp until, int limit);  // open, whose day ends by then
  std::vector<Ticket> merged_into(const TicketId& id);
  std::vector<std::pair<std::string, Timestamp>> pending();
  void each_for_figures(Timestamp from, Timestamp to, const std::function<void(const FigureRow&)>& visit);
  std::int64_t solved_by(Timestamp at);
  std::int64_t open_count(const std::string& enterprise);
  // Counts a name's uses from 1.
  std::int64_t count(const std::string& name);

  // -- acts and links --
  void add_act(const TicketId& ticket, const Act& act);  // numbered by the ticket's version and their order
  std::vector<Act> acts(const TicketId& ticket);
  std::optional<Act> last_act(const TicketId& ticket);
  bool insert(const TicketId& ticket, const Link& link);  // false: it was there
  std::vector<Link> links(const TicketId& ticket);

  // -- likeness --
  void put_grams(Shelf shelf, const std::string& id, std::span<const std::string> grams);
  void remove_grams(const std::string& id);
  // Ids with how many of the pairs each has, among the newest with each pair; most first.
  std::vector<std::pair<std::string, std::size_t>> alike(Shelf shelf, std::span<const std::string> grams);
  void insert(const KnowledgeEntry& e);
  std::optional<KnowledgeEntry> knowledge(const std::string& id);
  std::vector<KnowledgeEntry> knowledge(const std::string& category, const std::string& before_id, int limit);

  // -- teams and duty --
  std::vector<Member> members(const std::string& team);
  void replace_members(const std::string& team, std::span<const Member> members);
  void put(const DutyPlan& p);
  std::vector<DutyPlan> plans(const std::string& team, const Date& from, const Date& to);

 private:
  const DistrictCode& d_;
  db::Session& s_;
};

}  // namespace fugong::servicedesk
