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
