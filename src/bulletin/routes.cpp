#include "bulletin/routes.h"

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

}  // namespace

void declare_routes(http::Router& router, Service& service) {
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
  router.query<http::Empty, Dashboard>(
      {Method::get, "/api/v1/dashboard", "bulletin.read", "getDashboard", "Everything the command centre shows"},
      [&service](Call& call, db::Session& session, const http::Empty&) {
        return service.dashboard(session, {call.actor, call.now, call.language});
      });
}

}  // namespace fugong::bulletin
