// Files of a case: the applicant adds them while the application is in hand; who may read the case reads them.
#include "attachment/service.h"
#include "resumption/work.h"

namespace fugong::resumption {
namespace {

attachment::Owner owner_of(const CaseId& id) { return {"case", id.text}; }

Result<Case> readable(db::Session& session, const DistrictCode& district, const Context& context, const CaseId& id) {
  auto c = Store(district, session).find(id);
  if (!c) return fail(ErrorKind::not_found, "case.not_found", "id");
  FG_CHECK(identity::require(context.actor, "case.read", subject_of(*c)));
  return std::move(*c);
}

// Whose application is in hand.
Result<attachment::Context> editable(db::Session& session, const DistrictCode& district, const Context& context,
                                     const CaseId& id) {
  const auto c = Store(district, session).find(id);
  if (!c) return fail(ErrorKind::not_found, "case.not_found", "id");
  FG_CHECK(identity::require(context.actor, "case.apply", subject_of(*c)));
  FG_CHECK(check_move(c->state, Move::edit));
  return attachment::Context{owner_of(id), c->round, context.actor, context.now};
}

}  // namespace

Result<std::vector<AttachmentLine>> Service::attachments(db::Session& session, const Context& context,
                                                         const CaseId& id) {
  FG_TRY(const Case c, readable(session, o_.district, context, id));
  auto lines = o_.attachments.list(session, owner_of(id));
  // Half a file is nobody's business but the applicant's.
  if (!identity::require(context.actor, "case.apply", subject_of(c)))
    std::erase_if(lines, [](const AttachmentLine& line) { return line.state != attachment::State::complete; });
  return lines;
}

Result<http::File> Service::read_attachment(db::Session& session, const Context& context, const CaseId& id,
                                            const AttachmentId& file) {
  FG_TRY(const Case c, readable(session, o_.district, context, id));
  return o_.attachments.read(session, owner_of(c.id), file);
}

Result<AttachmentLine> Service::begin_attachment(db::Session& session, const Context& context, const CaseId& id,
                                                 const attachment::BeginRequest& request) {
  FG_TRY(const attachment::Context where, editable(session, o_.district, context, id));
  return o_.attachments.begin(session, where, request);
}

Result<attachment::SealedPiecePtr> Service::prepare_piece(db::Session& session, const Context& context,
                                                          const CaseId& id, const AttachmentId& file,
                                                          std::int64_t number, std::string_view bytes) {
  FG_TRY(const attachment::Context where, editable(session, o_.district, context, id));
  return o_.attachments.prepare_piece(session, where, file, number, bytes);
}

Result<AttachmentLine> Service::put_piece(db::Session& session, const Context& context, const CaseId& id,
                                          const attachment::SealedPiecePtr& piece) {
  FG_TRY(const attachment::Context where, editable(session, o_.district, context, id));
  return o_.attachments.put_piece(session, where, piece);
}

Result<attachment::Examined> Service::examine_attachment(db::Session& session, const Context& context, const CaseId& id,
                                                         const AttachmentId& file) {
  FG_TRY(const attachment::Context where, editable(session, o_.district, context, id));
  return o_.attachments.examine(session, where, file);
}

Result<AttachmentLine> Service::complete_attachment(db::Session& session, const Context& context, const CaseId& id,
                                                    const attachment::Examined& examined) {
  FG_TRY(const attachment::Context where, editable(session, o_.district, context, id));
  return o_.attachments.complete(session, where, examined);
}

Status Service::remove_attachment(db::Session& session, const Context& context, const CaseId& id,
                                  const AttachmentId& file) {
  FG_TRY(const attachment::Context where, editable(session, o_.district, context, id));
  return o_.attachments.remove(session, where, file);
}

}  // namespace fugong::resumption
