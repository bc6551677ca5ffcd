#include "servicedesk/routes.h"

#include "attachment/routes.h"

namespace fugong::servicedesk {
namespace {

using http::Call;
using http::Empty;
using http::Method;

// What comes with a token of a program's own comes through the API.
Context context_of(const Call& call) {
  Context context = call.as<Context>();
  if (!call.request.header("authorization").empty()) context.source = Source::api;
  return context;
}

// Acts on the ticket of the path.
template <class Req>
void act(http::Router& router, Service& service, const http::Route& route,
         Result<TicketView> (Service::*use)(db::Session&, const Context&, const TicketId&, const Req&)) {
  router.command<Req, TicketView>(
      route, [&service, use](Call& call, db::Session& session, const Req& body) -> Result<TicketView> {
        FG_TRY(const TicketId id, call.id<TicketTag>("id"));
        return (service.*use)(session, context_of(call), id, body);
      });
}
template <class Filter, class Res>
void look(http::Router& router, Service& service, const http::Route& route,
          Result<Res> (Service::*use)(db::Session&, const Context&, const Filter&)) {
  router.query<Filter, Res>(route, [&service, use](Call& call, db::Session& session, const Filter& filter) {
    return (service.*use)(session, context_of(call), filter);
  });
}
template <class Res>
void look(http::Router& router, Service& service, const http::Route& route,
          Result<Res> (Service::*use)(db::Session&, const Context&)) {
  router.query<Empty, Res>(route, [&service, use](Call& call, db::Session& session, const Empty&) {
    return (service.*use)(session, context_of(call));
  });
}

void declare_raising(http::Router& router, Service& service) {
  router.command<TicketRequest, TicketView>({Method::post, "/api/v1/tickets", "ticket.raise", "raiseTicket",
                                             "Raise an enterprise's problem; the same again changes nothing", 201},
                                            [&service](Call& call, db::Session& session, const TicketRequest& body) {
                                              return service.raise(session, context_of(call), body);
                                            });
  router.staged<http::Upload, TicketImportPtr, ImportReceipt>(
      {Method::post, "/api/v1/tickets/import", "ticket.import", "importTickets", "Problems from a CSV or XLSX table",
       200, http::body_bytes_upload},
      [&service](Call& call, db::Session& reader, const http::Upload& body) {
        return service.prepare_import(reader, context_of(call), body.bytes);
      },
      [&service](Call& call, db::Session& session, const TicketImportPtr& rows) {
        return service.import(session, context_of(call), rows);
      });
  look(router, service,
       {Method::get, "/api/v1/tickets/catalogue", "ticket.raise", "getTicketCatalogue", "Categories and priorities"},
       &Service::catalogue);
  look(router, service,
       {Method::get, "/api/v1/tickets/similar", "ticket.read", "findSimilarTickets",
        "What is open already, and what others were answered, while somebody types"},
       &Service::similar);
}

void declare_reading(http::Router& router, Service& service) {
  look(router, service,
       {Method::get, "/api/v1/tickets", "ticket.read", "listTickets",
        "Problems, the newest first or the least time left first"},
       &Service::tickets);
  look(router, service,
       {Method::get, "/api/v1/tickets/overnight", "ticket.evening", "listOvernightTickets",
        "What would stay overnight, or has"},
       &Service::overnight);
  look(router, service,
       {Method::get, "/api/v1/tickets/figures", "ticket.figures", "getTicketFigures",
        "How many, how soon, how well, by category, team and handler"},
       &Service::figures);
  router.query<Empty, TicketView>({Method::get, "/api/v1/tickets/{id}", "ticket.read", "getTicket", "One problem"},
                                  [&service](Call& call, db::Session& session, const Empty&) -> Result<TicketView> {
                                    FG_TRY(const TicketId id, call.id<TicketTag>("id"));
                                    return service.ticket(session, context_of(call), id);
                                  });
}

void declare_handling(http::Router& router, Service& service) {
  act(router, service,
      {Method::post, "/api/v1/tickets/{id}/acknowledgement", "ticket.handle", "acknowledgeTicket",
       "I have it: the next one is not called"},
      &Service::acknowledge);
  act(router, service,
      {Method::post, "/api/v1/tickets/{id}/answers", "ticket.answer", "answerTicket", "Words for both sides"},
      &Service::answer);
  act(router, service,
      {Method::post, "/api/v1/tickets/{id}/notes", "ticket.note", "noteTicket", "Words for officials only"},
      &Service::note);
  act(router, service,
      {Method::post, "/api/v1/tickets/{id}/plan", "ticket.handle", "planTicket",
       "A plan with a date, for the enterprise to accept"},
      &Service::plan);
  act(router, service,
      {Method::post, "/api/v1/tickets/{id}/hand-over", "ticket.handle", "handOverTicket",
       "To a colleague or to another team"},
      &Service::hand_over);
  act(router, service,
      {Method::post, "/api/v1/tickets/{id}/sorting", "ticket.handle", "sortTicket", "Another category or priority"},
      &Service::sort);
  act(router, service,
      {Method::post, "/api/v1/tickets/{id}/merge", "ticket.handle", "mergeTicket", "Merge it into a similar one"},
      &Service::merge);
  act(router, service,
      {Method::post, "/api/v1/tickets/{id}/links", "ticket.handle", "linkTicket", "Link it with a case or a ticket"},
      &Service::link);
  act(router, service,
      {Method::post, "/api/v1/tickets/{id}/escalation", "ticket.answer", "escalateTicket", "One level up"},
      &Service::escalate);
  act(router, service, {Method::post, "/api/v1/tickets/{id}/solution", "ticket.handle", "solveTicket", "Solved, how"},
      &Service::solve);
  act(router, service,
      {Method::post, "/api/v1/tickets/{id}/exception", "ticket.except", "exceptTicket",
       "A leader lets it stay until a day, by name"},
      &Service::except);
}

void declare_confirming(http::Router& router, Service& service) {
  act(router, service,
      {Method::post, "/api/v1/tickets/{id}/plan/decision", "ticket.confirm", "decideTicketPlan",
       "The enterprise accepts the plan or refuses it"},
      &Service::decide_plan);
  act(router, service,
      {Method::post, "/api/v1/tickets/{id}/confirmation", "ticket.confirm", "confirmTicket",
       "The enterprise confirms the solution and rates it"},
      &Service::confirm);
  act(router, service,
      {Method::post, "/api/v1/tickets/{id}/reopening", "ticket.confirm", "reopenTicket", "It is not solved after all"},
      &Service::reopen);
  act(router, service,
      {Method::post, "/api/v1/tickets/{id}/withdrawal", "ticket.confirm", "withdrawTicket",
       "It is not needed any more"},
      &Service::withdraw);
}

void declare_knowledge(http::Router& router, Service& service) {
  router.command<KnowledgeRequest, KnowledgeView>(
      {Method::post, "/api/v1/knowledge", "knowledge.write", "keepKnowledge",
       "Keep how a problem was solved, for others who ask the same", 201},
      [&service](Call& call, db::Session& session, const KnowledgeRequest& body) {
        return service.keep(session, context_of(call), body);
      });
  look(router, service, {Method::get, "/api/v1/knowledge", "knowledge.read", "listKnowledge", "Solved problems"},
       &Service::knowledge);
}

void declare_rota(http::Router& router, Service& service) {
  look(router, service,
       {Method::get, "/api/v1/rota/teams", "rota.read", "listTeams", "Teams: who is on duty now, whom a ticket wakes"},
       &Service::teams);
  router.command<MembersRequest, TeamView>(
      {Method::put, "/api/v1/rota/teams/{team}/members", "rota.plan", "replaceTeamMembers",
       "Who belongs to a team, in the order they are called"},
      [&service](Call& call, db::Session& session, const MembersRequest& body) {
        return service.replace_members(session, context_of(call), std::string(call.param("team")), body);
      });
  router.command<DutyRequest, DutyLine>({Method::put, "/api/v1/rota/teams/{team}/duty", "rota.plan", "planDuty",
                                         "Who keeps one shift, and who is called next"},
                                        [&service](Call& call, db::Session& session, const DutyRequest& body) {
                                          return service.plan_duty(session, context_of(call),
                                                                   std::string(call.param("team")), body);
                                        });
  router.query<DaysFilter, std::vector<DutyLine>>(
      {Method::get, "/api/v1/rota/teams/{team}/duty", "rota.read", "listDuty", "A team's shifts, planned or by turns"},
      [&service](Call& call, db::Session& session, const DaysFilter& filter) {
        return service.duty(session, context_of(call), std::string(call.param("team")), filter);
      });
}

constexpr attachment::FileRoutes files{
    .read_right = "ticket.read",
    .write_right = "ticket.answer",
    .begin = {"/api/v1/tickets/{id}/attachments", "beginTicketFile", "Announce a file; its pieces follow"},
    .piece = {"/api/v1/tickets/{id}/attachments/{attachment}/pieces/{number}", "putTicketFilePiece",
              "One piece of a file, numbered from 0; the same again changes nothing"},
    .complete = {"/api/v1/tickets/{id}/attachments/{attachment}/completion", "completeTicketFile",
                 "All pieces are there: the type is told from the content"},
    .list = {"/api/v1/tickets/{id}/attachments", "listTicketFiles", "The files of a ticket"},
    .read = {"/api/v1/tickets/{id}/attachments/{attachment}", "downloadTicketFile", "One file, always as a download"},
    .remove = {"/api/v1/tickets/{id}/attachments/{attachment}", "removeTicketFile", "Take a file away"}};

void declare_files(http::Router& router, Service& service) {
  attachment::declare_file_routes(
      router, service.attachments(), files,
      {.readable = [&service](const Call& call, db::Session& session) -> Result<attachment::Owner> {
         FG_TRY(const TicketId id, call.id<TicketTag>("id"));
         return service.files_readable(session, context_of(call), id);
       },
       .editable = [&service](const Call& call, db::Session& session) -> Result<attachment::Context> {
         FG_TRY(const TicketId id, call.id<TicketTag>("id"));
         FG_TRY(attachment::Owner owner, service.files_editable(session, context_of(call), id));
         return attachment::Context{std::move(owner), 0, call.actor, call.now};
       }});
}

}  // namespace

void declare_routes(http::Router& router, Service& service) {
  declare_raising(router, service);
  declare_reading(router, service);
  declare_handling(router, service);
  declare_confirming(router, service);
  declare_files(router, service);
  declare_knowledge(router, service);
  declare_rota(router, service);
}

}  // namespace fugong::servicedesk
