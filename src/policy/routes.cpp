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
  std::optional<int> length_max;
  std::vector<ChoiceView> choices;
  std::string hint;
  std::optional<std::string> prefill;
};
BOOST_DESCRIBE_STRUCT(FieldView, (), (id, label, type, required, minimum, maximum, length_max, choices, hint, prefill))

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

struct ConditionView {
  std::string id, reason;
};
BOOST_DESCRIBE_STRUCT(ConditionView, (), (id, reason))

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
  std::optional<TripView> trip;            // absent: no journeys are asked for
};
BOOST_DESCRIBE_STRUCT(PassKindView, (), (id, name, holder, vehicle_use, validity_ms, needs_route, trip))

struct ZoneView {
  std::string id, name;
  std::optional<std::string> district;     // another one, which is asked first
};
BOOST_DESCRIBE_STRUCT(ZoneView, (), (id, name, district))

struct PolicyView {
  std::string pack, version, name, phase;
  Timestamp since{};
  std::vector<PhaseView> phases;
  std::vector<NamedView> departments, classes;
  std::vector<DocumentView> documents;
  std::vector<ChecklistView> checklists;
  std::vector<PassKindView> pass_kinds;
  std::vector<ZoneView> zones;
  std::vector<ClockView> clocks;
};
BOOST_DESCRIBE_STRUCT(PolicyView, (), (pack, version, name, phase, since, phases, departments, classes, documents,
                                       checklists, pass_kinds, zones, clocks))

struct ChangeView {
  std::string pack, version, phase;
  Timestamp at{};
  std::string by;
};
BOOST_DESCRIBE_STRUCT(ChangeView, (), (pack, version, phase, at, by))

FieldView to_view(const Field& f, Language language) {
  FieldView v{.id = f.id, .label = f.label.in(language), .type = f.type, .required = f.required, .minimum = f.minimum,
              .maximum = f.maximum, .length_max = f.length_max, .choices = {}, .hint = f.hint.in(language), .prefill = {}};
  for (const Choice& c : f.choices) v.choices.push_back({c.value, c.label.in(language)});
  if (!f.prefill.empty()) v.prefill = f.prefill;
  return v;
}

PhaseView to_view(const Phase& p, Language language) {
  PhaseView v{.id = p.id, .name = p.name.in(language), .mode = p.mode.in(language), .closed = p.closed, .conditions = {},
              .documents = p.documents, .pass_kinds = p.pass_kinds, .test_every_days = p.test_every_days};
  for (const Condition& c : p.conditions) v.conditions.push_back({c.id, c.reason.in(language)});
  return v;
}

PassKindView to_view(const PassKind& kind, Language language) {
  PassKindView v{.id = kind.id, .name = kind.name.in(language), .holder = kind.holder, .vehicle_use = kind.vehicle_use,
                 .validity_ms = kind.validity, .needs_route = kind.needs_route, .trip = {}};
  if (kind.trip)
    v.trip = TripView{kind.trip->required, kind.trip->validity, kind.trip->trip_max, kind.trip->vehicle_kinds,
                      kind.trip->asks, kind.trip->mates_max, kind.trip->entry_points_max};
  return v;
}

template <class T>
std::vector<NamedView> names(const std::vector<T>& list, Language language) {
  std::vector<NamedView> out;
  for (const T& item : list) out.push_back({item.id, item.name.in(language)});
  return out;
}

PolicyView to_view(const InForce& rules, Language language) {
  const Pack& pack = *rules.pack;
  PolicyView v{.pack = pack.id, .version = pack.version, .name = pack.name.in(language), .phase = rules.phase, .since = rules.since};
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
    v.zones.push_back({zone.id, zone.name.in(language), zone.district.empty() ? std::nullopt : std::optional(zone.district)});
  for (const CaseClock& c : pack.clocks) v.clocks.push_back({c.id, c.name.in(language), c.limit});
  return v;
}

}  // namespace

void declare_routes(http::Router& router, Store& store) {
  router.query<Empty, PolicyView>(
      {Method::get, "/api/v1/policy", "policy.read", "readPolicy", "The pack and phase in force"},
      [&store](Call& call, db::Session& session, const Empty&) -> Result<PolicyView> {
        FG_TRY(const InForce rules, store.in_force(session));
        return to_view(rules, call.language);
      });
  router.query<Empty, std::vector<ChangeView>>(
      {Method::get, "/api/v1/policy/history", "policy.read", "listPhaseChanges", "Every pack and phase so far"},
      [&store](Call&, db::Session& session, const Empty&) -> Result<std::vector<ChangeView>> {
        std::vector<ChangeView> out;
        for (const PhaseChange& c : store.history(session)) out.push_back({c.pack_id, c.pack_version, c.phase, c.at, c.by});
        return out;
      });
  router.query<Empty, http::File>(
      {Method::get, "/api/v1/policy/documents/{document}/blank", "policy.read", "printBlankDocument", "An empty form to print"},
      [&store](Call& call, db::Session& session, const Empty&) -> Result<http::File> {
        FG_TRY(const InForce rules, store.in_force(session));
        const Document* document = rules.pack->document(call.param("document"));
        if (!document) return fail(ErrorKind::not_found, "not_found", "document");
        return http::File{"text/html; charset=utf-8", "", render_document(*document, json::Object{}, call.language)};
      });
}

}  // namespace fugong::policy
