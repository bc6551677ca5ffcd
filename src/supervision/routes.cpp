#include "supervision/routes.h"

namespace fugong::supervision {
namespace {

using http::Call;
using http::Empty;
using http::Method;

Result<Date> day_of(const Call& call) {
  if (auto day = parse_date(call.param("day"))) return *day;
  return fail(ErrorKind::not_found, "not_found", "day");
}

// Routes whose handler is one use case with the id of the path.
class Declarer {
 public:
  Declarer(http::Router& router, Service& service) : router_(router), service_(service) {}

  template <class Id, class Req, class Res>
  void act(const http::Route& route, Result<Res> (Service::*use)(db::Session&, const Context&, const Id&, const Req&)) {
    router_.command<Req, Res>(
        route, [&service = service_, use](Call& call, db::Session& session, const Req& body) -> Result<Res> {
          FG_TRY(const Id id, id_of<Id>(call));
          return (service.*use)(session, call.as<Context>(), id, body);
        });
  }
  template <class Id, class Res>
  void act(const http::Route& route, Result<Res> (Service::*use)(db::Session&, const Context&, const Id&)) {
    router_.command<Empty, Res>(
        route, [&service = service_, use](Call& call, db::Session& session, const Empty&) -> Result<Res> {
          FG_TRY(const Id id, id_of<Id>(call));
          return (service.*use)(session, call.as<Context>(), id);
        });
  }
  template <class Req, class Res>
  void post(const http::Route& route, Result<Res> (Service::*use)(db::Session&, const Context&, const Req&)) {
    router_.command<Req, Res>(route, [&service = service_, use](Call& call, db::Session& session, const Req& body) {
      return (service.*use)(session, call.as<Context>(), body);
    });
  }
  template <class Res>
  void look(const http::Route& route, Result<Res> (Service::*use)(db::Session&, const Context&)) {
    router_.query<Empty, Res>(route, [&service = service_, use](Call& call, db::Session& session, const Empty&) {
      return (service.*use)(session, call.as<Context>());
    });
  }
  template <class Id, class Res>
  void look(const http::Route& route, Result<Res> (Service::*use)(db::Session&, const Context&, const Id&)) {
    router_.query<Empty, Res>(
        route, [&service = service_, use](Call& call, db::Session& session, const Empty&) -> Result<Res> {
          FG_TRY(const Id id, id_of<Id>(call));
          return (service.*use)(session, call.as<Context>(), id);
        });
  }
  template <class Filter, class Res>
  void list(const http::Route& route, Result<Res> (Service::*use)(db::Session&, const Context&, const Filter&)) {
    router_.query<Filter, Res>(route,
                               [&service = service_, use](Call& call, db::Session& session, const Filter& filter) {
                                 return (service.*use)(session, call.as<Context>(), filter);
                               });
  }

  // Of the plant of the path, narrowed by a filter; a body that only asks is one too.
  template <class Id, class Filter, class Res>
  void ask(const http::Route& route,
           Result<Res> (Service::*use)(db::Session&, const Context&, const Id&, const Filter&)) {
    router_.query<Filter, Res>(
        route, [&service = service_, use](Call& call, db::Session& session, const Filter& filter) -> Result<Res> {
          FG_TRY(const Id id, id_of<Id>(call));
          return (service.*use)(session, call.as<Context>(), id, filter);
        });
  }

 private:
  template <class I>
  static Result<I> id_of(const Call& call) {
    if (auto id = I::parse(call.param("id"))) return *id;
    return fail(ErrorKind::not_found, "not_found", "id");
  }

