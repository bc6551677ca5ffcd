#include "policy/routes.h"

namespace fugong::policy {
namespace {

using http::Call;
using http::Empty;
using http::Method;

struct ChoiceView {
  std::string value, label;
};
BOOST_DESCRIBE_STRUCT(ChoiceView, (), (value, label))

struct FieldView {
  std::string id, label;
  FieldType type = FieldType::text;
  bool required = false;
  std::optional<double> minimum, maximum;
  std::optional<int> length_min, length_max;
  std::optional<std::string> pattern;
  std::vector<ChoiceView> choices;
  std::string hint;
  std::optional<std::string> prefill;
};
BOOST_DESCRIBE_STRUCT(FieldView, (),
                      (id, label, type, required, minimum, maximum, length_min, length_max, pattern, choices, hint,
                       prefill))

struct DocumentView {
  std::string id, name;
  std::vector<FieldView> fields;
};
BOOST_DESCRIBE_STRUCT(DocumentView, (), (id, name, fields))

struct ItemView {
  std::string id, text;
  bool mandatory = true;
};
BOOST_DESCRIBE_STRUCT(ItemView, (), (id, text, mandatory))

struct ChecklistView {
  std::string id, name;
  std::vector<ItemView> items;
};
BOOST_DESCRIBE_STRUCT(ChecklistView, (), (id, name, items))

// The rule itself, so that the form can say while somebody types what the server would say.
struct ConditionView {
  std::string id, reason, field;
  json::Value rule;
};
BOOST_DESCRIBE_STRUCT(ConditionView, (), (id, reason, field, rule))

struct PhaseView {
  std::string id, name, mode;
  bool closed = false;
  std::vector<ConditionView> conditions;
  std::vector<std::string> documents, pass_kinds;
  int test_every_days = 0;
};
BOOST_DESCRIBE_STRUCT(PhaseView, (), (id, name, mode, closed, conditions, documents, pass_kinds, test_every_days))

struct NamedView {
  std::string id, name;
};
BOOST_DESCRIBE_STRUCT(NamedView, (), (id, name))

struct ParticipantView {
  std::string id, name;
  bool conditional = false;
};
BOOST_DESCRIBE_STRUCT(ParticipantView, (), (id, name, conditional))

struct RouteStepView {
  std::string id, name;
  StepKind kind = StepKind::screening;
  std::vector<std::string> after;
  bool automatic = false, bulk = false;
  std::optional<Duration> limit_ms;
  std::vector<ParticipantView> participants;
  std::optional<std::string> checklist;
};
BOOST_DESCRIBE_STRUCT(RouteStepView, (), (id, name, kind, after, automatic, bulk, limit_ms, participants, checklist))

struct RouteView {
  std::string id, name;
  std::vector<RouteStepView> steps;
};
BOOST_DESCRIBE_STRUCT(RouteView, (), (id, name, steps))

struct ClockView {
  std::string id, name;
  Duration limit_ms{};
};
BOOST_DESCRIBE_STRUCT(ClockView, (), (id, name, limit_ms))

// What a form that asks for a pass has to know.
struct TripView {
  bool required = false;
  std::vector<TripValidity> validity;
  Duration trip_max_ms{};
  std::vector<VehicleKind> vehicle_kinds;  // empty: any
  std::vector<TripAsk> asks;
  int mates_max = 0, entry_points_max = 0;
};
BOOST_DESCRIBE_STRUCT(TripView, (), (required, validity, trip_max_ms, vehicle_kinds, asks, mates_max, entry_points_max))

struct PassKindView {
  std::string id, name;
  HolderKind holder = HolderKind::worker;
  std::string vehicle_use;
  Duration validity_ms{};
  bool needs_route = false;
  std::optional<TripView> trip;  // absent: no journeys are asked for
};
BOOST_DESCRIBE_STRUCT(PassKindView, (), (id, name, holder, vehicle_use, validity_ms, needs_route, trip))

struct ZoneView {
  std::string id, name;
  std::optional<std::string> district;  // another one, which is asked first
};
BOOST_DESCRIBE_STRUCT(ZoneView, (), (id, name, district))

struct PolicyView {
  std::string pack, version, name, phase;
  Timestamp since{}, now{};  // the district's clock: a rehearsal's is not the reader's
  std::vector<PhaseView> phases;
  std::vector<NamedView> departments, classes;
  std::vector<DocumentView> documents;
  std::vector<ChecklistView> checklists;
  std::vector<PassKindView> pass_kinds;
  std::vector<ZoneView> zones;
  std::vector<ClockView> clocks;
  std::vector<RouteView> routes;
  std::map<std::string, std::string> words;  // of what may be wrong with a field, by code; {limit} is to be filled in
};
BOOST_DESCRIBE_STRUCT(PolicyView, (),
                      (pack, version, name, phase, since, now, phases, departments, classes, documents, checklists,
                       pass_kinds, zones, clocks, routes, words))

constexpr std::string_view field_codes[] = {"field.required",
                                            "field.text",
                                            "field.number",
                                            "field.integer",
                                            "field.minimum",
                                            "field.maximum",
                                            "field.length_min",
                                            "field.length_max",
                                            "field.pattern",
                                            "field.choice",
                                            "field.unknown",
                                            "json.expected_boolean",
                                            "json.expected_date",
                                            "phone.format",
                                            "plate.format",
                                            "usc.length",
                                            "usc.character",
                                            "usc.check_digit",
                                            "usc.organisation_check_digit",
                                            "resident_id.length",
                                            "resident_id.character",
                                            "resident_id.birth_date",
                                            "resident_id.check_digit"};

struct ChangeView {
  std::string pack, version, phase;
  Timestamp at{};
  std::string by;
};
BOOST_DESCRIBE_STRUCT(ChangeView, (), (pack, version, phase, at, by))

FieldView to_view(const Field& f, Language language) {
  FieldView v{.id = f.id,
              .label = f.label.in(language),
              .type = f.type,
              .required = f.required,
              .minimum = f.minimum,
              .maximum = f.maximum,
              .length_min = f.length_min,
              .length_max = f.length_max,
              .pattern = {},
              .choices = {},
              .hint = f.hint.in(language),
              .prefill = {}};
  if (!f.pattern.empty()) v.pattern = f.pattern;
  for (const Choice& c : f.choices) v.choices.push_back({c.value, c.label.in(language)});
  if (!f.prefill.empty()) v.prefill = f.prefill;
  return v;
}

PhaseView to_view(const Phase& p, Language language) {
  PhaseView v{.id = p.id,
              .name = p.name.in(language),
              .mode = p.mode.in(language),
              .closed = p.closed,
              .conditions = {},
              .documents = p.documents,
              .pass_kinds = p.pass_kinds,
              .test_every_days = p.test_every_days};
  for (const Condition& c : p.conditions) v.conditions.push_back({c.id, c.reason.in(language), c.field, c.rule});
  return v;
}

PassKindView to_view(const PassKind& kind, Language language) {
  PassKindView v{.id = kind.id,
                 .name = kind.name.in(language),
                 .holder = kind.holder,
                 .vehicle_use = kind.vehicle_use,
                 .validity_ms = kind.validity,
                 .needs_route = kind.needs_route,
                 .trip = {}};
  if (kind.trip)
    v.trip = TripView{kind.trip->required, kind.trip->validity,  kind.trip->trip_max,        kind.trip->vehicle_kinds,
                      kind.trip->asks,     kind.trip->mates_max, kind.trip->entry_points_max};
  return v;
}

RouteView to_view(const Pack& pack, const ReviewRoute& route, Language language) {
  RouteView v{route.id, route.name.in(language), {}};
  for (const Step& s : route.steps) {
    RouteStepView step{.id = s.id,
                       .name = s.name.in(language),
                       .kind = s.kind,
                       .after = s.after,
                       .automatic = s.automatic,
                       .bulk = s.bulk,
                       .limit_ms = {},
                       .participants = {},
                       .checklist = {}};
    if (s.limit.ms > 0) step.limit_ms = s.limit;
    if (!s.checklist.empty()) step.checklist = s.checklist;
    for (const Participant& p : s.participants) {
      const Department* department = pack.department(p.department);
      step.participants.push_back(
          {p.department, department ? department->name.in(language) : std::string(), !p.when.is_null()});
    }
    v.steps.push_back(std::move(step));
  }
  return v;
}

template <class T>
std::vector<NamedView> names(const std::vector<T>& list, Language language) {
  std::vector<NamedView> out;
  for (const T& item : list) out.push_back({item.id, item.name.in(language)});
  return out;
}

PolicyView to_view(const InForce& rules, Timestamp now, Language language) {
  const Pack& pack = *rules.pack;
  PolicyView v{.pack = pack.id,
               .version = pack.version,
               .name = pack.name.in(language),
               .phase = rules.phase,
               .since = rules.since,
               .now = now};
  for (const Phase& p : pack.phases) v.phases.push_back(to_view(p, language));
  v.departments = names(pack.departments, language);
  v.classes = names(pack.classes, language);
  for (const Document& d : pack.documents) {
    DocumentView document{d.id, d.name.in(language), {}};
    for (const Field& f : d.fields) document.fields.push_back(to_view(f, language));
    v.documents.push_back(std::move(document));
  }
  for (const Checklist& c : pack.checklists) {
    ChecklistView list{c.id, c.name.in(language), {}};
    for (const ChecklistItem& i : c.items) list.items.push_back({i.id, i.text.in(language), i.mandatory});
    v.checklists.push_back(std::move(list));
  }
  for (const PassKind& kind : pack.pass_kinds) v.pass_kinds.push_back(to_view(kind, language));
  for (const Zone& zone : pack.zones)
    v.zones.push_back(
        {zone.id, zone.name.in(language), zone.district.empty() ? std::nullopt : std::optional(zone.district)});
  for (const std::string_view code : field_codes) v.words.emplace(code, message(language, code));
  for (const CaseClock& c : pack.clocks) v.clocks.push_back({c.id, c.name.in(language), c.limit});
  for (const ReviewRoute& r : pack.routes) v.routes.push_back(to_view(pack, r, language));
  return v;
}

}  // namespace

void declare_routes(http::Router& router, Store& store) {
  router.query<Empty, PolicyView>(
      {Method::get, "/api/v1/policy", "policy.read", "readPolicy", "The pack and phase in force"},
      [&store](Call& call, db::Session& session, const Empty&) -> Result<PolicyView> {
        FG_TRY(const InForce rules, store.in_force(session));
        return to_view(rules, call.now, call.language);
      });
  router.query<Empty, std::vector<ChangeView>>(
      {Method::get, "/api/v1/policy/history", "policy.read", "listPhaseChanges", "Every pack and phase so far"},
      [&store](Call&, db::Session& session, const Empty&) -> Result<std::vector<ChangeView>> {
        std::vector<ChangeView> out;
        for (const PhaseChange& c : store.history(session))
          out.push_back({c.pack_id, c.pack_version, c.phase, c.at, c.by});
        return out;
      });
  router.query<Empty, http::File>({Method::get, "/api/v1/policy/documents/{document}/blank", "policy.read",
                                   "printBlankDocument", "An empty form to print"},
                                  [&store](Call& call, db::Session& session, const Empty&) -> Result<http::File> {
                                    FG_TRY(const InForce rules, store.in_force(session));
                                    const Document* document = rules.pack->document(call.param("document"));
                                    if (!document) return fail(ErrorKind::not_found, "not_found", "document");
                                    return http::File{"text/html; charset=utf-8", "",
                                                      render_document(*document, json::Object{}, call.language)};
                                  });
}

}  // namespace fugong::policy
