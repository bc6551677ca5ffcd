// What is known of an applicant and whether the rules in force accept the application. Made on a reader, ahead of the
// writer, because forms and conditions cost more than the writing; made again inside the writer only when the phase
// was switched or the case was changed meanwhile.
#pragma once

#include <memory>

#include "identity/rights.h"
#include "resumption/service.h"

namespace fugong::resumption {

// The facts of the enterprise that a case keeps, and the whole for the rules.
struct EnterpriseCard {
  EnterpriseId id;
  std::string name, subdistrict;
  bool above_scale = false;
  json::Value facts;
};
Result<EnterpriseCard> load_card(enterprise::Service& enterprises, db::Session& session, const EnterpriseId& id);

// The enterprise as the register has it, without a case; and the class that it belongs to by that alone.
Plant plant_of_register(const ServiceOptions& o, db::Session& session, const EnterpriseId& id);
std::string class_of_register(const ServiceOptions& o, db::Session& session, const EnterpriseId& id);

struct Judged {
  EnterpriseCard card;
  policy::PackPtr pack;
  std::string phase, enterprise_class, route;
  json::Value facts;  // {"enterprise": …, "application": …}
  std::string application_json;
  std::vector<policy::Unmet> unmet;
  bool submit = false;
  std::int64_t version = 0;  // of the case that was read; 0: a new one

  const json::Object& application() const { return facts.as_object().at("application").as_object(); }
};

// Under the rules given. Codes: enterprise's own; never fails for what the applicant wrote (see `unmet`).
Result<Judged> judge_under(const ServiceOptions& o, db::Session& session, const policy::InForce& rules,
                           const EnterpriseId& enterprise, json::Object application);
// Whether `judged` was made under these rules.
bool made_under(const Judged& judged, const policy::InForce& rules);

// Every document known to the pack, an object, and right as far as it is filled in.
Status check_shape(const policy::Pack& pack, const json::Object& application, Language language);
// case.unmet with every reason in `more`.
Status refuse_unmet(std::span<const policy::Unmet> unmet, Language language);

std::vector<Reason> to_reasons(std::span<const policy::Unmet> unmet, Language language);
std::vector<Reason> read_reasons(const std::string& json_text);  // as stored; empty text: none

// The subject of the actor's right over a case.
identity::Subject subject_of(const Case& c);

}  // namespace fugong::resumption
