// Files of a case: announced, sent in pieces, completed. The same routes for the application and for the inspector's
// photos.
#include <charconv>

#include "attachment/rules.h"
#include "resumption/routes.h"

namespace fugong::resumption {
namespace {

using http::Call;
using http::Empty;
using http::Method;

struct Named {
  std::string_view path, operation, summary;
};
struct Routes {
  std::string_view write_right;
  Named begin, piece, complete, list, read, remove;
  Result<FilesOf> (*of)(const Call&);
};

constexpr Routes of_applications{
    .write_right = "case.apply",
    .begin = {"/api/v1/cases/{id}/attachments", "beginAttachment", "Announce a file; its pieces follow"},
    .piece = {"/api/v1/cases/{id}/attachments/{attachment}/pieces/{number}", "putAttachmentPiece",
              "One piece of a file, numbered from 0; the same again changes nothing"},
    .complete = {"/api/v1/cases/{id}/attachments/{attachment}/completion", "completeAttachment",
                 "All pieces are there: the type is told from the content"},
    .list = {"/api/v1/cases/{id}/attachments", "listAttachments", "The files of a case"},
    .read = {"/api/v1/cases/{id}/attachments/{attachment}", "downloadAttachment", "One file, always as a download"},
    .remove = {"/api/v1/cases/{id}/attachments/{attachment}", "removeAttachment",
               "Take a file away that was not handed in yet"},
    .of = [](const Call& call) -> Result<FilesOf> { return call.id<CaseTag>("id"); }};

constexpr Routes of_inspections{
    .write_right = "case.inspect",
    .begin = {"/api/v1/tasks/{id}/photos", "beginPhoto", "Announce a photo of an inspection; its pieces follow"},
    .piece = {"/api/v1/tasks/{id}/photos/{attachment}/pieces/{number}", "putPhotoPiece",
              "One piece of a photo, numbered from 0; the same again changes nothing"},
    .complete = {"/api/v1/tasks/{id}/photos/{attachment}/completion", "completePhoto",
                 "All pieces are there; what is no picture is refused"},
    .list = {"/api/v1/tasks/{id}/photos", "listPhotos", "The photos of an inspection"},
    .read = {"/api/v1/tasks/{id}/photos/{attachment}", "downloadPhoto", "One photo"},
    .remove = {"/api/v1/tasks/{id}/photos/{attachment}", "removePhoto",
               "Take a photo away while the inspection is not decided"},
    .of = [](const Call& call) -> Result<FilesOf> { return call.id<TaskTag>("id"); }};

// Both ids of the path.
struct Place {
  FilesOf of;
  AttachmentId file;
};
Result<Place> place_of(const Routes& routes, const Call& call) {
  FG_TRY(const FilesOf of, routes.of(call));
  FG_TRY(const AttachmentId file, call.id<attachment::AttachmentTag>("attachment"));
  return Place{of, file};
}

Result<std::int64_t> number_of(const Call& call) {
  const std::string_view text = call.param("number");
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    return fail(ErrorKind::not_found, "not_found", "number");
  return number;
}

void declare_upload(http::Router& router, Service& service, const Routes& r) {
  router.command<attachment::BeginRequest, AttachmentLine>(
      {Method::post, r.begin.path, r.write_right, r.begin.operation, r.begin.summary, 201},
      [&service, &r](Call& call, db::Session& session, const attachment::BeginRequest& body) -> Result<AttachmentLine> {
        FG_TRY(const FilesOf of, r.of(call));
        return service.begin_attachment(session, call.as<Context>(), of, body);
      });
  router.staged<http::Upload, attachment::SealedPiecePtr, AttachmentLine>(
      {Method::put, r.piece.path, r.write_right, r.piece.operation, r.piece.summary, 200, attachment::piece_bytes},
      [&service, &r](Call& call, db::Session& reader, const http::Upload& body) -> Result<attachment::SealedPiecePtr> {
        FG_TRY(const Place place, place_of(r, call));
        FG_TRY(const std::int64_t number, number_of(call));
        return service.prepare_piece(reader, call.as<Context>(), place.of, place.file, number, body.bytes);
      },
      [&service, &r](Call& call, db::Session& session,
                     const attachment::SealedPiecePtr& piece) -> Result<AttachmentLine> {
        FG_TRY(const FilesOf of, r.of(call));
        return service.put_piece(session, call.as<Context>(), of, piece);
      });
  router.staged<Empty, attachment::Examined, AttachmentLine>(
      {Method::post, r.complete.path, r.write_right, r.complete.operation, r.complete.summary},
      [&service, &r](Call& call, db::Session& reader, const Empty&) -> Result<attachment::Examined> {
        FG_TRY(const Place place, place_of(r, call));
        return service.examine_attachment(reader, call.as<Context>(), place.of, place.file);
      },
      [&service, &r](Call& call, db::Session& session, const attachment::Examined& examined) -> Result<AttachmentLine> {
        FG_TRY(const FilesOf of, r.of(call));
        return service.complete_attachment(session, call.as<Context>(), of, examined);
      });
}

void declare_files(http::Router& router, Service& service, const Routes& r) {
  declare_upload(router, service, r);
  router.query<Empty, std::vector<AttachmentLine>>(
      {Method::get, r.list.path, "case.read", r.list.operation, r.list.summary},
      [&service, &r](Call& call, db::Session& session, const Empty&) -> Result<std::vector<AttachmentLine>> {
        FG_TRY(const FilesOf of, r.of(call));
        return service.attachments(session, call.as<Context>(), of);
      });
  router.query<Empty, http::File>({Method::get, r.read.path, "case.read", r.read.operation, r.read.summary},
                                  [&service, &r](Call& call, db::Session& session, const Empty&) -> Result<http::File> {
                                    FG_TRY(const Place place, place_of(r, call));
                                    return service.read_attachment(session, call.as<Context>(), place.of, place.file);
                                  });
  router.command<Empty, Empty>({Method::del, r.remove.path, r.write_right, r.remove.operation, r.remove.summary},
                               [&service, &r](Call& call, db::Session& session, const Empty&) -> Result<Empty> {
                                 FG_TRY(const Place place, place_of(r, call));
                                 FG_CHECK(service.remove_attachment(session, call.as<Context>(), place.of, place.file));
                                 return Empty{};
                               });
}

}  // namespace

void declare_attachment_routes(http::Router& router, Service& service) {
  declare_files(router, service, of_applications);
  declare_files(router, service, of_inspections);
}

}  // namespace fugong::resumption
