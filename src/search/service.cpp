#include "search/service.h"

#include <algorithm>

#include "audit/log.h"
#include "identity/rights.h"
#include "search/rules.h"
#include "search/store.h"

namespace fugong::search {
namespace {

// Grows when records are indexed otherwise than before: the index of an older district is then built again.
constexpr std::int64_t index_build = 1;

constexpr Kind kinds[] = {Kind::enterprise, Kind::resumption, Kind::person, Kind::vehicle, Kind::account};

const char* right_of(Kind kind) {
  switch (kind) {
    case Kind::enterprise: return "enterprise.read";
    case Kind::resumption: return "case.read";
    case Kind::person:
    case Kind::vehicle: return "roster.read";
    case Kind::account: return "identity.manage";
    case Kind::pass: return "pass.read";
  }
  return "";
}

// What narrows the index to the actor's own; nothing: the actor sees none of the kind. Empty: everything.
std::optional<std::string> own_gram(const Actor& actor, Kind kind) {
  if (identity::allows_everywhere(actor, right_of(kind))) return std::string();
  if (!identity::allows(actor, right_of(kind)) || actor.organisation_code.empty()) return std::nullopt;
  if (actor.kind == OrganisationKind::enterprise) return owner_gram(kind, 'e', actor.organisation_code);
  if (actor.kind == OrganisationKind::subdistrict) return owner_gram(kind, 's', actor.organisation_code);
  return std::nullopt;
}

bool may_see(const Actor& actor, Kind kind, const Found& found) {
  return identity::require(actor, right_of(kind), {.enterprise = found.enterprise, .subdistrict = found.subdistrict})
      .has_value();
}

Hit to_hit(Store& store, Kind kind, Found found) {
  Hit hit{kind, std::move(found.id), std::move(found.title), std::move(found.detail), {}, {}};
  if (!found.enterprise.empty()) {
    hit.enterprise = EnterpriseId{found.enterprise};
    if (kind != Kind::enterprise && kind != Kind::resumption)
      hit.enterprise_name = store.title(Kind::enterprise, found.enterprise);
  }
  return hit;
}

void keep(Store& store, std::span<const Entry> entries, enterprise::Novelty novelty) {
  if (novelty == enterprise::Novelty::fresh) return store.insert_all(entries);
  const auto empty = novelty == enterprise::Novelty::changed ? Store::Empty::clears : Store::Empty::stays;
  for (const Entry& entry : entries) store.put(entry, empty);
}

// Appends the best of one kind.
void find_kind(Store& store, const Actor& actor, Kind kind, const std::vector<std::string>& terms, int limit,
               Hits& hits) {
  const auto own = own_gram(actor, kind);
  if (!own) return;
  std::string all;
  for (const std::string& term : terms) all += term + "\n";
  std::string grams = grams_of(kind, all);
  if (!own->empty()) grams += ' ' + *own;
  std::vector<Found> found = store.find(kind, grams, terms, candidates_max);
  std::ranges::stable_sort(found, {},
                           [&](const Found& f) { return std::pair(rank(fold(f.title), terms), f.title.size()); });
  if (found.size() > std::size_t(limit)) {
    hits.more = true;
    found.resize(std::size_t(limit));
  }
  for (Found& one : found) hits.items.push_back(to_hit(store, kind, std::move(one)));
}

}  // namespace

// ---- keeping the index ----

std::string Service::phone_key(const std::string& masked) const {
  if (masked.size() < 4) return {};
  return o_.vault.blind_index(masked.substr(masked.size() - 4), "search.phone_end");
}

void Service::index(db::Session& session, const enterprise::Enterprise& e, const enterprise::Enterprise* before) {
  Store store(o_.district, session);
  if (before && before->subdistrict != e.subdistrict) store.move(e.id.text, before->subdistrict, e.subdistrict);
  Entry entry{.kind = Kind::enterprise,
              .id = e.id.text,
              .enterprise = e.id.text,
              .subdistrict = e.subdistrict,
              .title = e.name,
              .detail = e.usc,
              .words = e.usc,
              .phone = {}};
  // Of military enterprises only the name and the code may be found.
  if (!e.military) entry.words += "\n" + e.legal_representative;
  store.put(entry);
}

void Service::index(db::Session& session, std::span<const enterprise::Worker* const> workers,
                    enterprise::Novelty novelty) {
  if (workers.empty()) return;
  Store store(o_.district, session);
  const std::string subdistrict = store.subdistrict_of(workers.front()->enterprise);
  std::vector<Entry> entries;
  entries.reserve(workers.size());
  for (const enterprise::Worker* w : workers)
    entries.push_back({.kind = Kind::person,
                       .id = w->id.text,
                       .enterprise = w->enterprise.text,
                       .subdistrict = subdistrict,
                       .title = w->name,
                       .detail = w->post,
                       .words = {},
                       .phone = phone_key(w->phone_masked)});
  keep(store, entries, novelty);
}

void Service::index(db::Session& session, std::span<const enterprise::Vehicle* const> vehicles,
                    enterprise::Novelty novelty) {
  if (vehicles.empty()) return;
  Store store(o_.district, session);
  const std::string subdistrict = store.subdistrict_of(vehicles.front()->enterprise);
  std::vector<Entry> entries;
  for (const enterprise::Vehicle* v : vehicles)
    entries.push_back({.kind = Kind::vehicle,
                       .id = v->id.text,
                       .enterprise = v->enterprise.text,
                       .subdistrict = subdistrict,
                       .title = v->plate,
                       .detail = v->model,
                       .words = v->driver,
                       .phone = phone_key(v->driver_phone_masked)});
  keep(store, entries, novelty);
}

void Service::forget(db::Session& session, const VehicleId& id) {
  Store(o_.district, session).remove(Kind::vehicle, id.text);
}

void Service::index(db::Session& session, const resumption::Case& c) {
  Store(o_.district, session)
      .put({.kind = Kind::resumption,
            .id = c.id.text,
            .enterprise = c.enterprise.text,
            .subdistrict = c.subdistrict,
            .title = c.enterprise_name,
            .detail = to_rfc3339(c.created_at).substr(0, 10),
            .words = {},
            .phone = {}});
}

void Service::index(db::Session& session, std::span<const identity::Person> people) {
  Store store(o_.district, session);
  for (const identity::Person& p : people)
    store.put({.kind = Kind::account,
               .id = p.id.text,
               .enterprise = {},
               .subdistrict = {},
               .title = p.name,
               .detail = p.login,
               .words = p.login,
               .phone = {}});
}

bool Service::is_whole(db::Session& session) { return Store(o_.district, session).built() == index_build; }

void Service::mark_whole(db::Session& session) { Store(o_.district, session).set_built(index_build); }

// ---- finding ----

Result<Hits> Service::find(db::Session& session, const Context& context, const Query& query) {
  if (!identity::allows(context.actor, "search.find")) return fail(ErrorKind::forbidden, "auth.forbidden");
  if (query.q.size() > query_bytes_max) return invalid("search.too_long", "q");
  const int limit = query.limit.value_or(hits_default);
  if (limit < 1 || limit > hits_max) return invalid("search.bad_limit", "limit", {{"limit", std::to_string(hits_max)}});
  Hits hits;
  const auto terms = terms_of(query.q);
  if (!can_be_looked_up(terms)) return hits;
  Store store(o_.district, session);
  for (const Kind kind : kinds)
    if (!query.kind || *query.kind == kind) find_kind(store, context.actor, kind, terms, limit, hits);
  if (o_.hooks.pass_by_number && (!query.kind || *query.kind == Kind::pass))
    if (auto pass = o_.hooks.pass_by_number(session, context, query.q)) {
      pass->enterprise_name = pass->enterprise ? store.title(Kind::enterprise, pass->enterprise->text) : std::nullopt;
      hits.items.insert(hits.items.begin(), std::move(*pass));  // a number names one thing: it comes first
    }
  return hits;
}

Result<Hits> Service::find_by_phone(db::Session& session, const Context& context, const PhoneQuery& query) {
  if (!identity::allows(context.actor, "search.phone")) return fail(ErrorKind::forbidden, "auth.forbidden");
  const bool four = query.digits.size() == 4 && query.digits.find_first_not_of("0123456789") == std::string::npos;
  if (!four) return invalid("search.four_digits", "digits");
  Store store(o_.district, session);
  Hits hits;
  const std::string key = phone_key(query.digits);
  for (auto& [kind, found] : store.by_phone(key, phone_hits_max + 1)) {
    if (hits.items.size() == std::size_t(phone_hits_max)) {
      hits.more = true;
      break;
    }
    if (may_see(context.actor, kind, found)) hits.items.push_back(to_hit(store, kind, std::move(found)));
  }
  audit::append(session, {.district = o_.district,
                          .at = context.now,
                          .actor = context.actor.person.text,
                          .actor_name = context.actor.person_name,
                          .action = "search.phone",
                          .subject_kind = "district",
                          .subject_id = o_.district.text,
                          .detail = json::write_value(json::Object{{"found", hits.items.size()}})});
  return hits;
}

}  // namespace fugong::search
