// The use cases of supervision: resident officers, one policy, one daily report, gates and rosters, violations,
// sanctions, inspections.
//
// Every function runs on the caller's session and checks the actor's right first. Those that write belong in a command
// (db::Engine::submit) and may run more than once; what others hear of it goes out after the commit. A resident officer
// acts for the plants that he is assigned to.
// Thread rule: a Service may be called from any thread; it keeps no state of its own between calls.
#pragma once

#include <functional>
#include <memory>

#include "base/actor.h"
#include "base/random.h"
#include "crypto/sealed.h"
#include "db/due_timer.h"
#include "db/engine.h"
#include "http/events.h"
#include "http/message.h"
#include "policy/store.h"
#include "supervision/dossier.h"
#include "supervision/view_roster.h"

namespace fugong::attachment {
struct Examined;
struct SealedPiece;
class Service;
}  // namespace fugong::attachment
namespace fugong::enterprise {
class Service;
}
namespace fugong::pass {
struct Passage;
}
namespace fugong::resumption {
class Service;
}

namespace fugong::supervision {

constexpr std::size_t plants_max = 2'000;      // a district's enterprises under supervision, some times over
constexpr std::size_t text_bytes_max = 4'000;  // of a note, a reason, an answer
constexpr std::size_t client_bytes_max = 64;   // of an id made by a phone or a gate
constexpr std::size_t name_bytes_max = 120;
constexpr std::size_t events_max = 500;             // of one upload
constexpr std::size_t imported_events_max = 5'000;  // of one CSV file: a shift change of a large plant
constexpr std::size_t roster_max = 20'000;
constexpr std::size_t report_bytes_max = 64 * 1024;
constexpr Duration event_age_max = days(31);  // older ones are history, and judge nobody any more
constexpr int completeness_days_max = 31;
constexpr int page_size_default = 50, page_size_max = 200;
constexpr int notes_shown = 20;
constexpr std::size_t planned_shifts_max = 200;  // of one request: a month of six shifts a day
constexpr int officers_max = 500;                // to choose from

std::span<const db::Migration> migrations();

// Who asks, when, and in which language the answer is read.
struct Context {
  const Actor& actor;
  Timestamp now{};
  Language language = Language::zh_cn;
};

// So many passes of a kind were issued with one act.
struct PassesIssued {
  Timestamp at{};
  std::string kind;
  std::int64_t passes = 0;
};

// Writes what another room knows of the enterprise into its file, as far as the reader may see it.
using DossierContributor = std::function<Status(db::Session&, const Context&, const EnterpriseId&, DossierBook&)>;

// What other rooms know or do; app/ wires them.
struct Hooks {
  // The person behind a login, if it is a resident officer.
  std::function<std::optional<Actor>(db::Session&, const std::string& login)> officer_of_login;
  // Of an enterprise, oldest first.
  std::function<std::vector<PassesIssued>(db::Session&, const EnterpriseId&)> issuances;
  std::vector<DossierContributor> dossier{};
  // Whether there is a checkpoint of that code.
  std::function<bool(db::Session&, const std::string& code)> is_checkpoint;
  // A suspended enterprise's grace is over: every pass of it that is still valid stops.
  std::function<Status(db::Session&, const EnterpriseId&, const std::string& reason, Timestamp)> stop_passes;
  // Everybody who may be assigned, by name.
  std::function<std::vector<OfficerChoice>(db::Session&)> officers;
  // After commit: the plant has something due at that instant. Feeds the timer.
  std::function<void(const EnterpriseId&, Timestamp due)> arm_timer;
};

struct ServiceOptions {
  DistrictCode district;
  crypto::Vault vault;
  policy::Store& policies;
  enterprise::Service& enterprises;
  resumption::Service& resumption;
  attachment::Service& attachments;
  Random& random;
  http::EventHub* events = nullptr;  // nullptr: nobody listens
  Hooks hooks{};
};

struct PreparedEvents;  // work.h
using PreparedEventsPtr = std::shared_ptr<const PreparedEvents>;
using PreparedDossierPtr = std::shared_ptr<const PreparedDossier>;
class Work;

class Service {
 public:
  explicit Service(ServiceOptions options) : o_(std::move(options)) {}

  // -- plants and officers (supervision.place) --
  // Codes plant.no_position, plant.exists (conflict), plant.too_many.
  Result<PlantLine> place(db::Session&, const Context&, const PlantRequest&);
  Result<PlantLine> release(db::Session&, const Context&, const EnterpriseId&);
  // Codes officer.unknown, officer.assigned (conflict), officer.period.
  Result<OfficerView> assign(db::Session&, const Context&, const EnterpriseId&, const AssignRequest&);
  // At once; a shift that runs is a gap from now on unless somebody else is there.
  Result<OfficerView> end_assignment(db::Session&, const Context&, const AssignmentId&);
  // Resident officers and where they are assigned.
  Result<std::vector<OfficerChoice>> officers(db::Session&, const Context&);
  // Codes shift.unknown, shift.past, officer.not_assigned.
  Result<ShiftView> plan_shift(db::Session&, const Context&, const EnterpriseId&, const ShiftRequest&);
  // All or none; besides: shift.count.
  Result<std::vector<ShiftView>> plan_shifts(db::Session&, const Context&, const EnterpriseId&, const ShiftsRequest&);

