#include "supervision/lists.h"

#include <algorithm>

namespace fugong::supervision {

Result<ListQuery> list_query(const ServiceOptions& o, db::Session& session, const Context& context,
                             const ListFilter& filter, const std::vector<std::string_view>& states) {
  const Actor& actor = context.actor;
  if (filter.limit && (*filter.limit < 1 || *filter.limit > page_size_max))
    return invalid("supervision.bad_limit", "limit", {{"limit", std::to_string(page_size_max)}});
  if (filter.after && !is_uuid(*filter.after)) return invalid("supervision.bad_cursor", "after");
  if (filter.state && std::ranges::find(states, *filter.state) == states.end())
    return invalid("supervision.bad_state", "state");
  ListQuery query{.enterprise = filter.enterprise ? filter.enterprise->text : "",
                  .subdistrict = {},
                  .state = filter.state.value_or(""),
                  .before_id = filter.after.value_or(""),
                  .limit = filter.limit.value_or(page_size_default) + 1};
  if (actor.has(Role::resident_officer)) {
    // His plants only; with several he names the one.
    const auto own = Store(o.district, session).assignments_of(actor.person, context.now);
    if (query.enterprise.empty() && !own.empty()) query.enterprise = own.front().enterprise.text;
    if (own.empty()) query.enterprise = "-";
    else FG_CHECK(Work::load(o, session, context, EnterpriseId{query.enterprise}, "supervision.read"));
    return query;
  }
  if (!identity::allows_everywhere(actor, "supervision.read")) {
    if (actor.kind == OrganisationKind::subdistrict) query.subdistrict = actor.organisation_code;
    else query.enterprise = actor.organisation_code;
    FG_CHECK(identity::require(actor, "supervision.read",
                               {.enterprise = query.enterprise, .subdistrict = query.subdistrict}));
  } else {
    FG_CHECK(identity::require(actor, "supervision.read"));
  }
  return query;
}

std::vector<ActView> views_of(std::vector<Act> acts) {
  std::vector<ActView> out;
  for (Act& a : acts) out.push_back({a.kind, a.at, std::move(a.by_name), std::move(a.words)});
  return out;
}

}  // namespace fugong::supervision
