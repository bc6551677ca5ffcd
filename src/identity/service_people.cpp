// Organisations and people: what an administrator does.
#include <algorithm>
#include <map>
#include <set>

#include "base/validators.h"
#include "crypto/hash.h"
#include "identity/entries.h"
#include "identity/rights.h"
#include "identity/store.h"

namespace fugong::identity {
namespace {

constexpr std::string_view phone_purpose = "person.phone";

Result<int> page_size(const std::optional<int>& limit) {
  const int size = limit.value_or(page_size_default);
  if (size < 1 || size > page_size_max)
    return invalid("identity.bad_limit", "limit", {{"limit", std::to_string(page_size_max)}});
  return size;
}

Result<std::string> cursor(const std::optional<std::string>& after) {
  if (!after) return std::string();
  if (!is_uuid(*after)) return invalid("identity.bad_cursor", "after");
  return *after;
}

// Rows were asked for one more than a page holds.
template <class Line, class Row, class ToLine>
http::Page<Line> page_of(const std::vector<Row>& rows, int size, ToLine to_line) {
  http::Page<Line> page;
  const auto shown = std::min(rows.size(), static_cast<std::size_t>(size));
  for (std::size_t i = 0; i < shown; ++i) page.items.push_back(to_line(rows[i]));
  if (rows.size() > shown) page.next = rows[shown - 1].id.text;
  return page;
}

OrganisationLine line_of(const Organisation& o) { return {o.id, o.kind, o.code, o.name, o.name_en, o.subdistrict}; }

std::string detail_of(const Person& p) {
  return json::write_value(json::Object{{"organisation", p.organisation.text}, {"roles", p.roles}});
}

}  // namespace

Context Context::system(Timestamp now) {
  static const Actor nobody;
  return {nobody, now, Language::zh_cn, Origin::system};
}

Service::Service(ServiceOptions options)
    : o_(std::move(options)), no_hash_(make_password_hash(crypto::to_base64url(crypto::random_bytes(16)), o_.cost)) {}

Result<std::string> Service::hash_password(std::string_view password, std::string_view login, std::string field) const {
  FG_CHECK(check_password(password, login, std::move(field)));
  return make_password_hash(password, o_.cost);
}

Status Service::may_manage(const Context& context) const {
  if (context.origin == Origin::system) return {};
  return require(context.actor, "identity.manage");
}

// ---- organisations ----

Result<Organisation> Service::checked(Store& store, const Context& context, const OrganisationRequest& r) {
  FG_CHECK(check_organisation_code(r.kind, r.code, o_.district));
  if (!is_plain_name(r.name)) return invalid("organisation.name", "name");
  if (r.name_en && !r.name_en->empty() && !is_plain_name(*r.name_en)) return invalid("organisation.name", "name_en");
  const std::string subdistrict = r.subdistrict.value_or("");
  if (!subdistrict.empty() && !check_organisation_code(OrganisationKind::subdistrict, subdistrict, o_.district))
    return invalid("organisation.subdistrict", "subdistrict");
  if (store.find_organisation(r.kind, r.code)) return fail(ErrorKind::conflict, "organisation.taken", "code");
  return Organisation{OrganisationId::make(context.now, o_.random),
                      r.kind,
                      r.code,
                      r.name,
                      r.name_en.value_or(""),
                      subdistrict,
                      context.now};
}

Result<std::vector<OrganisationId>> Service::create_organisations(db::Session& session, const Context& context,
                                                                  std::span<const OrganisationRequest> requests) {
  FG_CHECK(may_manage(context));
  Store store(o_.district, session);
  std::vector<OrganisationId> ids;
  std::vector<audit::Entry> entries;
  for (const OrganisationRequest& request : requests) {
    FG_TRY(const Organisation made, checked(store, context, request));
    store.insert(made);
    ids.push_back(made.id);
    entries.push_back(entry_of(
        o_, context, "organisation.create", "organisation", made.id.text,
        json::write_value(json::Object{{"kind", std::string(json::enum_name(made.kind))}, {"code", made.code}})));
  }
  if (!entries.empty()) audit::append_all(session, entries);
  return ids;
}

Result<OrganisationLine> Service::create_organisation(db::Session& session, const Context& context,
                                                      const OrganisationRequest& request) {
  FG_TRY(const auto ids, create_organisations(session, context, std::span(&request, 1)));
  return identity::line_of(*Store(o_.district, session).find(ids.at(0)));
}

Result<http::Page<OrganisationLine>> Service::organisations(db::Session& session, const Context& context,
                                                            const OrganisationFilter& filter) {
  FG_CHECK(may_manage(context));
  FG_TRY(const int size, page_size(filter.limit));
  FG_TRY(const std::string after, cursor(filter.after));
  const std::string kind(filter.kind ? json::enum_name(*filter.kind) : "");
  const auto rows = Store(o_.district, session).organisations(kind, after, size + 1);
  return page_of<OrganisationLine>(rows, size, [](const Organisation& o) { return identity::line_of(o); });
}

std::optional<Organisation> Service::find_organisation(db::Session& session, OrganisationKind kind,
                                                       const std::string& code) {
  return Store(o_.district, session).find_organisation(kind, code);
}

// ---- people ----

Status Service::seal_phone(Person& person, const std::string& phone) const {
  person.phone_sealed = person.phone_index = "";
  if (phone.empty()) return {};
  FG_TRY(const std::string plain, parse_mobile(phone, "phone"));
  person.phone_sealed = o_.vault.seal(plain, phone_purpose);
  person.phone_index = o_.vault.blind_index(plain, phone_purpose);
  return {};
}

PersonLine Service::line_of(const Person& p) const {
  std::string phone;
  if (!p.phone_sealed.empty())
    if (const auto plain = o_.vault.open(p.phone_sealed, phone_purpose)) phone = mask_mobile(*plain);
  return {p.id, p.login, p.name, split_roles(p.roles), p.organisation, phone, p.disabled, p.created_at};
}

Result<Person> Service::checked(Store& store, const Context& context, const NewPerson& wanted, OrganisationKind kind) {
  Person person;
  FG_TRY(person.login, parse_login(wanted.login, "login"));
  if (!is_plain_name(wanted.name)) return invalid("person.name", "name");
  FG_CHECK(check_roles(wanted.roles, kind));
  FG_CHECK(seal_phone(person, wanted.phone));
  if (store.login_taken(person.login)) return fail(ErrorKind::conflict, "person.login_taken", "login");
  person.id = PersonId::make(context.now, o_.random);
  person.name = wanted.name;
  person.password_hash = wanted.password_hash;
  person.roles = join_roles(wanted.roles);
  person.organisation = wanted.organisation;
  person.created_at = person.password_changed_at = context.now;
  return person;
}

Result<std::vector<PersonId>> Service::create_people(db::Session& session, const Context& context,
                                                     std::span<const NewPerson> wanted) {
  FG_CHECK(may_manage(context));
  Store store(o_.district, session);
  std::map<OrganisationId, OrganisationKind> homes;  // read once each
  std::set<std::string> logins;
  std::vector<Person> people;
  std::vector<PersonId> ids;
  std::vector<audit::Entry> entries;
  for (const NewPerson& one : wanted) {
    auto home = homes.find(one.organisation);
    if (home == homes.end()) {
      const auto organisation = store.find(one.organisation);
      if (!organisation) return invalid("organisation.unknown", "organisation");
      home = homes.emplace(one.organisation, organisation->kind).first;
    }
    FG_TRY(Person person, checked(store, context, one, home->second));
    if (!logins.insert(person.login).second) return fail(ErrorKind::conflict, "person.login_taken", "login");
    ids.push_back(person.id);
    entries.push_back(entry_of(o_, context, "person.create", "person", person.id.text, detail_of(person)));
    people.push_back(std::move(person));
  }
  store.insert(people);
  if (o_.people_kept) o_.people_kept(session, people);
  if (!entries.empty()) audit::append_all(session, entries);
  return ids;
}

Result<PersonLine> Service::create_person(db::Session& session, const Context& context, const NewPerson& wanted) {
  FG_TRY(const auto ids, create_people(session, context, std::span(&wanted, 1)));
  return line_of(*Store(o_.district, session).find(ids.at(0)));
}

Result<http::Page<PersonLine>> Service::people(db::Session& session, const Context& context,
                                               const PersonFilter& filter) {
  FG_CHECK(may_manage(context));
  FG_TRY(const int size, page_size(filter.limit));
  FG_TRY(const std::string after, cursor(filter.after));
  std::string login;
  if (filter.login) {
    FG_TRY(login, parse_login(*filter.login, "login"));
  }
  const auto rows =
      Store(o_.district, session).people(filter.organisation ? filter.organisation->text : "", login, after, size + 1);
  return page_of<PersonLine>(rows, size, [this](const Person& p) { return line_of(p); });
}

Result<std::vector<PersonLine>> Service::people_of_phone(db::Session& session, const Context& context,
                                                         const std::string& phone) {
  FG_CHECK(may_manage(context));
  FG_TRY(const std::string plain, parse_mobile(phone, "phone"));
  std::vector<PersonLine> lines;
  for (const Person& p : Store(o_.district, session).people_of_phone(o_.vault.blind_index(plain, phone_purpose)))
    lines.push_back(line_of(p));
  audit::append(session, entry_of(o_, context, "person.look_up", "district", o_.district.text,
                                  json::write_value(json::Object{{"found", lines.size()}})));
  return lines;
}

Result<std::string> Service::login_of(db::Session& session, const Context& context, const PersonId& id) {
  FG_CHECK(may_manage(context));
  const auto person = Store(o_.district, session).find(id);
  if (!person) return fail(ErrorKind::not_found, "person.not_found", "id");
  return person->login;
}

Result<PersonLine> Service::change_person(db::Session& session, const Context& context, const PersonId& id,
                                          const PersonChange& change) {
  FG_CHECK(may_manage(context));
  Store store(o_.district, session);
  auto person = store.find(id);
  if (!person) return fail(ErrorKind::not_found, "person.not_found", "id");
  if (context.actor.person == id && (change.roles || change.disabled))
    return fail(ErrorKind::conflict, "person.own_standing", change.roles ? "roles" : "disabled");
  const bool nothing = !change.name && !change.roles && !change.disabled && !change.phone && !change.password_hash;
  if (nothing) return line_of(*person);
  json::Array changed;
  if (change.name) {
    if (!is_plain_name(*change.name)) return invalid("person.name", "name");
    person->name = *change.name;
    changed.emplace_back("name");
  }
  if (change.roles) {
    const auto organisation = store.find(person->organisation);
    if (!organisation) return invalid("organisation.unknown", "organisation");
    FG_CHECK(check_roles(*change.roles, organisation->kind));
    person->roles = join_roles(*change.roles);
    changed.emplace_back("roles");
  }
  if (change.phone) {
    FG_CHECK(seal_phone(*person, *change.phone));
    changed.emplace_back("phone");
  }
  if (change.disabled) {
    person->disabled = *change.disabled;
    changed.emplace_back("disabled");
  }
  store.save_profile(*person);
  if (o_.people_kept && change.name) o_.people_kept(session, std::span(&*person, 1));
  if (change.password_hash) {
    person->password_hash = *change.password_hash;
    person->password_changed_at = context.now;
    store.save_password(*person);
    store.remove_tokens(id);
    store.clear_failures(login_index(person->login));
    changed.emplace_back("password");
  }
  if (change.password_hash || person->disabled) store.end_sessions(id, {});
  session.after_commit([this] { cache_.forget_all(); });
  audit::append(session, entry_of(o_, context, "person.change", "person", id.text,
                                  json::write_value(json::Object{{"changed", std::move(changed)},
                                                                 {"roles", person->roles},
                                                                 {"disabled", person->disabled}})));
  return line_of(*person);
}

std::vector<Person> Service::people_after(db::Session& session, const std::string& id, int limit) {
  return Store(o_.district, session).people({}, {}, id, limit);
}

std::vector<Person> Service::people_of_role(db::Session& session, Role role, int limit) {
  return Store(o_.district, session).people_of_role(json::enum_name(role), limit);
}

bool Service::login_taken(db::Session& session, const std::string& login) {
  return Store(o_.district, session).login_taken(login);
}

std::optional<Actor> Service::actor_of(db::Session& session, const std::string& login) {
  const auto known = parse_login(login, "login");
  if (!known) return std::nullopt;
  Store store(o_.district, session);
  const auto person = store.find_login(*known);
  if (!person || person->disabled) return std::nullopt;
  const auto organisation = store.find(person->organisation);
  if (!organisation) return std::nullopt;
  return identity::actor_of(*person, *organisation);
}

std::optional<Actor> Service::actor_of_person(db::Session& session, const PersonId& id) {
  Store store(o_.district, session);
  const auto person = store.find(id);
  if (!person || person->disabled) return std::nullopt;
  const auto organisation = store.find(person->organisation);
  if (!organisation) return std::nullopt;
  return identity::actor_of(*person, *organisation);
}

std::vector<Actor> Service::people_with(db::Session& session, OrganisationKind kind, const std::string& code,
                                        Role role) {
  std::vector<Actor> out;
  const auto organisation = find_organisation(session, kind, code);
  if (!organisation) return out;
  for (const Person& person : Store(o_.district, session).colleagues(organisation->id, page_size_max)) {
    Actor actor = identity::actor_of(person, *organisation);
    if (actor.has(role)) out.push_back(std::move(actor));
  }
  return out;
}

// ---- installation ----

Result<PersonId> Service::install(db::Session& session, Timestamp now, const OrganisationRequest& district,
                                  const std::string& login, const std::string& name, const std::string& password_hash) {
  const Context context = Context::system(now);
  if (district.kind != OrganisationKind::district) return invalid("organisation.code", "kind");
  if (find_organisation(session, OrganisationKind::district, ""))
    return fail(ErrorKind::conflict, "identity.installed");
  FG_TRY(const OrganisationLine made, create_organisation(session, context, district));
  FG_TRY(const PersonLine person,
         create_person(session, context, {login, name, password_hash, {Role::administrator}, made.id}));
  return person.id;
}

}  // namespace fugong::identity
