// The tables of those who come by themselves.
#pragma once

#include "db/engine.h"
#include "enterprise/registration.h"

namespace fugong::enterprise {

class RegistrationStore {
 public:
  RegistrationStore(const DistrictCode& district, db::Session& session) : d_(district), s_(session) {}

  void insert(const Registration& r);
  std::optional<Registration> find(const RegistrationId& id);
  bool usc_pending(const std::string& usc);
  bool login_pending(const std::string& login);
  std::int64_t pending_count();
  std::vector<Registration> pending(const std::string& subdistrict, const std::string& after, int limit);  // "": all
  void decide(const Registration& r);  // state, decided_at, decided_by, reason; forgets what was sent

  void save_code(const ClaimCodeRow& row, const std::string& made_by);
  std::optional<ClaimCodeRow> code_of(const EnterpriseId& enterprise);
  void count_wrong(const EnterpriseId& enterprise);
  void remove_code(const EnterpriseId& enterprise);

 private:
  const DistrictCode& d_;
  db::Session& s_;
};

}  // namespace fugong::enterprise
