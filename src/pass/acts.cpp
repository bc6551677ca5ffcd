#include "pass/acts.h"

namespace fugong::pass {

Result<int> page_limit(const std::optional<int>& limit) {
  if (limit && (*limit < 1 || *limit > page_size_max))
    return invalid("pass.bad_limit", "limit", {{"limit", std::to_string(page_size_max)}});
  return limit.value_or(page_size_default);
}

Result<std::string> readable_enterprise(const Actor& actor, const std::optional<EnterpriseId>& wanted) {
  if (identity::allows_everywhere(actor, "pass.read")) return wanted ? wanted->text : std::string();
  const std::string own = wanted ? wanted->text : actor.organisation_code;
  FG_CHECK(identity::require(actor, "pass.read", {.enterprise = own}));
  return own;
}

Result<Pass> readable(const ServiceOptions& o, db::Session& session, const Context& context, const PassId& id) {
  auto pass = Store(o.district, session).find(id);
  const std::string enterprise = pass ? pass->enterprise.text : std::string();
  if (const Status allowed = identity::require(context.actor, "pass.read", {.enterprise = enterprise}); !allowed) {
    if (!identity::allows(context.actor, "pass.read")) return std::unexpected(allowed.error());
    pass.reset();
  }
  if (!pass) return fail(ErrorKind::not_found, "pass.not_found");
  return std::move(*pass);
}

audit::Entry audit_entry(const ServiceOptions& o, Timestamp now, const Actor& actor, const char* action,
                         const char* kind, const std::string& id, const json::Object& detail) {
  return {.district = o.district,
          .at = now,
          .actor = actor.person.empty() ? "system" : actor.person.text,
          .actor_name = actor.person_name,
          .action = action,
          .subject_kind = kind,
          .subject_id = id,
          .detail = json::write_value(detail)};
}

void publish(const ServiceOptions& o, db::Session& session, const char* topic, json::Object data) {
  if (!o.events) return;
  session.after_commit([hub = o.events, topic, text = json::write_value(data)] { hub->publish({topic, text}); });
}

std::string kind_name(const policy::Pack& pack, const std::string& kind, Language language) {
  const policy::PassKind* known = pack.pass_kind(kind);
  return known ? known->name.in(language) : kind;
}

}  // namespace fugong::pass
