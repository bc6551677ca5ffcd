// Photos and papers of supervision: the same routes for all that has some.
#include "attachment/file_routes.h"
#include "supervision/routes.h"

namespace fugong::supervision {
namespace {

using FilesRoutes = attachment::FileRoutes<Service, Context, FilesOf>;

constexpr FilesRoutes of_reports{
    .read_right = "supervision.read",
    .write_right = "report.write",
    .begin = {"/api/v1/supervision/plants/{id}/reports/{day}/photos", "beginReportPhoto",
              "Announce a photo of a day's report; its pieces follow"},
    .piece = {"/api/v1/supervision/plants/{id}/reports/{day}/photos/{attachment}/pieces/{number}",
              "putReportPhotoPiece", "One piece of it, numbered from 0; the same again changes nothing"},
    .complete = {"/api/v1/supervision/plants/{id}/reports/{day}/photos/{attachment}/completion", "completeReportPhoto",
                 "All pieces are there; what is no picture is refused"},
    .list = {"/api/v1/supervision/plants/{id}/reports/{day}/photos", "listReportPhotos",
             "The photos of a day's report"},
    .read = {"/api/v1/supervision/plants/{id}/reports/{day}/photos/{attachment}", "downloadReportPhoto",
             "One of them, always as a download"},
    .remove = {"/api/v1/supervision/plants/{id}/reports/{day}/photos/{attachment}", "removeReportPhoto",
               "Take a photo away that nobody has acted on"},
    .of = [](const http::Call& call) -> Result<FilesOf> {
      FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
      if (const auto day = parse_date(call.param("day"))) return ReportDay{id, *day};
      return fail(ErrorKind::not_found, "not_found", "day");
    }};

constexpr FilesRoutes of_violations{
    .read_right = "supervision.read",
    .write_right = "evidence.add",
    .begin = {"/api/v1/supervision/violations/{id}/evidence", "beginViolationEvidence",
              "Announce a photo or paper about a violation; its pieces follow"},
    .piece = {"/api/v1/supervision/violations/{id}/evidence/{attachment}/pieces/{number}", "putViolationEvidencePiece",
              "One piece of it, numbered from 0; the same again changes nothing"},
    .complete = {"/api/v1/supervision/violations/{id}/evidence/{attachment}/completion", "completeViolationEvidence",
                 "All pieces are there; the type is told from the content"},
    .list = {"/api/v1/supervision/violations/{id}/evidence", "listViolationEvidence",
             "Photos and papers about a violation"},
    .read = {"/api/v1/supervision/violations/{id}/evidence/{attachment}", "downloadViolationEvidence",
             "One of them, always as a download"},
    .remove = {"/api/v1/supervision/violations/{id}/evidence/{attachment}", "removeViolationEvidence",
               "Take a file away that nobody has acted on"},
    .of = [](const http::Call& call) -> Result<FilesOf> { return call.id<ViolationTag>("id"); }};

constexpr FilesRoutes of_sanctions{
    .read_right = "supervision.read",
    .write_right = "evidence.add",
    .begin = {"/api/v1/supervision/sanctions/{id}/evidence", "beginSanctionEvidence",
              "Announce a photo or paper of a rectification; its pieces follow"},
    .piece = {"/api/v1/supervision/sanctions/{id}/evidence/{attachment}/pieces/{number}", "putSanctionEvidencePiece",
              "One piece of it, numbered from 0; the same again changes nothing"},
    .complete = {"/api/v1/supervision/sanctions/{id}/evidence/{attachment}/completion", "completeSanctionEvidence",
                 "All pieces are there; the type is told from the content"},
    .list = {"/api/v1/supervision/sanctions/{id}/evidence", "listSanctionEvidence",
             "Photos and papers of a rectification"},
    .read = {"/api/v1/supervision/sanctions/{id}/evidence/{attachment}", "downloadSanctionEvidence",
             "One of them, always as a download"},
    .remove = {"/api/v1/supervision/sanctions/{id}/evidence/{attachment}", "removeSanctionEvidence",
               "Take a file away that nobody has acted on"},
    .of = [](const http::Call& call) -> Result<FilesOf> { return call.id<SanctionTag>("id"); }};

constexpr FilesRoutes of_inspections{
    .read_right = "supervision.read",
    .write_right = "inspection.record",
    .begin = {"/api/v1/supervision/inspections/{id}/photos", "beginInspectionPhoto",
              "Announce a photo of an inspection; its pieces follow"},
    .piece = {"/api/v1/supervision/inspections/{id}/photos/{attachment}/pieces/{number}", "putInspectionPhotoPiece",
              "One piece of it, numbered from 0; the same again changes nothing"},
    .complete = {"/api/v1/supervision/inspections/{id}/photos/{attachment}/completion", "completeInspectionPhoto",
                 "All pieces are there; what is no picture is refused"},
    .list = {"/api/v1/supervision/inspections/{id}/photos", "listInspectionPhotos", "The photos of an inspection"},
    .read = {"/api/v1/supervision/inspections/{id}/photos/{attachment}", "downloadInspectionPhoto",
             "One of them, always as a download"},
    .remove = {"/api/v1/supervision/inspections/{id}/photos/{attachment}", "removeInspectionPhoto",
               "Take a photo away that nobody has acted on"},
    .of = [](const http::Call& call) -> Result<FilesOf> { return call.id<InspectionTag>("id"); }};

}  // namespace

void declare_file_routes(http::Router& router, Service& service) {
  for (const FilesRoutes* routes : {&of_reports, &of_violations, &of_sanctions, &of_inspections})
    attachment::declare_files(router, service, *routes);
}

}  // namespace fugong::supervision
