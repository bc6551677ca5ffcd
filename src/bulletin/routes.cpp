#include "bulletin/routes.h"

#include "bulletin/printed.h"

namespace fugong::bulletin {
namespace {

using http::Call;
using http::Method;

enum class Format : std::uint8_t { json, text };
BOOST_DESCRIBE_ENUM(Format, json, text)

struct BulletinFilter {
  std::optional<Date> as_of;        // absent: today
  std::optional<Format> format;     // absent: json
  std::optional<std::string> lang;  // of the text; absent: the reader's
};
BOOST_DESCRIBE_STRUCT(BulletinFilter, (), (as_of, format, lang))

struct DayFilter {
  std::optional<Date> as_of;  // absent: today
};
BOOST_DESCRIBE_STRUCT(DayFilter, (), (as_of))

struct FileFilter {
  std::optional<Date> as_of;        // absent: today
  std::optional<std::string> lang;  // absent: the reader's
};
BOOST_DESCRIBE_STRUCT(FileFilter, (), (as_of, lang))

struct Wanted {
  Edition edition;
  Language language = Language::zh_cn;
};

Result<Context> context_of(const Call& call, const std::optional<std::string>& lang) {
  Context context{call.actor, call.now, call.language};
  if (!lang) return context;
  for (const Language language : {Language::zh_cn, Language::en})
    if (*lang == language_tag(language)) {
      context.language = language;
      return context;
    }
  return invalid("bulletin.language", "lang");
}

void declare_files(http::Router& router, Service& service) {
  const auto look = [&service](Call& call, db::Session& session, const FileFilter& filter) -> Result<Wanted> {
    FG_TRY(const Context context, context_of(call, filter.lang));
    FG_TRY(Edition found, service.to_print(session, context, filter.as_of));
    return Wanted{std::move(found), context.language};
  };
  const auto name_of = [](const Wanted& w, const char* ending) {
    return message(w.language, "bulletin.file", {{"as_of", w.edition.bulletin.as_of.text}}) + ending;
  };
  router.made<FileFilter, Wanted, http::File>(
      {Method::get, "/api/v1/bulletin.pdf", "bulletin.read", "getBulletinPdf", "The bulletin of a day, to print"}, look,
      [name_of](Call& call, const Wanted& w) -> Result<http::File> {
        FG_TRY(std::string bytes, to_pdf(w.edition, w.language, call.now));
        return http::File{"application/pdf", name_of(w, ".pdf"), std::move(bytes)};
      });
  router.made<FileFilter, Wanted, http::File>({Method::get, "/api/v1/bulletin.xlsx", "bulletin.read", "getBulletinXlsx",
                                               "The figures of a day beside the day before, as a spreadsheet"},
                                              look, [name_of](Call&, const Wanted& w) -> Result<http::File> {
                                                FG_TRY(std::string bytes, to_xlsx(w.edition, w.language));
                                                return http::File{
                                                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                                    name_of(w, ".xlsx"), std::move(bytes)};
                                              });
}

}  // namespace

void declare_routes(http::Router& router, Service& service) {
  declare_files(router, service);
  // A file, because it is text or JSON as asked for.
  router.query<BulletinFilter, http::File>(
      {Method::get, "/api/v1/bulletin", "bulletin.read", "getBulletin", "The bulletin of a day, as figures or as text"},
      [&service](Call& call, db::Session& session, const BulletinFilter& filter) -> Result<http::File> {
        FG_TRY(const Context context, context_of(call, filter.lang));
        if (filter.format == Format::text) {
          FG_TRY(std::string text, service.text(session, context, filter.as_of));
          return http::File{"text/plain; charset=utf-8", {}, std::move(text)};
        }
        FG_TRY(const Bulletin bulletin, service.read(session, context, filter.as_of));
        return http::File{"application/json", {}, json::write(bulletin)};
      });
  router.query<DayFilter, BulletinChanges>({Method::get, "/api/v1/bulletin/changes", "bulletin.read",
                                            "getBulletinChanges", "Every figure of a day beside the day before"},
                                           [&service](Call& call, db::Session& session, const DayFilter& filter) {
                                             return service.changes(session, {call.actor, call.now, call.language},
                                                                    filter.as_of);
                                           });
  router.query<http::Empty, DistrictMap>({Method::get, "/api/v1/map", "bulletin.read", "getDistrictMap",
                                          "Where the enterprises stand and how far each is"},
                                         [&service](Call& call, db::Session& session, const http::Empty&) {
                                           return service.map(session, call.as<Context>());
                                         });
  router.query<http::Empty, Dashboard>(
      {Method::get, "/api/v1/dashboard", "bulletin.read", "getDashboard", "Everything the command centre shows"},
      [&service](Call& call, db::Session& session, const http::Empty&) {
        return service.dashboard(session, {call.actor, call.now, call.language});
      });
}

}  // namespace fugong::bulletin
