// Photos and papers: of daily reports, of violations and sanctions, of inspections.
#include "attachment/rules.h"
#include "attachment/service.h"
#include "supervision/work.h"

namespace fugong::supervision {
namespace {

template <class... F>
struct Cases : F... {
  using F::operator()...;
};

attachment::Owner owner_of(const FilesOf& of) {
  return std::visit(
      Cases{[](const ReportDay& r) { return attachment::Owner{"report", r.enterprise.text + "/" + r.day.text}; },
            [](const ViolationId& id) { return attachment::Owner{"violation", id.text}; },
            [](const SanctionId& id) { return attachment::Owner{"sanction", id.text}; },
            [](const InspectionId& id) { return attachment::Owner{"inspection", id.text}; }},
      of);
}

Result<EnterpriseId> plant_of(Store& store, const FilesOf& of) {
  using Found = Result<EnterpriseId>;
  return std::visit(Cases{[](const ReportDay& r) -> Found { return r.enterprise; },
                          [&](const ViolationId& id) -> Found {
                            if (const auto v = store.violation(id)) return v->enterprise;
                            return fail(ErrorKind::not_found, "violation.not_found", "id");
                          },
                          [&](const SanctionId& id) -> Found {
                            if (const auto s = store.sanction(id)) return s->enterprise;
                            return fail(ErrorKind::not_found, "sanction.not_found", "id");
                          },
                          [&](const InspectionId& id) -> Found {
                            if (const auto i = store.inspection(id)) return i->enterprise;
                            return fail(ErrorKind::not_found, "inspection.not_found", "id");
                          }},
                    of);
}

std::string_view write_right(const FilesOf& of) {
  return std::visit(
      Cases{[](const ReportDay&) { return "report.write"; }, [](const InspectionId&) { return "inspection.record"; },
            [](const auto&) { return "evidence.add"; }},
      of);
}

bool is_photos_only(const FilesOf& of) {
  return std::holds_alternative<ReportDay>(of) || std::holds_alternative<InspectionId>(of);
}

// Whether something may still be added, and after how many acts: what stood there when somebody acted stays.
Result<std::int64_t> round_of(Work& work, const FilesOf& of) {
  using Round = Result<std::int64_t>;
  Store& store = work.store();
  return std::visit(Cases{[&](const ReportDay& r) -> Round {
                            if (r.day > work.today())
                              return invalid("report.future", "day", {{"today", work.today().text}});
                            if (!report_is_asked(work.plant(), work.report_due_at(r.day)))
                              return fail(ErrorKind::conflict, "report.not_asked", "day");
                            return std::int64_t(store.reports(r.enterprise, r.day).size());
                          },
                          [&](const ViolationId& id) -> Round {
                            const ViolationState state = store.violation(id)->state;
                            using enum ViolationState;
                            if (state != raised && state != confirmed && state != appealed)
                              return fail(ErrorKind::conflict, "violation.state", {},
                                          {{"state", std::string(json::enum_name(state))}});
                            return std::int64_t(store.acts(id.text).size());
                          },
                          [&](const SanctionId& id) -> Round {
                            const SanctionState state = store.sanction(id)->state;
                            using enum SanctionState;
                            if (state == lifted || state == final)
                              return fail(ErrorKind::conflict, "sanction.state", {},
                                          {{"state", std::string(json::enum_name(state))}});
                            return std::int64_t(store.acts(id.text).size());
                          },
                          [&](const InspectionId& id) -> Round {
                            const auto i = store.inspection(id);
                            if (i->done_at)
                              return fail(ErrorKind::conflict, "inspection.done", "id", {{"by", i->by_name}});
                            return 0;
                          }},
                    of);
}

struct Writable {
  Work work;
  attachment::Context where;
};
Result<Writable> writable(const ServiceOptions& o, db::Session& session, const Context& context, const FilesOf& of) {
  Store store(o.district, session);
  FG_TRY(const EnterpriseId plant, plant_of(store, of));
  FG_TRY(Work work, Work::load(o, session, context, plant, write_right(of)));
  FG_TRY(const std::int64_t round, round_of(work, of));
  return Writable{std::move(work), {owner_of(of), round, context.actor, context.now}};
}

}  // namespace

std::vector<AttachmentLine> files_of(const ServiceOptions& o, db::Session& session, const FilesOf& of) {
  auto lines = o.attachments.list(session, owner_of(of));
  std::erase_if(lines, [](const AttachmentLine& line) { return line.state != attachment::State::complete; });
  return lines;
}

Result<std::string> file_bytes(const ServiceOptions& o, db::Session& session, const FilesOf& of,
                               const AttachmentId& file) {
  FG_TRY(http::File read, o.attachments.read(session, owner_of(of), file));
  return std::move(read.bytes);
}

Result<std::vector<AttachmentLine>> Service::attachments(db::Session& session, const Context& context,
                                                         const FilesOf& of) {
  Store store(o_.district, session);
  FG_TRY(const EnterpriseId plant, plant_of(store, of));
  FG_TRY(const Work work, Work::load(o_, session, context, plant, "supervision.read"));
  // Half a file is nobody's business but those who could send the rest.
  if (identity::require(context.actor, write_right(of), subject_of(work.plant())))
    return o_.attachments.list(session, owner_of(of));
  return files_of(o_, session, of);
}

Result<http::File> Service::read_attachment(db::Session& session, const Context& context, const FilesOf& of,
                                            const AttachmentId& file) {
  Store store(o_.district, session);
  FG_TRY(const EnterpriseId plant, plant_of(store, of));
  FG_TRY(const Work work, Work::load(o_, session, context, plant, "supervision.read"));
  return o_.attachments.read(session, owner_of(of), file);
}

Result<AttachmentLine> Service::begin_attachment(db::Session& session, const Context& context, const FilesOf& of,
                                                 const attachment::BeginRequest& request) {
  FG_TRY(const Writable w, writable(o_, session, context, of));
  const auto photos_max = static_cast<std::size_t>(w.work.rules().report.photos_max);
  if (std::holds_alternative<ReportDay>(of) && o_.attachments.list(session, w.where.owner).size() >= photos_max)
    return fail(ErrorKind::conflict, "report.photos", {}, {{"limit", std::to_string(photos_max)}});
  return o_.attachments.begin(session, w.where, request);
}

Result<attachment::SealedPiecePtr> Service::prepare_piece(db::Session& session, const Context& context,
                                                          const FilesOf& of, const AttachmentId& file,
                                                          std::int64_t number, std::string_view bytes) {
  FG_TRY(const Writable w, writable(o_, session, context, of));
  return o_.attachments.prepare_piece(session, w.where, file, number, bytes);
}

Result<AttachmentLine> Service::put_piece(db::Session& session, const Context& context, const FilesOf& of,
                                          const attachment::SealedPiecePtr& piece) {
  FG_TRY(const Writable w, writable(o_, session, context, of));
  return o_.attachments.put_piece(session, w.where, piece);
}

Result<attachment::Examined> Service::examine_attachment(db::Session& session, const Context& context,
                                                         const FilesOf& of, const AttachmentId& file) {
  FG_TRY(const Writable w, writable(o_, session, context, of));
  FG_TRY(attachment::Examined examined, o_.attachments.examine(session, w.where, file));
  if (is_photos_only(of) && !attachment::is_photo(examined.type)) return invalid("supervision.not_a_photo", "id");
  return examined;
}

Result<AttachmentLine> Service::complete_attachment(db::Session& session, const Context& context, const FilesOf& of,
                                                    const attachment::Examined& examined) {
  FG_TRY(Writable w, writable(o_, session, context, of));
  FG_TRY(AttachmentLine line, o_.attachments.complete(session, w.where, examined));
  w.work.announce();
  return line;
}

Status Service::remove_attachment(db::Session& session, const Context& context, const FilesOf& of,
                                  const AttachmentId& file) {
  FG_TRY(const Writable w, writable(o_, session, context, of));
  if (write_right(of) == "evidence.add") {
    FG_TRY(const PersonId sender, o_.attachments.sender(session, w.where.owner, file));
    if (sender != context.actor.person) return fail(ErrorKind::conflict, "evidence.others", "id");
  }
  return o_.attachments.remove(session, w.where, file);
}

}  // namespace fugong::supervision