  http::Router& router_;
  Service& service_;
};

void declare_officers(http::Router& router, Service& service) {
  Declarer d(router, service);
  d.post<PlantRequest, PlantLine>({Method::post, "/api/v1/supervision/plants", "supervision.place", "placePlant",
                                   "Put an enterprise under supervision", 201},
                                  &Service::place);
  d.look<std::vector<PlantLine>>({Method::get, "/api/v1/supervision/plants", "duty.read", "listPlants",
                                  "Who is where, who is late: the plants under supervision"},
                                 &Service::overview);
  d.act<EnterpriseId, PlantLine>({Method::post, "/api/v1/supervision/plants/{id}/release", "supervision.place",
                                  "releasePlant", "End an enterprise's supervision"},
                                 &Service::release);
  d.act<EnterpriseId, AssignRequest, OfficerView>(
      {Method::post, "/api/v1/supervision/plants/{id}/officers", "supervision.place", "assignOfficer",
       "Assign a resident officer", 201},
      &Service::assign);
  d.act<AssignmentId, OfficerView>({Method::post, "/api/v1/supervision/assignments/{id}/end", "supervision.place",
                                    "endAssignment", "An officer leaves; a shift that runs may become a gap"},
                                   &Service::end_assignment);
  d.act<EnterpriseId, ShiftRequest, ShiftView>(
      {Method::put, "/api/v1/supervision/plants/{id}/shifts", "supervision.place", "planShift",
       "Who keeps one shift, where the officers do not take turns"},
      &Service::plan_shift);
  d.act<EnterpriseId, ShiftsRequest, std::vector<ShiftView>>(
      {Method::put, "/api/v1/supervision/plants/{id}/shift-plan", "supervision.place", "planShifts",
       "Who keeps many shifts: all of them are planned, or none"},
      &Service::plan_shifts);
  d.look<std::vector<OfficerChoice>>({Method::get, "/api/v1/supervision/officers", "supervision.place", "listOfficers",
                                      "Resident officers, and where they are assigned"},
                                     &Service::officers);
  d.ask<EnterpriseId, DaysFilter, std::vector<ShiftView>>(
      {Method::get, "/api/v1/supervision/plants/{id}/shifts", "duty.read", "listShifts", "Shifts and check-ins"},
      &Service::shifts);
  d.look<std::vector<DutyPage>>({Method::get, "/api/v1/supervision/duty", "duty.check_in", "getOwnDuty",
                                 "What an officer's phone needs for a shift without a network"},
                                &Service::own_duty);
  d.look<EnterpriseId, GateCode>({Method::get, "/api/v1/supervision/plants/{id}/gate-code", "gatecode.show",
                                  "getGateCode", "The code that the plant's gate shows now"},
                                 &Service::gate_code);
  d.act<EnterpriseId, CheckInRequest, CheckInReceipt>(
      {Method::post, "/api/v1/supervision/plants/{id}/check-ins", "duty.check_in", "checkIn",
       "Check in for a shift: inside the fence, with the gate's code; the same again changes nothing"},
      &Service::check_in);
  d.act<EnterpriseId, NoteRequest, NoteView>({Method::post, "/api/v1/supervision/plants/{id}/notes", "duty.check_in",
                                              "writeNote", "A note, or words for the next shift"},
                                             &Service::note);
  d.look<EnterpriseId, std::vector<NoteView>>(
      {Method::get, "/api/v1/supervision/plants/{id}/notes", "duty.read", "listNotes", "The officers' notes"},
      &Service::notes);
}

void declare_policy(http::Router& router, Service& service) {
  Declarer d(router, service);
  d.look<EnterpriseId, PolicyView>({Method::get, "/api/v1/supervision/plants/{id}/policy", "supervision.read",
                                    "getEffectivePolicy", "What holds at a plant, and where each value comes from"},
                                   &Service::policy);
  d.act<EnterpriseId, OverrideRequest, OverrideView>(
      {Method::post, "/api/v1/supervision/plants/{id}/overrides", "override.propose", "proposeOverride",
       "Propose an exception for one enterprise", 201},
      &Service::propose);
  router.command<AnswerRequest, OverrideView>(
      {Method::post, "/api/v1/supervision/plants/{id}/overrides/{override}/decision", "override.decide",
       "decideOverride", "Approve or refuse what somebody else has proposed"},
      [&service](Call& call, db::Session& session, const AnswerRequest& body) -> Result<OverrideView> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        FG_TRY(const OverrideId which, call.id<OverrideTag>("override"));
        return service.decide(session, call.as<Context>(), id, which, body.approve);
      });
}

void declare_reports(http::Router& router, Service& service) {
  Declarer d(router, service);
  d.act<EnterpriseId, ReportRequest, ReportView>(
      {Method::post, "/api/v1/supervision/plants/{id}/reports", "report.write", "fileDailyReport",
       "File or correct a day's report; the same again changes nothing"},
      &Service::report);
  router.query<Empty, ReportView>(
      {Method::get, "/api/v1/supervision/plants/{id}/reports/{day}", "supervision.read", "getDailyReport",
       "A day's report in all its versions, and what a new one is filled in with"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<ReportView> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        FG_TRY(const Date day, day_of(call));
        return service.report_of(session, call.as<Context>(), id, day);
      });
  d.list<DaysFilter, Completeness>({Method::get, "/api/v1/supervision/completeness", "duty.read",
                                    "getReportCompleteness", "Which reports are there, late or missing"},
                                   &Service::completeness);
}

void declare_gates(http::Router& router, Service& service) {
  Declarer d(router, service);
  d.act<EnterpriseId, RosterRequest, RosterReceipt>(
      {Method::put, "/api/v1/supervision/plants/{id}/closed-roster", "closedroster.write", "replaceClosedRoster",
       "Who lives in from now on"},
      &Service::replace_roster);
  d.ask<EnterpriseId, MembersFilter, http::Page<MemberLine>>(
      {Method::get, "/api/v1/supervision/plants/{id}/closed-roster", "supervision.read", "listClosedRoster",
       "Who lives in now or will"},
      &Service::members);
  d.ask<EnterpriseId, RosterRequest, RosterPreview>(
      {Method::post, "/api/v1/supervision/plants/{id}/closed-roster/preview", "closedroster.write",
       "previewClosedRoster", "What a new list would change; nothing is written"},
      &Service::preview_roster);
  router.query<http::Upload, RosterPreview>(
      {Method::post, "/api/v1/supervision/plants/{id}/closed-roster/file", "closedroster.write", "readClosedRoster",
       "What a list as CSV or XLSX would change; nothing is written", 200, http::body_bytes_upload},
      [&service](Call& call, db::Session& session, const http::Upload& body) -> Result<RosterPreview> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return service.read_roster(session, call.as<Context>(), id, body.bytes);
      });
  d.ask<EnterpriseId, EventsFilter, http::Page<GateEventLine>>(
      {Method::get, "/api/v1/supervision/plants/{id}/gate-events", "supervision.read", "listGateEvents",
       "Entries and exits, the newest first"},
      &Service::gate_events);
  router.staged<EventsRequest, PreparedEventsPtr, EventsReceipt>(
      {Method::post, "/api/v1/supervision/plants/{id}/gate-events", "gate.report", "tellGateEvents",
       "Entries and exits; the same again changes nothing"},
      [&service](Call& call, db::Session& reader, const EventsRequest& body) -> Result<PreparedEventsPtr> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return service.prepare_events(reader, call.as<Context>(), id, body);
      },
      [&service](Call& call, db::Session& session, const PreparedEventsPtr& events) -> Result<EventsReceipt> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return service.tell(session, call.as<Context>(), id, events);
      });
  router.staged<http::Upload, PreparedEventsPtr, EventsReceipt>(
      {Method::post, "/api/v1/supervision/plants/{id}/gate-events/import", "gate.report", "importGateEvents",
       "Entries and exits from the plant's own gate, as CSV or XLSX", 200, http::body_bytes_upload},
      [&service](Call& call, db::Session& reader, const http::Upload& body) -> Result<PreparedEventsPtr> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return service.prepare_import(reader, call.as<Context>(), id, body.bytes);
      },
      [&service](Call& call, db::Session& session, const PreparedEventsPtr& events) -> Result<EventsReceipt> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return service.tell(session, call.as<Context>(), id, events);
      });
}

