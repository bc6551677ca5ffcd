#include "resumption/judged.h"

#include <algorithm>

namespace fugong::resumption {
namespace {

// The phase sends no enterprise of this class down any route.
policy::Unmet class_not_accepted(const policy::EnterpriseClass& c, const policy::Phase& phase) {
  const auto text = [&](Language language) {
    return message(language, "case.class_not_accepted",
                   {{"class", c.name.in(language)}, {"phase", phase.name.in(language)}});
  };
  return {"", "case.class_not_accepted", {text(Language::zh_cn), text(Language::en)}};
}

Error as_error(std::span<const policy::Unmet> unmet, const char* code, Language language) {
  Error error{ErrorKind::invalid, code, {}, {{"count", std::to_string(unmet.size())}}, {}};
  for (const policy::Unmet& u : unmet)
    error.more.push_back({u.field, "case.unmet_condition", {{"reason", u.reason.in(language)}}});
  return error;
}

}  // namespace

Result<Judged> judge_under(const ServiceOptions& o, db::Session& session, const policy::InForce& rules,
                           const EnterpriseId& enterprise, json::Object application) {
  Judged judged;
  FG_TRY(judged.card, load_card(o.enterprises, session, enterprise));
  judged.pack = rules.pack;
  judged.phase = rules.phase;
  judged.application_json = json::write_value(application);
  judged.facts = json::Object{{"enterprise", judged.card.facts}, {"application", std::move(application)}};
  const policy::Phase& phase = rules.current();
  const policy::EnterpriseClass& enterprise_class = policy::classify(*rules.pack, judged.facts);
  judged.enterprise_class = enterprise_class.id;
  judged.unmet = policy::judge(*rules.pack, phase, judged.facts);
  const auto route = phase.route_of_class.find(enterprise_class.id);
  if (route == phase.route_of_class.end()) {
    judged.unmet.push_back(class_not_accepted(enterprise_class, phase));
  } else {
    judged.route = route->second;
  }
  return judged;
}

bool made_under(const Judged& judged, const policy::InForce& rules) {
  return judged.phase == rules.phase && judged.pack->id == rules.pack->id &&
         judged.pack->version == rules.pack->version;
}

Status check_shape(const policy::Pack& pack, const json::Object& application, Language language) {
  std::vector<policy::Unmet> faults;
  for (const auto& [key, data] : application) {
    const std::string id(key);
    const policy::Document* document = pack.document(id);
    if (!document) return invalid("case.unknown_document", "application." + id, {{"document", id}});
    if (!data.is_object()) return invalid("case.document_not_object", "application." + id, {{"document", id}});
    std::ranges::move(policy::check_document(*document, data, false), std::back_inserter(faults));
  }
  if (faults.empty()) return {};
  return std::unexpected(as_error(faults, "case.document_faults", language));
}

Status refuse_unmet(std::span<const policy::Unmet> unmet, Language language) {
  if (unmet.empty()) return {};
  return std::unexpected(as_error(unmet, "case.unmet", language));
}

std::vector<Reason> to_reasons(std::span<const policy::Unmet> unmet, Language language) {
  std::vector<Reason> reasons;
  for (const policy::Unmet& u : unmet) reasons.push_back({u.field, u.reason.in(language)});
  return reasons;
}

std::vector<Reason> read_reasons(const std::string& json_text) {
  if (json_text.empty()) return {};
  auto reasons = json::read<std::vector<Reason>>(json_text);
  return reasons ? std::move(*reasons) : std::vector<Reason>{};
}

identity::Subject subject_of(const Case& c) { return {.enterprise = c.enterprise.text, .subdistrict = c.subdistrict}; }

}  // namespace fugong::resumption