  // -- duty --
  Result<std::vector<PlantLine>> overview(db::Session&, const Context&);  // duty.read
  Result<std::vector<ShiftView>> shifts(db::Session&, const Context&, const EnterpriseId&, const DaysFilter&);
  Result<std::vector<DutyPage>> own_duty(db::Session&, const Context&);           // duty.check_in
  Result<GateCode> gate_code(db::Session&, const Context&, const EnterpriseId&);  // gatecode.show
  // Codes check_in.no_shift, check_in.outside, check_in.code, check_in.position, check_in.future, check_in.too_old.
  Result<CheckInReceipt> check_in(db::Session&, const Context&, const EnterpriseId&, const CheckInRequest&);
  Result<NoteView> note(db::Session&, const Context&, const EnterpriseId&, const NoteRequest&);
  Result<std::vector<NoteView>> notes(db::Session&, const Context&, const EnterpriseId&);

  // -- one policy (supervision.read, override.propose, override.decide) --
  Result<PolicyView> policy(db::Session&, const Context&, const EnterpriseId&);
  Result<OverrideView> propose(db::Session&, const Context&, const EnterpriseId&, const OverrideRequest&);
  // Code override.own: whoever proposed does not decide; override.decided (conflict).
  Result<OverrideView> decide(db::Session&, const Context&, const EnterpriseId&, const OverrideId&, Answer);

  // -- one daily report (report.write, supervision.read) --
  // Codes report.fault with one more per field, report.future, report.not_asked, report.changed (conflict: somebody was
  // first; by, version), report.reason_needed. Sent again by the same client: the same answer, nothing written.
  Result<ReportView> report(db::Session&, const Context&, const EnterpriseId&, const ReportRequest&);
  Result<ReportView> report_of(db::Session&, const Context&, const EnterpriseId&, const Date&);
  Result<Completeness> completeness(db::Session&, const Context&, const DaysFilter&);  // duty.read

  // -- closed roster and gates (supervision.read, closedroster.write, gate.report) --
  Result<http::Page<MemberLine>> members(db::Session&, const Context&, const EnterpriseId&, const MembersFilter&);
  // Codes as replace_roster; a file's: roster.headings, and roster.unknown_row in the refused rows.
  Result<RosterPreview> preview_roster(db::Session&, const Context&, const EnterpriseId&, const RosterRequest&);
  Result<RosterPreview> read_roster(db::Session&, const Context&, const EnterpriseId&, std::string_view file);
  Result<RosterReceipt> replace_roster(db::Session&, const Context&, const EnterpriseId&, const RosterRequest&);
  // Rows are independent; what is wrong with one is in the receipt. Codes of the whole: event.count, plant.not_found.
  Result<PreparedEventsPtr> prepare_events(db::Session&, const Context&, const EnterpriseId&, const EventsRequest&);
  Result<PreparedEventsPtr> prepare_import(db::Session&, const Context&, const EnterpriseId&, std::string_view file);
  Result<EventsReceipt> tell(db::Session&, const Context&, const EnterpriseId&, const PreparedEventsPtr&);

  // -- checkpoints at a plant's gate: what they scan are the plant's entries and exits (supervision.place) --
  // Codes checkpoint.unknown, checkpoint.taken (conflict: another plant's), checkpoint.not_here.
  Result<CheckpointView> link_checkpoint(db::Session&, const Context&, const EnterpriseId&, const std::string& code,
                                         const CheckpointRequest&);
  Result<CheckpointView> unlink_checkpoint(db::Session&, const Context&, const EnterpriseId&, const std::string& code);
  Result<std::vector<CheckpointView>> checkpoints(db::Session&, const Context&, const EnterpriseId&);  // duty.read
  // For pass/, in the command that stores the scans: no right of their own.
  bool watches(db::Session&, const std::string& checkpoint);
  Status take_passages(db::Session&, std::span<const pass::Passage>, Timestamp now);

  // The newest first.
  Result<http::Page<GateEventLine>> gate_events(db::Session&, const Context&, const EnterpriseId&, const EventsFilter&);

  // -- violations (supervision.read; violation.decide, violation.answer, violation.hear) --
  Result<http::Page<ViolationLine>> violations(db::Session&, const Context&, const ListFilter&);
  Result<ViolationView> violation(db::Session&, const Context&, const ViolationId&);
  Result<ViolationView> answer(db::Session&, const Context&, const ViolationId&, const TextRequest&);
  Result<ViolationView> judge(db::Session&, const Context&, const ViolationId&, const VerdictRequest&);
  Result<ViolationView> appeal(db::Session&, const Context&, const ViolationId&, const TextRequest&);
  // Code violation.own_decision: whoever confirmed does not hear the appeal.
  Result<ViolationView> hear(db::Session&, const Context&, const ViolationId&, const HearingRequest&);