void declare_checkpoints(http::Router& router, Service& service) {
  Declarer d(router, service);
  d.look<EnterpriseId, std::vector<CheckpointView>>(
      {Method::get, "/api/v1/supervision/plants/{id}/checkpoints", "duty.read", "listPlantCheckpoints",
       "The checkpoints whose scans are the plant's entries and exits"},
      &Service::checkpoints);
  router.command<CheckpointRequest, CheckpointView>(
      {Method::put, "/api/v1/supervision/plants/{id}/checkpoints/{code}", "supervision.place", "linkCheckpoint",
       "A checkpoint stands at the plant's gate: from now on its scans are entries and exits"},
      [&service](Call& call, db::Session& session, const CheckpointRequest& body) -> Result<CheckpointView> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return service.link_checkpoint(session, call.as<Context>(), id, std::string(call.param("code")), body);
      });
  router.command<Empty, CheckpointView>(
      {Method::del, "/api/v1/supervision/plants/{id}/checkpoints/{code}", "supervision.place", "unlinkCheckpoint",
       "The checkpoint is the plant's no more"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<CheckpointView> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return service.unlink_checkpoint(session, call.as<Context>(), id, std::string(call.param("code")));
      });
}

void declare_violations(http::Router& router, Service& service) {
  Declarer d(router, service);
  d.list<ListFilter, http::Page<ViolationLine>>({Method::get, "/api/v1/supervision/violations", "supervision.read",
                                                 "listViolations", "Violations, the newest first"},
                                                &Service::violations);
  d.look<ViolationId, ViolationView>({Method::get, "/api/v1/supervision/violations/{id}", "supervision.read",
                                      "getViolation", "One violation with its evidence"},
                                     &Service::violation);
  d.act<ViolationId, TextRequest, ViolationView>({Method::post, "/api/v1/supervision/violations/{id}/answer",
                                                  "violation.answer", "answerViolation", "The enterprise's answer"},
                                                 &Service::answer);
  d.act<ViolationId, VerdictRequest, ViolationView>({Method::post, "/api/v1/supervision/violations/{id}/decision",
                                                     "violation.decide", "decideViolation", "Confirm or dismiss"},
                                                    &Service::judge);
  d.act<ViolationId, TextRequest, ViolationView>(
      {Method::post, "/api/v1/supervision/violations/{id}/appeal", "violation.answer", "appealViolation", "Appeal"},
      &Service::appeal);
  d.act<ViolationId, HearingRequest, ViolationView>(
      {Method::post, "/api/v1/supervision/violations/{id}/hearing", "violation.hear", "hearAppeal",
       "Decide an appeal, as somebody else than who confirmed"},
      &Service::hear);
  d.look<std::vector<Alert>>({Method::get, "/api/v1/supervision/alerts", "supervision.read", "listSupervisionAlerts",
                              "What is open, as far up as the reader stands"},
                             &Service::alerts);
}

