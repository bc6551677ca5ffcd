// The use cases of the service platform: problems raised, answered, handed on, solved; duty; knowledge; figures.
//
// Every function runs on the caller's session and checks the actor's right first. Those that write belong in a command
// (db::Engine::submit) and may run more than once; what others hear of it goes out after the commit. What is done to a
// ticket says which version its doer has seen: code ticket.changed (conflict: by, act) when somebody was first.
// Thread rule: a Service may be called from any thread; it keeps no state of its own between calls.
#pragma once

#include <functional>
#include <memory>

#include "attachment/service.h"
#include "base/actor.h"
#include "base/random.h"
#include "db/due_timer.h"
#include "db/engine.h"
#include "http/events.h"
#include "http/message.h"
#include "policy/store.h"
#include "servicedesk/view.h"

namespace fugong::enterprise {
class Service;
}
namespace fugong::resumption {
class Service;
}

namespace fugong::servicedesk {

constexpr std::size_t title_bytes_max = 200;    // about 60 Chinese characters
constexpr std::size_t text_bytes_max = 4'000;   // of a problem, an answer, a note
constexpr std::size_t typed_bytes_max = 1'000;  // while somebody types
constexpr std::int64_t open_per_enterprise_max = 200;
constexpr std::size_t imported_rows_max = 500;  // in one command: about as long as a roster of 20,000
constexpr std::size_t members_max = 60;
constexpr int suggestions_max = 5;
constexpr int overnight_max = 500;
constexpr int page_size_default = 50, page_size_max = 200;
constexpr int duty_days_max = 62;
constexpr int figure_days_max = 366;

std::span<const db::Migration> migrations();

// Who asks, when, and in which language the answer is read.
struct Context {
  const Actor& actor;
  Timestamp now{};
  Language language = Language::zh_cn;
  Source source = Source::enterprise;  // of what an enterprise raises: by hand or through the API
};

// What somebody has to be told: whoever answers for the ticket, or its enterprise.
struct Telling {
  TicketId ticket;
  std::string number;
  ActKind act = ActKind::raised;
  std::optional<PersonId> handler;
  std::optional<EnterpriseId> enterprise;
};

// What other rooms know or do; app/ wires them.
struct Hooks {
  // People of an organisation with a role, enabled ones, always in the same order.
  std::function<std::vector<Candidate>(db::Session&, OrganisationKind kind, const std::string& code, Role role)> people;
  std::function<std::optional<Actor>(db::Session&, const std::string& login)> person_of_login;
  std::function<std::vector<std::string>(db::Session&)> subdistricts;  // codes
  // In the transaction of what is told.
  std::function<void(db::Session&, const Telling&)> tell;
  // After commit: the ticket has something due at that instant. Feeds the timer.
  std::function<void(const TicketId&, Timestamp due)> arm_timer;
};

struct ServiceOptions {
  DistrictCode district;
  policy::Store& policies;
  enterprise::Service& enterprises;
  resumption::Service& resumption;
  attachment::Service& attachments;
  Random& random;
  http::EventHub* events = nullptr;  // nullptr: nobody listens
  Hooks hooks{};
};

struct TicketImport;  // service_import.cpp
using TicketImportPtr = std::shared_ptr<const TicketImport>;

class Service {
 public:
  explicit Service(ServiceOptions options) : o_(std::move(options)) {}

  // -- raising (ticket.raise) --
  // Codes ticket.client, ticket.category, ticket.priority, ticket.title, ticket.text_needed, ticket.text_long,
  // ticket.enterprise, ticket.too_many, ticket.nobody (no team has anybody at all). Sent again: the same ticket.
  Result<TicketView> raise(db::Session&, const Context&, const TicketRequest&);
  // Rows are independent; what is wrong with one is in the receipt. Codes of the whole: sheet's, ticket.headings.
  Result<TicketImportPtr> prepare_import(db::Session&, const Context&, std::string_view file);
  Result<ImportReceipt> import(db::Session&, const Context&, const TicketImportPtr&);
  Result<Catalogue> catalogue(db::Session&, const Context&);
  // While somebody types: what is open already, and what others were answered.
  Result<Suggestions> similar(db::Session&, const Context&, const SimilarFilter&);

  // -- reading (ticket.read; the handler and who raised it besides) --
  Result<http::Page<TicketLine>> tickets(db::Session&, const Context&, const TicketFilter&);
  Result<TicketView> ticket(db::Session&, const Context&, const TicketId&);
  // Open tickets whose day ends today, or ended already (ticket.except).
  Result<std::vector<TicketLine>> overnight(db::Session&, const Context&);