  // -- sanctions (sanction.order, sanction.rectify, sanction.inspect; case.suspend and case.close besides) --
  // Codes sanction.unknown, sanction.violation (not confirmed, or not this enterprise's), those of resumption.
  Result<SanctionView> order(db::Session&, const Context&, const SanctionRequest&);
  Result<http::Page<SanctionLine>> sanctions(db::Session&, const Context&, const ListFilter&);
  Result<SanctionView> sanction(db::Session&, const Context&, const SanctionId&);
  Result<SanctionView> rectify(db::Session&, const Context&, const SanctionId&, const TextRequest&);
  Result<SanctionView> inspect_again(db::Session&, const Context&, const SanctionId&, const InspectRequest&);
  Result<SanctionView> lift(db::Session&, const Context&, const SanctionId&, const TextRequest&);

  // -- files (service_files.cpp), read with supervision.read. Of a daily report and of an inspection, photos only
  // (supervision.not_a_photo): with report.write, at most the pack's number (report.photos); with inspection.record
  // until the result is in. Of a violation and of a sanction, evidence of both sides (evidence.add) while it is open;
  // taken away only by who sent it (evidence.others). Further codes in attachment/service.h --
  Result<std::vector<AttachmentLine>> attachments(db::Session&, const Context&, const FilesOf&);
  Result<http::File> read_attachment(db::Session&, const Context&, const FilesOf&, const AttachmentId&);
  Result<AttachmentLine> begin_attachment(db::Session&, const Context&, const FilesOf&,
                                          const attachment::BeginRequest&);
  Result<std::shared_ptr<const attachment::SealedPiece>> prepare_piece(db::Session&, const Context&, const FilesOf&,
                                                                       const AttachmentId&, std::int64_t number,
                                                                       std::string_view bytes);
  Result<AttachmentLine> put_piece(db::Session&, const Context&, const FilesOf&,
                                   const std::shared_ptr<const attachment::SealedPiece>&);
  Result<attachment::Examined> examine_attachment(db::Session&, const Context&, const FilesOf&, const AttachmentId&);
  Result<AttachmentLine> complete_attachment(db::Session&, const Context&, const FilesOf&, const attachment::Examined&);
  Status remove_attachment(db::Session&, const Context&, const FilesOf&, const AttachmentId&);

  // -- one file (dossier.read), of every enterprise, watched or not --
  // Codes dossier.too_long, dossier.days.
  Result<DossierPage> dossier(db::Session&, const Context&, const EnterpriseId&, const DossierFilter&);
  // What it takes out of the house is recorded first; then make_dossier_file. Code dossier.part besides.
  Result<PreparedDossierPtr> prepare_dossier(db::Session&, const Context&, const EnterpriseId&, const DossierOrder&);
  Status record_dossier(db::Session&, const Context&, const PreparedDossierPtr&);

  // -- alerts (supervision.read): what is open, as far up as the reader stands --
  Result<std::vector<Alert>> alerts(db::Session&, const Context&);

  // -- inspections (inspection.draw, inspection.record, duty.read) --
  // Once a day; codes inspection.drawn (conflict), inspection.none, inspection.items.
  Result<InspectionPlanView> draw_inspections(db::Session&, const Context&, const PlanRequest&);
  Result<InspectionPlanView> inspection_plan(db::Session&, const Context&, const Date&);
  // A failed one raises the pack's violation for it and is followed by another one some days later.
  Result<InspectionView> record_inspection(db::Session&, const Context&, const InspectionId&, const ResultRequest&);

  // Second looks that are still to be taken, by day.
  Result<std::vector<InspectionView>> follow_ups(db::Session&, const Context&);

  // -- the timer --
  Result<Timestamp> fire_due(db::Session&, const EnterpriseId&, Timestamp now);
  std::vector<std::pair<std::string, Timestamp>> pending_instants(db::Session&);

  // -- for the bulletin: no right of their own --
  std::vector<Alert> alerts_at_command(db::Session&);  // open, of the command's office and the leader
  std::pair<std::int64_t, std::int64_t> officers_at(db::Session&, Timestamp at);  // officers, enterprises

  const DistrictCode& district() const { return o_.district; }
  // To be completed before the first call.
  Hooks& hooks() { return o_.hooks; }

 private:
  ServiceOptions o_;
};

// One entry per plant, at the next instant something of it falls due. Puts itself into the service's hooks; engine,
// service and clock outlive it.
std::unique_ptr<db::DueTimer> make_timer(db::Engine& engine, Service& service, const Clock& clock);

}  // namespace fugong::supervision
