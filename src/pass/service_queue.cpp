// What lies on which desk, and one request with its journeys.
#include <charconv>

#include "enterprise/service.h"
#include "pass/acts.h"

namespace fugong::pass {
namespace {

// Whose requests the actor decides: a department's own, or the commissioner's.
std::string own_desk(const Actor& actor) {
  return actor.kind == OrganisationKind::department ? actor.organisation_code : std::string(commissioner_desk);
}

// The position in the list: "due_ms/id".
std::string cursor_of(const PassRequest& r) { return std::to_string(r.due_at.ms) + "/" + r.id.text; }

Status set_cursor(QueueQuery& query, const std::optional<std::string>& after) {
  if (!after) return {};
  const auto slash = after->find('/');
  std::int64_t due = 0;
  const auto [end, error] = std::from_chars(after->data(), after->data() + std::min(slash, after->size()), due);
  const bool good = slash != std::string::npos && error == std::errc{} && end == after->data() + slash &&
                    is_uuid(std::string_view(*after).substr(slash + 1));
  if (!good) return invalid("pass.bad_cursor", "after");
  query.after_due = {due};
  query.after_id = after->substr(slash + 1);
  return {};
}

TripView trip_view(const Trip& t) {
  TripView out{.vehicle = {t.vehicle},
               .plate = t.plate,
               .vehicle_kind = json::enum_value<policy::VehicleKind>(t.vehicle_kind),
               .plate_colour = json::enum_value<PlateColour>(t.plate_colour),
               .route = {},
               .people = {},
               .licence = t.licence,
               .goods = t.goods,
               .tonnes = t.tonnes,
               .validity = t.validity,
               .starts_at = t.starts_at,
               .ends_at = t.ends_at,
               .zones = split_holders(t.zones),
               .asked_zones = split_holders(t.asked_zones),
               .pass = {}};
  if (auto route = json::read<std::vector<RoutePoint>>(t.route)) out.route = std::move(*route);
  if (auto people = json::read<TripPeople>(t.people_shown)) out.people = std::move(*people);
  if (!t.pass.empty()) out.pass = PassId{t.pass};
  return out;
}

}  // namespace

Result<http::Page<QueueLine>> Service::queue(db::Session& session, const Context& context, const QueueFilter& filter) {
  const std::string desk = filter.waiting_for.value_or(own_desk(context.actor));
  FG_CHECK(identity::require(context.actor, "pass.review", {.department = desk}));
  FG_TRY(const int limit, page_limit(filter.limit));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  QueueQuery query{.waiting_for = desk,
                   .kind = filter.kind.value_or(""),
                   .enterprise = filter.enterprise ? filter.enterprise->text : "",
                   .urgent = filter.urgent,
                   .green = filter.green,
                   .by_age = filter.order == QueueOrder::age,
                   .limit = limit + 1};
  if (filter.overdue.value_or(false)) query.due_before = context.now;
  FG_CHECK(set_cursor(query, filter.after));
  return to_page(
      Store(o_.district, session).queue(query), limit,
      [&](const PassRequest& r) {
        const auto facts = o_.enterprises.facts(session, r.enterprise);
        return QueueLine{request_view(r, *rules.pack, context.language), facts ? facts->name : std::string(),
                         (context.now - r.requested_at).ms / 60'000, context.now >= r.due_at};
      },
      cursor_of);
}

Result<PassRequestDetail> Service::request_detail(db::Session& session, const Context& context,
                                                  const PassRequestId& id) {
  Store store(o_.district, session);
  const auto request = store.find_request(id);
  const std::string own = request ? request->enterprise.text : "";
  FG_CHECK(identity::require(context.actor, "pass.look",
                             {.enterprise = own, .department = request ? request->waiting_for : ""}));
  if (!request) return fail(ErrorKind::not_found, "pass.request_not_found");
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  const auto facts = o_.enterprises.facts(session, request->enterprise);
  PassRequestDetail out{request_view(*request, *rules.pack, context.language), facts ? facts->name : std::string(), {}};
  for (const Trip& trip : store.trips(id)) out.trips.push_back(trip_view(trip));
  return out;
}

std::optional<TripView> Service::trip_of(db::Session& session, const PassId& id) {
  const auto trip = Store(o_.district, session).trip_of(id);
  return trip ? std::optional(trip_view(*trip)) : std::nullopt;
}

}  // namespace fugong::pass
