#include "policy/loader.h"

#include <openssl/evp.h>

#include <algorithm>
#include <filesystem>
#include <ostream>

#include "policy/checks.h"
#include "policy/load_service.h"
#include "policy/load_supervision.h"
#include "policy/raw.h"
#include "policy/schema_check.h"

namespace fugong::policy {
namespace {

template <class T>
T or_default(const std::optional<T>& value, T fallback = {}) {
  return value ? *value : fallback;
}

Calendar to_calendar(const raw::Calendar& r) {
  Calendar c;
  c.zone = r.zone;
  c.working_days = or_default(r.working_days);
  c.open_minute = or_default(r.open_minute, 0);
  c.close_minute = or_default(r.close_minute, 24 * 60);
  for (const Date& day : or_default(r.holidays)) c.holidays.push_back(day.text);
  return c;
}

Field to_field(const raw::Field& r) {
  Field f;
  f.id = r.id;
  f.label = r.label;
  f.type = r.type;
  f.required = or_default(r.required, false);
  f.minimum = r.minimum;
  f.maximum = r.maximum;
  f.length_min = r.length_min;
  f.length_max = r.length_max;
  f.pattern = or_default(r.pattern);
  for (const raw::Choice& c : or_default(r.choices)) f.choices.push_back({c.value, c.label});
  f.prefill = or_default(r.prefill);
  f.hint = or_default(r.hint);
  return f;
}

Step to_step(const raw::Step& r) {
  Step s;
  s.id = r.id;
  s.kind = r.kind;
  s.name = r.name;
  s.after = or_default(r.after);
  s.automatic = or_default(r.automatic, false);
  for (const raw::Participant& p : or_default(r.participants))
    s.participants.push_back({p.department, p.when.value_or(nullptr)});
  s.limit = minutes(or_default(r.limit_minutes, std::int64_t{0}));
  s.checklist = or_default(r.checklist);
  s.on_return = or_default(r.on_return, OnReturn::to_applicant);
  s.on_refusal = or_default(r.on_refusal, OnRefusal::refuse_case);
  s.bulk = or_default(r.bulk, false);
  return s;
}

Phase to_phase(const raw::Phase& r) {
  Phase p{.id = r.id,
          .name = r.name,
          .mode = r.mode,
          .closed = or_default(r.closed, false),
          .conditions = {},
          .documents = r.documents,
          .route_of_class = r.route_of_class,
          .pass_kinds = r.pass_kinds,
          .test_every_days = or_default(r.test_every_days, 0)};
  for (const raw::Condition& c : r.conditions) p.conditions.push_back({c.id, c.rule, or_default(c.field), c.reason});
  return p;
}

TripRules to_trip(const raw::TripRules& r) {
  const TripRules usual;
  return {.required = or_default(r.required, false),
          .validity = r.validity,
          .trip_max = hours(or_default(r.trip_hours_max, std::int64_t{24})),
          .vehicle_kinds = or_default(r.vehicle_kinds),
          .asks = or_default(r.asks),
          .mates_max = or_default(r.mates_max, usual.mates_max),
          .entry_points_max = or_default(r.entry_points_max, usual.entry_points_max)};
}

PassKind to_pass_kind(const raw::PassKind& r) {
  PassKind kind{.id = r.id,
                .name = r.name,
                .holder = r.holder,
                .validity = hours(r.validity_hours),
                .scheme = or_default(r.scheme, 1),
                .needs_route = or_default(r.needs_route, false),
                .zones = or_default(r.zones),
                .vehicle_use = or_default(r.vehicle_use),
                .schemes = {},
                .trip = r.trip ? std::optional(to_trip(*r.trip)) : std::nullopt,
                .review = {},
                .green = {},
                .limit = {},
                .speed_kmh_max = or_default(r.speed_kmh_max, 0),
                .asks_plate = or_default(r.asks_plate, r.holder == HolderKind::vehicle),
                .asks_zone = or_default(r.asks_zone, r.zones && !r.zones->empty())};
  if (r.review) kind.review = {r.review->departments, minutes(r.review->limit_minutes)};
  if (r.green) kind.green = GreenChannel{r.green->rule, {r.green->departments, minutes(r.green->limit_minutes)}};
  if (r.limit)
    kind.limit = PassLimit{r.limit->passes, r.limit->per_workers, or_default(r.limit->at_least, std::int64_t{0})};
  for (const raw::SchemeStep& step : or_default(r.schemes))
    kind.schemes.push_back(
        {step.scheme, step.from, step.grace_hours ? std::optional(hours(*step.grace_hours)) : std::nullopt});
  return kind;
}

GateRules to_gate(const raw::GateRules& r) {
  const GateRules usual;
  return {.leeway_s = or_default(r.leeway_s, usual.leeway_s),
          .trust_age_s_max = or_default(r.trust_age_s_max, usual.trust_age_s_max),
          .list_age_s_max = or_default(r.list_age_s_max, usual.list_age_s_max),
          .proof_past_s = or_default(r.proof_past_s, usual.proof_past_s),
          .proof_future_s = or_default(r.proof_future_s, usual.proof_future_s),
          .repeat_s = or_default(r.repeat_s, usual.repeat_s),
          .key_notice_s = or_default(r.key_notice_s, usual.key_notice_s)};
}

Checklist to_checklist(const raw::Checklist& r) {
  Checklist c{.id = r.id, .name = r.name, .items = {}};
  for (const raw::ChecklistItem& i : r.items) c.items.push_back({i.id, i.text, or_default(i.mandatory, true)});
  return c;
}

Document to_document(const raw::Document& r) {
  Document d{.id = r.id, .name = r.name, .fields = {}, .template_html = r.html};
  for (const raw::Field& f : r.fields) d.fields.push_back(to_field(f));
  return d;
}

ReviewRoute to_route(const raw::Route& r) {
  ReviewRoute route{.id = r.id, .name = r.name, .steps = {}};
  for (const raw::Step& s : r.steps) route.steps.push_back(to_step(s));
  return route;
}

std::shared_ptr<Pack> to_pack(const raw::Pack& r) {
  auto pack = std::make_shared<Pack>();
  pack->id = r.id;
  pack->name = r.name;
  pack->default_phase = r.default_phase;
  pack->calendar = to_calendar(r.calendar);
  for (const raw::Clock& c : r.clocks)
    pack->clocks.push_back({c.id, c.name, c.stops_when_done, minutes(c.limit_minutes), or_default(c.warn_percent, 75)});
  for (const raw::Department& d : r.departments) pack->departments.push_back({d.id, d.name});
  for (const raw::Class& c : r.classes) pack->classes.push_back({c.id, c.name, c.rule});
  for (const raw::Phase& p : r.phases) pack->phases.push_back(to_phase(p));
  for (const raw::Route& route : r.routes) pack->routes.push_back(to_route(route));
  for (const raw::Document& d : r.documents) pack->documents.push_back(to_document(d));
  for (const raw::Checklist& c : r.checklists) pack->checklists.push_back(to_checklist(c));
  for (const raw::PassKind& k : r.pass_kinds) pack->pass_kinds.push_back(to_pass_kind(k));
  for (const raw::Zone& z : or_default(r.zones)) pack->zones.push_back({z.id, z.name, or_default(z.district)});
  pack->gate = to_gate(or_default(r.gate));
  if (r.health) pack->health = {hours(r.health->green_hours), hours(r.health->grey_hours)};
  if (r.supervision) pack->supervision = to_supervision(*r.supervision);
  if (r.service) pack->service = to_service(*r.service);
  for (const raw::Indicator& i : r.indicators)
    pack->indicators.push_back({i.id, i.name, i.measure, i.threshold, i.unit});
  pack->texts = r.texts;
  return pack;
}

// First 16 hex characters of SHA-256 over every file's name and text.
std::string version_of(const Files& files) {
  std::string all;
  for (const auto& [name, text] : files) all.append(name).append(1, '\0').append(text).append(1, '\0');
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(all.data(), all.size(), digest, &size, EVP_sha256(), nullptr);
  static constexpr char hex[] = "0123456789abcdef";
  std::string out;
  for (int i = 0; i < 8; ++i) out.append(1, hex[digest[i] >> 4]).append(1, hex[digest[i] & 15]);
  return out;
}

Complaint of_error(const Error& error, const std::string& file) {
  Complaint complaint{{file, 1}, error.code, error.params};
  for (const auto& [name, value] : error.params)
    if (name == "line") complaint.place.line = std::atoi(value.c_str());
  return complaint;
}

// The files taken together as one object; a part said twice is a complaint.
Yaml merge(const Files& files, std::vector<Complaint>& complaints) {
  Yaml all;
  json::Object object;
  for (const auto& [name, text] : files) {
    auto yaml = read_yaml(text, name);
    if (!yaml) {
      complaints.push_back(of_error(yaml.error(), name));
      continue;
    }
    json::Object* parts = yaml->value.if_object();
    if (!parts) {
      complaints.push_back({{name, 1}, "policy.no_parts", {}});
      continue;
    }
    for (auto& part : *parts) {
      const std::string key(part.key());
      if (object.contains(key)) complaints.push_back({yaml->place_of(key), "policy.duplicate", {{"id", key}}});
      else object.emplace(key, std::move(part.value()));
    }
    all.places.insert(yaml->places.begin(), yaml->places.end());
  }
  // Where a part that no file has is missed.
  constexpr const char* main_file = "pack.yaml";
  all.places[""] = {files.empty() || files.contains(main_file) ? std::string(main_file) : files.begin()->first, 1};
  all.value = std::move(object);
  return all;
}

// As one reads the files, from the top down.
Loaded in_order(Loaded loaded) {
  std::ranges::stable_sort(loaded.complaints, {},
                           [](const Complaint& c) { return std::pair(c.place.file, c.place.line); });
  return loaded;
}

}  // namespace

std::string to_line(const Complaint& complaint, Language language) {
  TextParams params = complaint.params;
  // Kinds of things have names of their own in each language.
  for (auto& [name, value] : params) {
    std::string kind = "policy.kind." + value;
    std::ranges::replace(kind, ' ', '_');
    if (name == "kind" && has_message(language, kind)) value = message(language, kind);
  }
  if (!complaint.reason.empty()) params.emplace_back("reason", message(language, complaint.reason, complaint.params));
  // The place stands in front already; elsewhere the message of a YAML fault ends with it.
  const std::string here = complaint.code + ".here";
  const std::string& code = has_message(language, here) ? here : complaint.code;
  return complaint.place.file + ":" + std::to_string(complaint.place.line) + ": " + message(language, code, params);
}

json::Value pack_schema() {
  json::Object schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                      {"title", "Fugong policy pack: the YAML files of one folder, taken together as one object"}};
  const json::Value parts = json::schema<raw::Pack>();
  for (const auto& part : parts.get_object()) schema.emplace(part.key(), part.value());
  return schema;
}

