// Problems of enterprises (诉求): plain values, as stored.
//
// The life of a ticket; at every instant exactly one person answers for it:
//
//   open → solved → closed (confirmed by the enterprise, or in silence after a while)
//   solved or closed → open (reopened)
//   open → merged (into a similar one; solved with it, and from there on its own way)
//   open → withdrawn (by whoever raised it)
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/never.h"
#include "policy/service.h"

namespace fugong::servicedesk {

using TicketId = Id<struct TicketTag>;

enum class TicketState : std::uint8_t { open, solved, closed, merged, withdrawn };
BOOST_DESCRIBE_ENUM(TicketState, open, solved, closed, merged, withdrawn)

enum class Source : std::uint8_t { enterprise, officer, visit, file, api };
BOOST_DESCRIBE_ENUM(Source, enterprise, officer, visit, file, api)

enum class PlanState : std::uint8_t { none, proposed, accepted, refused, broken };
BOOST_DESCRIBE_ENUM(PlanState, none, proposed, accepted, refused, broken)

struct Ticket {
  TicketId id;
  std::string number;  // as people say it: "220411-0007"
  EnterpriseId enterprise;
  std::string enterprise_name, subdistrict;
  Source source = Source::enterprise;
  std::string category, priority;  // of the pack
  std::string title, words;
  TicketState state = TicketState::open;
  std::int64_t version = 1;  // counts what was done; whoever acts says which one he has seen

  // Who answers for it.
  policy::ServiceLevel level = policy::ServiceLevel::department;
  std::string team;        // as rules.h, team_key
  std::string department;  // the last one that had it
  PersonId handler;
  std::string handler_name;
  Timestamp called_at{};                     // the handler was
  std::optional<Timestamp> acknowledged_at;  // by the handler
  std::string called;                        // who has been called at this level, each id followed by one blank

  // The clocks.
  Timestamp raised_at{}, level_at{};  // it came to its level
  Timestamp day_from{};               // raised or reopened: the same day counts from there
  Timestamp day_until{};              // it must not outlast that day's end, or that of its accepted plan
  std::int64_t nights = 0;            // stayed overnight so often
  bool warned = false;
  bool breached = false;    // the last level's limit has passed
  bool unanswered = false;  // everybody of the last level was called, and nobody acknowledged
  PlanState plan = PlanState::none;
  std::optional<Timestamp> plan_until;  // the end of the planned day
  std::string plan_words;
  std::optional<Timestamp> excepted_until;  // may stay until then, by a leader's word
  std::string excepted_by;                  // name
  Timestamp due_at = never;                 // what people work towards: the level's limit or the end of the day
  Timestamp next_due = never;               // when the clock looks at it again

  // The figures.
  std::optional<Timestamp> first_answer_at, solved_at, closed_at;
  bool solved_same_day = false;
  std::int64_t reopened = 0;
  std::optional<int> rating;

  std::string merged_into;  // TicketId; empty: none
  std::string raised_by, raised_by_name;
  std::string client;  // made by the sender, so that it may be sent again
};
BOOST_DESCRIBE_STRUCT(Ticket, (),
                      (id, number, enterprise, enterprise_name, subdistrict, source, category, priority, title, words,
                       state, version, level, team, department, handler, handler_name, called_at, acknowledged_at,
                       called, raised_at, level_at, day_from, day_until, nights, warned, breached, unanswered, plan,
                       plan_until, plan_words, excepted_until, excepted_by, due_at, next_due, first_answer_at,
                       solved_at, closed_at, solved_same_day, reopened, rating, merged_into, raised_by, raised_by_name,
                       client))

// What happened to a ticket.
enum class ActKind : std::uint8_t {
  raised,
  acknowledged,
  answered,     // said for both sides to read
  noted,        // for officials only
  called_next,  // nobody acknowledged: the next one of the team
  escalated,    // one level up: by the handler, by the enterprise or in time
  handed_over,  // to a colleague or to another team
  sorted,       // another category or priority
  planned,
  plan_accepted,
  plan_refused,
  plan_broken,
  excepted,    // a leader lets it stay overnight
  warned,      // the day ends soon
  overnight,   // the day has ended
  overdue,     // the last level's limit has passed
  unanswered,  // nobody of the last level has acknowledged
  linked,
  merged,    // into another one
  absorbed,  // another one was merged into this
  solved,
  confirmed,
  closed,  // in silence
  reopened,
  withdrawn,
};
BOOST_DESCRIBE_ENUM(ActKind, raised, acknowledged, answered, noted, called_next, escalated, handed_over, sorted,
                    planned, plan_accepted, plan_refused, plan_broken, excepted, warned, overnight, overdue, unanswered,
                    linked, merged, absorbed, solved, confirmed, closed, reopened, withdrawn)

// Private acts are not shown to the enterprise.
enum class Audience : std::uint8_t { everybody, officials };
BOOST_DESCRIBE_ENUM(Audience, everybody, officials)

struct Act {
  std::int64_t number = 0;  // 1, 2, … within its ticket
  ActKind kind = ActKind::raised;
  Audience audience = Audience::everybody;
  Timestamp at{};
  std::string by, by_name;  // empty: the clock
  std::string words;
  std::string to_name;  // who answers for it from then on, where that changes
};
BOOST_DESCRIBE_STRUCT(Act, (), (number, kind, audience, at, by, by_name, words, to_name))

enum class LinkKind : std::uint8_t { resumption_case, ticket };
BOOST_DESCRIBE_ENUM(LinkKind, resumption_case, ticket)
struct Link {
  LinkKind kind = LinkKind::resumption_case;
  std::string other;
  std::string label;
};
BOOST_DESCRIBE_STRUCT(Link, (), (kind, other, label))

// ---- teams and duty ----
struct Member {
  std::string team;
  PersonId person;
  std::string name;
  std::int64_t position = 0;  // in which order they are called
};
BOOST_DESCRIBE_STRUCT(Member, (), (team, person, name, position))

// Who keeps one shift where the members do not simply take turns.
struct DutyPlan {
  std::string team;
  Date day;
  std::string shift;
  PersonId person;
  std::string name;
  std::string substitute, substitute_name;  // called next; empty: nobody in particular
};
BOOST_DESCRIBE_STRUCT(DutyPlan, (), (team, day, shift, person, name, substitute, substitute_name))

// Whom a ticket may be given to.
struct Candidate {
  PersonId person;
  std::string name;
  auto operator<=>(const Candidate&) const = default;
};
BOOST_DESCRIBE_STRUCT(Candidate, (), (person, name))

}  // namespace fugong::servicedesk
