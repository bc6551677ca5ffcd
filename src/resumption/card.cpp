// The one place where resumption asks the register of enterprises.
#include "enterprise/service.h"
#include "resumption/judged.h"

namespace fugong::resumption {

Result<EnterpriseCard> load_card(enterprise::Service& enterprises, db::Session& session, const EnterpriseId& id) {
  FG_TRY(enterprise::Facts facts, enterprises.facts(session, id));
  return EnterpriseCard{std::move(facts.id), std::move(facts.name), std::move(facts.subdistrict), facts.above_scale,
                        std::move(facts.json)};
}

}  // namespace fugong::resumption
