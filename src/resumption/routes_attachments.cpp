// Files of a case: announced, sent in pieces, completed. The same routes for the application and for the inspector's
// photos.
#include "attachment/file_routes.h"
#include "resumption/routes.h"

namespace fugong::resumption {
namespace {

using http::Call;
using Routes = attachment::FileRoutes<Service, Context, FilesOf>;

constexpr Routes of_applications{
    .read_right = "case.read",
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
    .read_right = "case.read",
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

}  // namespace

void declare_attachment_routes(http::Router& router, Service& service) {
  attachment::declare_files(router, service, of_applications);
  attachment::declare_files(router, service, of_inspections);
}

}  // namespace fugong::resumption