  // -- by whoever answers for it (ticket.handle; ticket.direct for another's) --
  // Code ticket.not_handler {name}.
  Result<TicketView> acknowledge(db::Session&, const Context&, const TicketId&, const VersionRequest&);
  Result<TicketView> answer(db::Session&, const Context&, const TicketId&, const WordsRequest&);
  Result<TicketView> plan(db::Session&, const Context&, const TicketId&, const PlanRequest&);
  // Codes team.unknown, team.person (not of the team), ticket.nobody.
  Result<TicketView> hand_over(db::Session&, const Context&, const TicketId&, const HandOverRequest&);
  Result<TicketView> sort(db::Session&, const Context&, const TicketId&, const SortRequest&);
  Result<TicketView> solve(db::Session&, const Context&, const TicketId&, const WordsRequest&);
  // Codes ticket.merge_self, ticket.merge_state.
  Result<TicketView> merge(db::Session&, const Context&, const TicketId&, const MergeRequest&);
  // Codes link.unknown, link.exists (conflict).
  Result<TicketView> link(db::Session&, const Context&, const TicketId&, const LinkRequest&);
  // For officials only.
  Result<TicketView> note(db::Session&, const Context&, const TicketId&, const WordsRequest&);
  // One level up; by the enterprise too. Code ticket.top: nobody stands above.
  Result<TicketView> escalate(db::Session&, const Context&, const TicketId&, const WordsRequest&);

  // -- by the enterprise (ticket.confirm) --
  Result<TicketView> decide_plan(db::Session&, const Context&, const TicketId&, const PlanVerdict&);
  Result<TicketView> confirm(db::Session&, const Context&, const TicketId&, const ConfirmRequest&);
  Result<TicketView> reopen(db::Session&, const Context&, const TicketId&, const WordsRequest&);
  Result<TicketView> withdraw(db::Session&, const Context&, const TicketId&, const WordsRequest&);

  // -- by a named leader (ticket.except) --
  Result<TicketView> except(db::Session&, const Context&, const TicketId&, const PlanRequest&);

  // -- files: who may read the ticket reads them, who may act on it adds --
  Result<attachment::Owner> files_readable(db::Session&, const Context&, const TicketId&);
  Result<attachment::Owner> files_editable(db::Session&, const Context&, const TicketId&);

  // -- knowledge (knowledge.read, knowledge.write) --
  Result<KnowledgeView> keep(db::Session&, const Context&, const KnowledgeRequest&);
  Result<http::Page<KnowledgeView>> knowledge(db::Session&, const Context&, const KnowledgeFilter&);

  // -- teams and duty (rota.read, rota.plan) --
  Result<std::vector<TeamView>> teams(db::Session&, const Context&);
  // Codes team.unknown, member.unknown {login}, member.may_not {login}, member.too_many.
  Result<TeamView> replace_members(db::Session&, const Context&, const std::string& team, const MembersRequest&);
  // Codes team.unknown, team.person, duty.shift, duty.past.
  Result<DutyLine> plan_duty(db::Session&, const Context&, const std::string& team, const DutyRequest&);
  Result<std::vector<DutyLine>> duty(db::Session&, const Context&, const std::string& team, const DaysFilter&);

  // -- figures (ticket.figures): of what was raised in the days asked for --
  Result<Figures> figures(db::Session&, const Context&, const DaysFilter&);

  // -- the timer --
  Result<Timestamp> fire_due(db::Session&, const TicketId&, Timestamp now);
  std::vector<std::pair<std::string, Timestamp>> pending_instants(db::Session&);

  // -- for the bulletin: no right of their own --
  std::int64_t solved_by(db::Session&, Timestamp at);

  const DistrictCode& district() const { return o_.district; }
  attachment::Service& attachments() { return o_.attachments; }
  // To be completed before the first call.
  Hooks& hooks() { return o_.hooks; }

 private:
  Result<TicketView> raise_checked(db::Session&, const Context&, const TicketRequest&, Source source);

  ServiceOptions o_;
};

// One entry per ticket, at the next instant something of it falls due. Puts itself into the service's hooks; engine,
// service and clock outlive it.
std::unique_ptr<db::DueTimer> make_timer(db::Engine& engine, Service& service, const Clock& clock);

}  // namespace fugong::servicedesk
