// Files of a case: the applicant adds them while the application is in hand, the inspector adds photos; who may read
// the case reads them.
#include "attachment/rules.h"
#include "attachment/service.h"
#include "resumption/desks.h"
#include "resumption/work.h"

namespace fugong::resumption {
namespace {

attachment::Owner owner_of(const FilesOf& of) {
  if (const auto* id = std::get_if<CaseId>(&of)) return {"case", id->text};
  return {"task", std::get<TaskId>(of).text};
}

Result<Task> inspection(db::Session& session, const DistrictCode& district, const TaskId& id) {
  auto task = Store(district, session).find_task(id);
  if (!task) return fail(ErrorKind::not_found, "task.not_found", "id");
  return std::move(*task);
}

Result<Case> readable(db::Session& session, const DistrictCode& district, const Context& context, const FilesOf& of) {
  CaseId id;
  if (const auto* own = std::get_if<CaseId>(&of)) {
    id = *own;
  } else {
    FG_TRY(const Task task, inspection(session, district, std::get<TaskId>(of)));
    id = task.case_id;
  }
  auto c = Store(district, session).find(id);
  if (!c) return fail(ErrorKind::not_found, "case.not_found", "id");
  FG_CHECK(identity::require(context.actor, "case.read", subject_of(*c)));
  return std::move(*c);
}

// Whose application is in hand, or who may decide the inspection.
Result<attachment::Context> editable(db::Session& session, const DistrictCode& district, const Context& context,
                                     const FilesOf& of) {
  if (const auto* id = std::get_if<TaskId>(&of)) {
    FG_TRY(const Task task, inspection(session, district, *id));
    FG_CHECK(behalf_for(context.actor, task));
    FG_CHECK(check_open(task));
    if (task.kind != policy::StepKind::inspection) return fail(ErrorKind::conflict, "task.no_photos", "id");
    return attachment::Context{owner_of(of), task.round, context.actor, context.now};
  }
  const auto c = Store(district, session).find(std::get<CaseId>(of));
  if (!c) return fail(ErrorKind::not_found, "case.not_found", "id");
  FG_CHECK(identity::require(context.actor, "case.apply", subject_of(*c)));
  FG_CHECK(check_move(c->state, Move::edit));
  return attachment::Context{owner_of(of), c->round, context.actor, context.now};
}

}  // namespace

Result<std::vector<AttachmentLine>> Service::attachments(db::Session& session, const Context& context,
                                                         const FilesOf& of) {
  FG_TRY(const Case c, readable(session, o_.district, context, of));
  auto lines = o_.attachments.list(session, owner_of(of));
  // Half a file is nobody's business but the sender's.
  const char* right = std::holds_alternative<CaseId>(of) ? "case.apply" : "case.inspect";
  if (!identity::require(context.actor, right, subject_of(c)))
    std::erase_if(lines, [](const AttachmentLine& line) { return line.state != attachment::State::complete; });
  return lines;
}

Result<http::File> Service::read_attachment(db::Session& session, const Context& context, const FilesOf& of,
                                            const AttachmentId& file) {
  FG_TRY(const Case c, readable(session, o_.district, context, of));
  return o_.attachments.read(session, owner_of(of), file);
}

Result<AttachmentLine> Service::begin_attachment(db::Session& session, const Context& context, const FilesOf& of,
                                                 const attachment::BeginRequest& request) {
  FG_TRY(const attachment::Context where, editable(session, o_.district, context, of));
  return o_.attachments.begin(session, where, request);
}

Result<attachment::SealedPiecePtr> Service::prepare_piece(db::Session& session, const Context& context,
                                                          const FilesOf& of, const AttachmentId& file,
                                                          std::int64_t number, std::string_view bytes) {
  FG_TRY(const attachment::Context where, editable(session, o_.district, context, of));
  return o_.attachments.prepare_piece(session, where, file, number, bytes);
}

Result<AttachmentLine> Service::put_piece(db::Session& session, const Context& context, const FilesOf& of,
                                          const attachment::SealedPiecePtr& piece) {
  FG_TRY(const attachment::Context where, editable(session, o_.district, context, of));
  return o_.attachments.put_piece(session, where, piece);
}

Result<attachment::Examined> Service::examine_attachment(db::Session& session, const Context& context,
                                                         const FilesOf& of, const AttachmentId& file) {
  FG_TRY(const attachment::Context where, editable(session, o_.district, context, of));
  FG_TRY(const attachment::Examined examined, o_.attachments.examine(session, where, file));
  if (std::holds_alternative<TaskId>(of) && !attachment::is_photo(examined.type))
    return invalid("inspection.not_a_photo", "id");
  return examined;
}

Result<AttachmentLine> Service::complete_attachment(db::Session& session, const Context& context, const FilesOf& of,
                                                    const attachment::Examined& examined) {
  FG_TRY(const attachment::Context where, editable(session, o_.district, context, of));
  return o_.attachments.complete(session, where, examined);
}

Status Service::remove_attachment(db::Session& session, const Context& context, const FilesOf& of,
                                  const AttachmentId& file) {
  FG_TRY(const attachment::Context where, editable(session, o_.district, context, of));
  return o_.attachments.remove(session, where, file);
}

}  // namespace fugong::resumption