Loaded load_files(Files files) {
  Loaded loaded;
  loaded.files = std::move(files);
  const Yaml yaml = merge(loaded.files, loaded.complaints);
  if (!loaded.complaints.empty()) return loaded;
  for (const SchemaFault& fault : check_schema(pack_schema(), yaml.value))
    loaded.complaints.push_back(
        {yaml.place_of(fault.path), "policy.schema", {{"path", fault.path}, {"reason", fault.reason}}});
  const auto raw = json::from_value<raw::Pack>(yaml.value);
  if (!raw) {
    auto faults = raw.error().more;
    if (faults.empty()) faults.push_back({raw.error().field, raw.error().code, raw.error().params});
    loaded.complaints.clear();  // the binder says the same in the reader's language
    for (const FieldError& f : faults) {
      TextParams params = f.params;
      params.emplace_back("path", f.field);
      loaded.complaints.push_back({yaml.place_of(f.field), "policy.value", std::move(params), f.code});
    }
  }
  if (!loaded.complaints.empty()) return in_order(std::move(loaded));
  auto pack = to_pack(*raw);
  pack->version = version_of(loaded.files);
  check_pack(*pack, [&](const std::string& path, const char* code, TextParams params) {
    loaded.complaints.push_back({yaml.place_of(path), code, std::move(params)});
  });
  if (loaded.complaints.empty()) loaded.pack = std::move(pack);
  return in_order(std::move(loaded));
}

