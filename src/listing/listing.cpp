#include "listing/listing.h"

#include "audit/log.h"

namespace fugong::listing {

std::string Words::time(const std::optional<Timestamp>& at) const {
  return at ? to_local_minutes(*at, desk_.zone) : std::string();
}

std::string Words::place(const std::string& code) const {
  return once("place " + code, [&] {
    std::string name = desk_.place_name && !code.empty() ? desk_.place_name(session, code, language) : std::string();
    return name.empty() ? code : name;
  });
}

std::string Words::yes(bool value) const { return message(language, value ? "listing.yes" : "listing.no"); }

const std::string& Words::once(const std::string& key, const std::function<std::string()>& ask) const {
  const auto found = known_.find(key);
  return found != known_.end() ? found->second : known_.emplace(key, ask()).first->second;
}

Sheet begin_sheet(const Desk& desk, const http::Call& call, const char* name, Format format) {
  Sheet sheet;
  sheet.format = format;
  sheet.language = call.language;
  sheet.title = message(call.language, "listing.title." + std::string(name));
  sheet.district = call.language == Language::en && !desk.name_en.empty() ? desk.name_en : desk.name;
  sheet.made_by = call.actor.person_name;
  sheet.made_at = to_local_minutes(call.now, desk.zone);
  sheet.at = call.now;
  return sheet;
}

Status check_size(std::size_t rows, Format format) {
  if (rows <= rows_max(format)) return {};
  return invalid("listing.too_many", "filter", {{"rows", std::to_string(rows_max(format))}});
}

void record(db::Session& session, const Desk& desk, const http::Call& call, const Taken& taken) {
  json::Array filters;
  for (const std::string& name : taken.filters) filters.emplace_back(name);
  const json::Object detail{{"format", json::enum_name(taken.sheet.format)},
                            {"rows", static_cast<std::int64_t>(taken.sheet.rows.size())},
                            {"whose", taken.whose},
                            {"filters", std::move(filters)}};
  audit::append(session, {.district = desk.district,
                          .at = call.now,
                          .actor = call.actor.person.text,
                          .actor_name = call.actor.person_name,
                          .action = "list.export",
                          .subject_kind = "list",
                          .subject_id = taken.list,
                          .detail = json::write_value(detail)});
}

}  // namespace fugong::listing
