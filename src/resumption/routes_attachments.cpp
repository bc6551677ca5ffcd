// Files of a case: announced, sent in pieces, completed.
#include <charconv>

#include "attachment/rules.h"
#include "resumption/routes.h"

namespace fugong::resumption {
namespace {

using http::Call;
using http::Empty;
using http::Method;

// Both ids of the path.
struct Place {
  CaseId id;
  AttachmentId file;
};
Result<Place> place_of(const Call& call) {
  FG_TRY(const CaseId id, call.id<CaseTag>("id"));
  FG_TRY(const AttachmentId file, call.id<attachment::AttachmentTag>("attachment"));
  return Place{id, file};
}

Result<std::int64_t> number_of(const Call& call) {
  const std::string_view text = call.param("number");
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    return fail(ErrorKind::not_found, "not_found", "number");
  return number;
}

void declare_upload(http::Router& router, Service& service) {
  router.command<attachment::BeginRequest, AttachmentLine>(
      {Method::post, "/api/v1/cases/{id}/attachments", "case.apply", "beginAttachment",
       "Announce a file; its pieces follow", 201},
      [&service](Call& call, db::Session& session, const attachment::BeginRequest& body) -> Result<AttachmentLine> {
        FG_TRY(const CaseId id, call.id<CaseTag>("id"));
        return service.begin_attachment(session, call.as<Context>(), id, body);
      });
  router.staged<http::Upload, attachment::SealedPiecePtr, AttachmentLine>(
      {Method::put, "/api/v1/cases/{id}/attachments/{attachment}/pieces/{number}", "case.apply", "putAttachmentPiece",
       "One piece of a file, numbered from 0; the same again changes nothing", 200, attachment::piece_bytes},
      [&service](Call& call, db::Session& reader, const http::Upload& body) -> Result<attachment::SealedPiecePtr> {
        FG_TRY(const Place place, place_of(call));
        FG_TRY(const std::int64_t number, number_of(call));
        return service.prepare_piece(reader, call.as<Context>(), place.id, place.file, number, body.bytes);
      },
      [&service](Call& call, db::Session& session, const attachment::SealedPiecePtr& piece) -> Result<AttachmentLine> {
        FG_TRY(const CaseId id, call.id<CaseTag>("id"));
        return service.put_piece(session, call.as<Context>(), id, piece);
      });
  router.staged<Empty, attachment::Examined, AttachmentLine>(
      {Method::post, "/api/v1/cases/{id}/attachments/{attachment}/completion", "case.apply", "completeAttachment",
       "All pieces are there: the type is told from the content"},
      [&service](Call& call, db::Session& reader, const Empty&) -> Result<attachment::Examined> {
        FG_TRY(const Place place, place_of(call));
        return service.examine_attachment(reader, call.as<Context>(), place.id, place.file);
      },
      [&service](Call& call, db::Session& session, const attachment::Examined& examined) -> Result<AttachmentLine> {
        FG_TRY(const CaseId id, call.id<CaseTag>("id"));
        return service.complete_attachment(session, call.as<Context>(), id, examined);
      });
}

}  // namespace

void declare_attachment_routes(http::Router& router, Service& service) {
  declare_upload(router, service);
  router.query<Empty, std::vector<AttachmentLine>>(
      {Method::get, "/api/v1/cases/{id}/attachments", "case.read", "listAttachments", "The files of a case"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<std::vector<AttachmentLine>> {
        FG_TRY(const CaseId id, call.id<CaseTag>("id"));
        return service.attachments(session, call.as<Context>(), id);
      });
  router.query<Empty, http::File>({Method::get, "/api/v1/cases/{id}/attachments/{attachment}", "case.read",
                                   "downloadAttachment", "One file, always as a download"},
                                  [&service](Call& call, db::Session& session, const Empty&) -> Result<http::File> {
                                    FG_TRY(const Place place, place_of(call));
                                    return service.read_attachment(session, call.as<Context>(), place.id, place.file);
                                  });
  router.command<Empty, Empty>({Method::del, "/api/v1/cases/{id}/attachments/{attachment}", "case.apply",
                                "removeAttachment", "Take a file away that was not handed in yet"},
                               [&service](Call& call, db::Session& session, const Empty&) -> Result<Empty> {
                                 FG_TRY(const Place place, place_of(call));
                                 FG_CHECK(service.remove_attachment(session, call.as<Context>(), place.id, place.file));
                                 return Empty{};
                               });
}

}  // namespace fugong::resumption
