// Internal to notify/: the enterprises that a notice is for, a piece of the register at a time, as they are now.
#pragma once

#include "enterprise/model.h"
#include "notify/service.h"

namespace fugong::notify {

struct Piece {
  std::vector<enterprise::Enterprise> chosen;  // by id
  std::string cursor;                          // the last one that was looked at
  bool last = true;
};

class Choice {
 public:
  static Result<Choice> of(const ServiceOptions& o, db::Session& session, const Receivers& receivers);

  // The enterprises among the next `count` of the register.
  Piece next(const std::string& cursor, int count) const;

 private:
  Choice(const ServiceOptions& o, db::Session& session, const Receivers& receivers)
      : o_(o), session_(session), receivers_(receivers) {}
  bool is_chosen(const enterprise::Enterprise& e) const;
  std::string class_of(const EnterpriseId& id) const;

  const ServiceOptions& o_;
  db::Session& session_;
  const Receivers& receivers_;
  policy::PackPtr pack_;  // only where a class is asked for
};

}  // namespace fugong::notify