void declare_sanctions(http::Router& router, Service& service) {
  Declarer d(router, service);
  d.post<SanctionRequest, SanctionView>({Method::post, "/api/v1/supervision/sanctions", "sanction.order",
                                         "orderSanction", "Order a sanction for confirmed violations", 201},
                                        &Service::order);
  d.list<ListFilter, http::Page<SanctionLine>>({Method::get, "/api/v1/supervision/sanctions", "supervision.read",
                                                "listSanctions", "Sanctions, the newest first"},
                                               &Service::sanctions);
  d.look<SanctionId, SanctionView>(
      {Method::get, "/api/v1/supervision/sanctions/{id}", "supervision.read", "getSanction", "One sanction"},
      &Service::sanction);
  d.act<SanctionId, TextRequest, SanctionView>({Method::post, "/api/v1/supervision/sanctions/{id}/rectification",
                                                "sanction.rectify", "rectifySanction", "The enterprise has mended"},
                                               &Service::rectify);
  d.act<SanctionId, InspectRequest, SanctionView>({Method::post, "/api/v1/supervision/sanctions/{id}/inspection",
                                                   "sanction.inspect", "inspectSanction", "Inspected again"},
                                                  &Service::inspect_again);
  d.act<SanctionId, TextRequest, SanctionView>(
      {Method::post, "/api/v1/supervision/sanctions/{id}/lifting", "sanction.order", "liftSanction",
       "Lift a suspension: work goes on and every pass works again"},
      &Service::lift);
}

void declare_inspections(http::Router& router, Service& service) {
  Declarer d(router, service);
  d.post<PlanRequest, InspectionPlanView>({Method::post, "/api/v1/supervision/inspection-plans", "inspection.draw",
                                           "drawInspections", "Draw a day's inspections, once", 201},
                                          &Service::draw_inspections);
  router.query<Empty, InspectionPlanView>(
      {Method::get, "/api/v1/supervision/inspection-plans/{day}", "inspection.read", "getInspectionPlan",
       "A day's draw with its seed and candidates, so that anybody draws the same"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<InspectionPlanView> {
        FG_TRY(const Date day, day_of(call));
        return service.inspection_plan(session, call.as<Context>(), day);
      });
  d.act<InspectionId, ResultRequest, InspectionView>({Method::post, "/api/v1/supervision/inspections/{id}/result",
                                                      "inspection.record", "recordInspection", "What was found"},
                                                     &Service::record_inspection);
  d.look<std::vector<InspectionView>>({Method::get, "/api/v1/supervision/follow-ups", "inspection.read",
                                       "listFollowUps", "Second looks after failed inspections, by day"},
                                      &Service::follow_ups);
}

void declare_dossiers(http::Router& router, Service& service) {
  router.query<DossierFilter, DossierPage>(
      {Method::get, "/api/v1/enterprises/{id}/dossier", "dossier.read", "readDossier",
       "One enterprise, one file: all that the records say of it, the newest first"},
      [&service](Call& call, db::Session& session, const DossierFilter& filter) -> Result<DossierPage> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return service.dossier(session, call.as<Context>(), id, filter);
      });
  router.recorded<DossierOrder, PreparedDossierPtr, http::File>(
      {Method::post, "/api/v1/enterprises/{id}/dossier/export", "dossier.read", "exportDossier",
       "The file as one PDF with an index, or as an archive of the originals with a manifest of their hashes"},
      [&service](Call& call, db::Session& reader, const DossierOrder& order) -> Result<PreparedDossierPtr> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return service.prepare_dossier(reader, call.as<Context>(), id, order);
      },
      [&service](Call& call, db::Session& session, const PreparedDossierPtr& dossier) {
        return service.record_dossier(session, call.as<Context>(), dossier);
      },
      [](Call&, const PreparedDossierPtr& dossier) { return make_dossier_file(*dossier); });
}

}  // namespace

void declare_routes(http::Router& router, Service& service) {
  declare_officers(router, service);
  declare_policy(router, service);
  declare_reports(router, service);
  declare_gates(router, service);
  declare_checkpoints(router, service);
  declare_violations(router, service);
  declare_sanctions(router, service);
  declare_inspections(router, service);
  declare_file_routes(router, service);
  declare_dossiers(router, service);
}

}  // namespace fugong::supervision
