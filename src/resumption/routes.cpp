#include "resumption/routes.h"

#include "resumption/printed.h"

namespace fugong::resumption {
namespace {

using http::Call;
using http::Empty;
using http::Method;

struct SlaFilter {
  std::optional<Timestamp> as_of;  // absent: now
};
BOOST_DESCRIBE_STRUCT(SlaFilter, (), (as_of))

template <class T>
http::Page<T> to_page(std::pair<std::vector<T>, std::optional<std::string>> page) {
  http::Page<T> out;
  out.items = std::move(page.first);
  out.next = std::move(page.second);
  return out;
}

void declare_applicant(http::Router& router, Service& service) {
  router.staged<ApplyRequest, JudgedPtr, CaseReceipt>(
      {Method::post, "/api/v1/cases", "case.apply", "createCase", "Write a draft, or apply at once", 201},
      [&service](Call& call, db::Session& reader, const ApplyRequest& body) {
        return service.prepare_apply(reader, call.as<Context>(), body);
      },
      [&service](Call& call, db::Session& session, const JudgedPtr& judged) {
        return service.apply(session, call.as<Context>(), judged);
      });
  router.command<EditRequest, CaseReceipt>(
      {Method::patch, "/api/v1/cases/{id}", "case.apply", "editCase", "Edit a draft or a returned application"},
      [&service](Call& call, db::Session& session, const EditRequest& body) -> Result<CaseReceipt> {
        FG_TRY(const CaseId id, call.id<CaseTag>("id"));
        return service.edit(session, call.as<Context>(), id, body);
      });
  router.staged<Empty, JudgedPtr, CaseReceipt>(
      {Method::post, "/api/v1/cases/{id}/submission", "case.apply", "submitCase", "Submit, or submit again"},
      [&service](Call& call, db::Session& reader, const Empty&) -> Result<JudgedPtr> {
        FG_TRY(const CaseId id, call.id<CaseTag>("id"));
        return service.prepare_submit(reader, call.as<Context>(), id);
      },
      [&service](Call& call, db::Session& session, const JudgedPtr& judged) -> Result<CaseReceipt> {
        FG_TRY(const CaseId id, call.id<CaseTag>("id"));
        return service.submit(session, call.as<Context>(), id, judged);
      });
  router.command<WordRequest, CaseReceipt>(
      {Method::post, "/api/v1/cases/{id}/withdrawal", "case.apply", "withdrawCase", "Withdraw an application"},
      [&service](Call& call, db::Session& session, const WordRequest& body) -> Result<CaseReceipt> {
        FG_TRY(const CaseId id, call.id<CaseTag>("id"));
        return service.withdraw(session, call.as<Context>(), id, body);
      });
}

void declare_reviewers(http::Router& router, Service& service) {
  router.query<InboxFilter, http::Page<InboxLine>>(
      {Method::get, "/api/v1/tasks", "task.read", "listTasks", "The inbox of the own desk, what is due first on top"},
      [&service](Call& call, db::Session& session, const InboxFilter& filter) -> Result<http::Page<InboxLine>> {
        FG_TRY(auto page, service.inbox(session, call.as<Context>(), filter));
        return to_page(std::move(page));
      });
  router.command<DecisionRequest, DecisionReceipt>(
      {Method::post, "/api/v1/tasks/{id}/decision", "task.decide", "decideTask", "Approve, return or refuse"},
      [&service](Call& call, db::Session& session, const DecisionRequest& body) -> Result<DecisionReceipt> {
        FG_TRY(const TaskId id, call.id<TaskTag>("id"));
        return service.decide(session, call.as<Context>(), id, body);
      });
  router.command<HandOverRequest, TaskView>(
      {Method::post, "/api/v1/tasks/{id}/hand-over", "task.decide", "handOverTask",
       "Hand an open task to a colleague, or take it over"},
      [&service](Call& call, db::Session& session, const HandOverRequest& body) -> Result<TaskView> {
        FG_TRY(const TaskId id, call.id<TaskTag>("id"));
        return service.hand_over(session, call.as<Context>(), id, body);
      });
  router.command<BulkRequest, BulkReceipt>(
      {Method::post, "/api/v1/tasks/decisions", "task.decide", "decideTasks", "Decide many tasks, each on its own"},
      [&service](Call& call, db::Session& session, const BulkRequest& body) {
        return service.decide_all(session, call.as<Context>(), body);
      });
}

void declare_notes(http::Router& router, Service& service) {
  router.query<Empty, std::vector<NoteView>>(
      {Method::get, "/api/v1/cases/{id}/notes", "case.note", "listNotes", "Notes between departments, oldest first"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<std::vector<NoteView>> {
        FG_TRY(const CaseId id, call.id<CaseTag>("id"));
        return service.notes(session, call.as<Context>(), id);
      });
  router.command<NoteRequest, NoteView>(
      {Method::post, "/api/v1/cases/{id}/notes", "case.note", "addNote", "A note that the enterprise does not see",
       201},
      [&service](Call& call, db::Session& session, const NoteRequest& body) -> Result<NoteView> {
        FG_TRY(const CaseId id, call.id<CaseTag>("id"));
        return service.add_note(session, call.as<Context>(), id, body);
      });
}

void declare_reading(http::Router& router, Service& service) {
  router.query<CaseFilter, http::Page<CaseLine>>(
      {Method::get, "/api/v1/cases", "case.read", "listCases", "Cases, the least time left on top, or the newest"},
      [&service](Call& call, db::Session& session, const CaseFilter& filter) -> Result<http::Page<CaseLine>> {
        FG_TRY(auto page, service.list(session, call.as<Context>(), filter));
        return to_page(std::move(page));
      });
  router.query<Empty, CaseView>(
      {Method::get, "/api/v1/cases/{id}", "case.read", "getCase", "Everything about one case"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<CaseView> {
        FG_TRY(const CaseId id, call.id<CaseTag>("id"));
        return service.view(session, call.as<Context>(), id);
      });
  router.query<Empty, http::File>(
      {Method::get, "/api/v1/cases/{id}/documents/{document}", "case.read", "printDocument",
       "A document of the application, ready to print"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<http::File> {
        FG_TRY(const CaseId id, call.id<CaseTag>("id"));
        FG_TRY(Form form, service.form(session, call.as<Context>(), id, std::string(call.param("document"))));
        return http::File{"text/html; charset=utf-8", {}, std::move(form.html)};
      });
  router.made<Empty, Form, http::File>(
      {Method::get, "/api/v1/cases/{id}/documents/{document}/print.pdf", "case.read", "printDocumentPdf",
       "A document of the application as PDF"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<Form> {
        FG_TRY(const CaseId id, call.id<CaseTag>("id"));
        return service.form(session, call.as<Context>(), id, std::string(call.param("document")));
      },
      [](Call& call, const Form& form) { return to_pdf(form, call.language); });
  router.made<Empty, Paper, http::File>(
      {Method::get, "/api/v1/cases/{id}/papers/{paper}", "case.read", "printPaper",
       "The decision on a case, the certificate that work may start, or the record of its inspection, as PDF"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<Paper> {
        FG_TRY(const CaseId id, call.id<CaseTag>("id"));
        const auto kind = json::enum_value<PaperKind>(call.param("paper"));
        if (!kind) return fail(ErrorKind::not_found, "case.no_paper");
        return service.paper(session, call.as<Context>(), id, *kind);
      },
      [](Call& call, const Paper& paper) { return to_pdf(paper, call.language); });
}

void declare_at_work(http::Router& router, Service& service) {
  router.command<Empty, CaseReceipt>(
      {Method::post, "/api/v1/cases/{id}/resumption", "case.resume", "startWork", "Work starts"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<CaseReceipt> {
        FG_TRY(const CaseId id, call.id<CaseTag>("id"));
        return service.start(session, call.as<Context>(), id);
      });
  using Act = Result<CaseReceipt> (Service::*)(db::Session&, const Context&, const CaseId&, const WordRequest&);
  const auto declare = [&](const http::Route& route, Act act) {
    router.command<WordRequest, CaseReceipt>(
        route, [&service, act](Call& call, db::Session& session, const WordRequest& body) -> Result<CaseReceipt> {
          FG_TRY(const CaseId id, call.id<CaseTag>("id"));
          return (service.*act)(session, call.as<Context>(), id, body);
        });
  };
  declare({Method::post, "/api/v1/cases/{id}/suspension", "case.suspend", "suspendCase",
           "Stop work for a while; the enterprise's passes stand still at once"},
          &Service::suspend);
  declare({Method::post, "/api/v1/cases/{id}/restoration", "case.suspend", "restoreCase",
           "Let a suspended enterprise work again"},
          &Service::restore);
  declare({Method::post, "/api/v1/cases/{id}/closing", "case.close", "closeCase", "Close a case"}, &Service::close);
  router.command<FiguresRequest, DailyFigures>(
      {Method::post, "/api/v1/enterprises/{id}/daily-figures", "figures.report", "reportDailyFigures",
       "Report a day's figures; reported again, they replace the earlier ones"},
      [&service](Call& call, db::Session& session, const FiguresRequest& body) -> Result<DailyFigures> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return service.report_figures(session, call.as<Context>(), id, body);
      });
  router.query<FiguresFilter, std::vector<DailyFigures>>(
      {Method::get, "/api/v1/enterprises/{id}/daily-figures", "figures.read", "listDailyFigures",
       "An enterprise's daily figures"},
      [&service](Call& call, db::Session& session, const FiguresFilter& filter) -> Result<std::vector<DailyFigures>> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return service.figures(session, call.as<Context>(), id, filter);
      });
}

void declare_district(http::Router& router, Service& service) {
  router.command<PhaseRequest, PhaseSwitchReport>(
      {Method::post, "/api/v1/policy/phase", "policy.switch", "switchPhase",
       "Switch the phase; every open case is judged again"},
      [&service](Call& call, db::Session& session, const PhaseRequest& body) {
        return service.switch_phase(session, call.as<Context>(), body.phase);
      });
  router.query<PhaseRequest, PhaseSwitchReport>(
      {Method::get, "/api/v1/policy/phase/preview", "policy.switch", "previewPhase", "What a switch would do"},
      [&service](Call& call, db::Session& session, const PhaseRequest& query) {
        return service.preview_phase(session, call.as<Context>(), query.phase);
      });
  router.query<SlaFilter, SlaFigures>(
      {Method::get, "/api/v1/sla/figures", "bulletin.read", "getSlaFigures", "How well the promises were kept"},
      [&service](Call& call, db::Session& session, const SlaFilter& filter) {
        return service.sla(session, call.as<Context>(), filter.as_of.value_or(call.now));
      });
  router.query<Empty, std::vector<SlaAlert>>(
      {Method::get, "/api/v1/sla/alerts", "bulletin.read", "listSlaAlerts", "Promises broken and not yet made good"},
      [&service](Call& call, db::Session& session, const Empty&) {
        return service.alerts(session, call.as<Context>());
      });
}

}  // namespace

void declare_routes(http::Router& router, Service& service) {
  declare_applicant(router, service);
  declare_reviewers(router, service);
  declare_notes(router, service);
  declare_reading(router, service);
  declare_at_work(router, service);
  declare_district(router, service);
  declare_attachment_routes(router, service);
}

}  // namespace fugong::resumption
