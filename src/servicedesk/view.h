// What routes take and give.
#pragma once

#include "base/json.h"
#include "servicedesk/rules.h"

namespace fugong::servicedesk {

// ---- requests ----
struct TicketRequest {
  std::string client;                      // a UUID made by the sender: the same again changes nothing
  std::optional<EnterpriseId> enterprise;  // absent: the own one
  std::string category;
  std::optional<std::string> priority;  // absent: as the category has it
  std::string title, text;
};
BOOST_DESCRIBE_STRUCT(TicketRequest, (), (client, enterprise, category, priority, title, text))

// `version` is the one that whoever acts has seen.
struct VersionRequest {
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(VersionRequest, (), (version))
struct WordsRequest {
  std::int64_t version = 0;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(WordsRequest, (), (version, text))
struct PlanRequest {
  std::int64_t version = 0;
  Date day;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(PlanRequest, (), (version, day, text))
enum class Verdict : std::uint8_t { accept, refuse };
BOOST_DESCRIBE_ENUM(Verdict, accept, refuse)
struct PlanVerdict {
  std::int64_t version = 0;
  Verdict verdict = Verdict::refuse;
  std::optional<std::string> text;  // needed to refuse
};
BOOST_DESCRIBE_STRUCT(PlanVerdict, (), (version, verdict, text))
struct HandOverRequest {
  std::int64_t version = 0;
  std::string team;                // as teams are listed
  std::optional<PersonId> person;  // absent: whom the team's duty names
  std::string text;
};
BOOST_DESCRIBE_STRUCT(HandOverRequest, (), (version, team, person, text))
struct SortRequest {
  std::int64_t version = 0;
  std::string category, priority;
};
BOOST_DESCRIBE_STRUCT(SortRequest, (), (version, category, priority))
struct ConfirmRequest {
  std::int64_t version = 0;
  int rating = 0;  // 1 to 5
  std::optional<std::string> text;
};
BOOST_DESCRIBE_STRUCT(ConfirmRequest, (), (version, rating, text))
struct MergeRequest {
  std::int64_t version = 0;
  TicketId into;
};
BOOST_DESCRIBE_STRUCT(MergeRequest, (), (version, into))
struct LinkRequest {
  LinkKind kind = LinkKind::resumption_case;
  std::string other;  // the id of what it is linked with
};
BOOST_DESCRIBE_STRUCT(LinkRequest, (), (kind, other))
struct KnowledgeRequest {
  std::string category, title, text, answer;
};
BOOST_DESCRIBE_STRUCT(KnowledgeRequest, (), (category, title, text, answer))

enum class Order : std::uint8_t { newest, time_left };
BOOST_DESCRIBE_ENUM(Order, newest, time_left)
enum class Whose : std::uint8_t { mine, all };
BOOST_DESCRIBE_ENUM(Whose, mine, all)
struct TicketFilter {
  std::optional<Whose> whose;  // mine: open ones that the reader answers for
  std::optional<Order> order;  // time_left: open ones only
  std::optional<EnterpriseId> enterprise;
  std::optional<std::string> state, category, team, after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(TicketFilter, (), (whose, order, enterprise, state, category, team, after, limit))
struct SimilarFilter {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(SimilarFilter, (), (text))
struct KnowledgeFilter {
  std::optional<std::string> category, after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(KnowledgeFilter, (), (category, after, limit))
struct DaysFilter {
  std::optional<Date> from, to;
};
BOOST_DESCRIBE_STRUCT(DaysFilter, (), (from, to))
struct MembersRequest {
  std::vector<std::string> logins;  // in the order they are called; none: as the pack's role says
};
BOOST_DESCRIBE_STRUCT(MembersRequest, (), (logins))
struct DutyRequest {
  Date day;
  std::string shift;
  PersonId person;
  std::optional<PersonId> substitute;
};
BOOST_DESCRIBE_STRUCT(DutyRequest, (), (day, shift, person, substitute))

// ---- answers ----
struct TicketLine {
  TicketId id;
  std::string number;
  EnterpriseId enterprise;
  std::string enterprise_name, subdistrict;
  Source source = Source::enterprise;
  std::string category, category_name, priority, priority_name, title;
  TicketState state = TicketState::open;
  std::int64_t version = 0;
  policy::ServiceLevel level = policy::ServiceLevel::department;
  std::string team, team_name;
  PersonId handler;
  std::string handler_name;
  bool mine = false, acknowledged = false, unanswered = false, overdue = false;
  Timestamp raised_at{};
  std::optional<Timestamp> due_at;      // absent: nothing runs
  std::optional<std::int64_t> left_ms;  // until then, by the district's clock
  std::int64_t nights = 0;
  PlanState plan = PlanState::none;
  std::optional<Timestamp> plan_until, solved_at;
  std::optional<Timestamp> excepted_until;
  std::string excepted_by;
  std::optional<int> rating;
};
BOOST_DESCRIBE_STRUCT(TicketLine, (),
                      (id, number, enterprise, enterprise_name, subdistrict, source, category, category_name, priority,
                       priority_name, title, state, version, level, team, team_name, handler, handler_name, mine,
                       acknowledged, unanswered, overdue, raised_at, due_at, left_ms, nights, plan, plan_until,
                       solved_at, excepted_until, excepted_by, rating))

struct ActView {  // without the person's id
  ActKind kind = ActKind::raised;
  Audience audience = Audience::everybody;
  Timestamp at{};
  std::string by_name, text, to_name;
};
BOOST_DESCRIBE_STRUCT(ActView, (), (kind, audience, at, by_name, text, to_name))

struct TicketView {
  TicketLine line;
  std::string text, plan_text, raised_by_name;
  std::string merged_into;  // TicketId; empty: none
  std::vector<ActView> acts;
  std::vector<Link> links;
  std::vector<std::string> actions;  // what the reader may do now
};
BOOST_DESCRIBE_STRUCT(TicketView, (), (line, text, plan_text, raised_by_name, merged_into, acts, links, actions))

struct Likely {
  TicketLine line;
  int likeness_percent = 0;
};
BOOST_DESCRIBE_STRUCT(Likely, (), (line, likeness_percent))
struct KnowledgeView {
  std::string id, category, category_name, title, text, answer, by_name;
  Timestamp at{};
  int likeness_percent = 0;  // of what was typed; 0 where nothing was
};
BOOST_DESCRIBE_STRUCT(KnowledgeView, (),
                      (id, category, category_name, title, text, answer, by_name, at, likeness_percent))
struct Suggestions {
  std::vector<Likely> tickets;  // open ones that the reader may see
  std::vector<KnowledgeView> answers;
};
BOOST_DESCRIBE_STRUCT(Suggestions, (), (tickets, answers))

struct NamedId {
  std::string id, name;
};
BOOST_DESCRIBE_STRUCT(NamedId, (), (id, name))
struct CategoryView {
  std::string id, name, priority;
};
BOOST_DESCRIBE_STRUCT(CategoryView, (), (id, name, priority))
struct Catalogue {
  std::vector<CategoryView> categories;
  std::vector<NamedId> priorities;
};
BOOST_DESCRIBE_STRUCT(Catalogue, (), (categories, priorities))

struct RefusedRow {
  std::int64_t row = 0;  // as the spreadsheet counts
  std::string field, code, reason;
};
BOOST_DESCRIBE_STRUCT(RefusedRow, (), (row, field, code, reason))
struct ImportReceipt {
  std::int64_t raised = 0;
  std::vector<RefusedRow> refused;
};
BOOST_DESCRIBE_STRUCT(ImportReceipt, (), (raised, refused))

struct TeamView {
  std::string team, name;
  policy::ServiceLevel level = policy::ServiceLevel::department;
  std::string shift;                  // that runs; empty: none
  std::vector<Candidate> call_order;  // the first is on duty now, the others are called after
  std::vector<Candidate> members;
};
BOOST_DESCRIBE_STRUCT(TeamView, (), (team, name, level, shift, call_order, members))
struct DutyLine {
  Date day;
  std::string shift, shift_name;
  Timestamp from{}, to{};
  Candidate person;
  Candidate substitute;
  bool planned = false;  // not: by turns
};
BOOST_DESCRIBE_STRUCT(DutyLine, (), (day, shift, shift_name, from, to, person, substitute, planned))

struct FigureLine {
  std::string id, name;
  std::int64_t raised = 0, open = 0, solved = 0, solved_same_day = 0, reopened = 0, overnight = 0;
  Spread first_answer, solution;
  std::int64_t ratings = 0;
  double rating_mean = 0;
};
BOOST_DESCRIBE_STRUCT(FigureLine, (),
                      (id, name, raised, open, solved, solved_same_day, reopened, overnight, first_answer, solution,
                       ratings, rating_mean))
struct Figures {
  FigureLine all;
  std::vector<FigureLine> categories, teams, handlers;
};
BOOST_DESCRIBE_STRUCT(Figures, (), (all, categories, teams, handlers))

}  // namespace fugong::servicedesk