Loaded load_folder(const std::string& folder) {
  namespace fs = std::filesystem;
  Files files;
  Loaded failed;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".yaml") continue;
    auto text = read_file(entry.path().string());
    if (!text) failed.complaints.push_back(of_error(text.error(), entry.path().string()));
    else files.emplace(entry.path().filename().string(), std::move(*text));
  }
  if (error || files.empty() || files.size() > pack_files_max)
    failed.complaints.emplace_back(
        Complaint{.place = {folder, 0}, .code = "policy.no_files", .params = {{"folder", folder}}});
  return failed.complaints.empty() ? load_files(std::move(files)) : failed;
}

int check_command(const std::string& folder, Language language, std::ostream& out, std::ostream& err) {
  const Loaded loaded = load_folder(folder);
  for (const Complaint& complaint : loaded.complaints) err << to_line(complaint, language) << '\n';
  if (!loaded.pack) return 1;
  const Pack& pack = *loaded.pack;
  out << message(language, "policy.check_ok",
                 {{"name", pack.name.in(language)},
                  {"id", pack.id},
                  {"version", pack.version},
                  {"phases", std::to_string(pack.phases.size())},
                  {"routes", std::to_string(pack.routes.size())},
                  {"documents", std::to_string(pack.documents.size())},
                  {"departments", std::to_string(pack.departments.size())}})
      << '\n';
  return 0;
}

}  // namespace fugong::policy
