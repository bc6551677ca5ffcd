// Internal to pass/: a pass made anew for the same holder and the same time, because what its token says has changed:
// the phone it is bound to, the places it leads to. The new one has an id, a number and a place in the status list of
// its own, and the old one is revoked: whoever kept a copy of it holds a dead pass.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "pass/acts.h"
#include "pass/serials.h"
#include "token/token.h"

namespace fugong::pass {

constexpr std::size_t reminted_max = 500;  // in one act; of one holder there are a few

struct Reminted {
  Pass old, made;
};

// On a reader: gather, then sign.
class Reminting {
 public:
  Reminting(const ServiceOptions& options, Timestamp now) : o_(options), now_(now) {}

  // `change` gets the claims that the old token has. Nothing happens when it changes none of them.
  void add(const Pass& old, const std::function<void(token::Claims&)>& change);
  // Code pass.too_many, and those of SerialPool.
  Result<std::vector<Reminted>> sign(SerialPool& serials);

 private:
  const ServiceOptions& o_;
  Timestamp now_;
  std::vector<Pass> old_;
  std::vector<token::Claims> claims_;
};

// In the command. Code pass.changed_meanwhile (conflict: prepare again) when an old one is not as it was.
Status write_reminted(const ServiceOptions& options, db::Session& session, const std::vector<Reminted>& passes,
                      const std::string& reason, Timestamp now);

}  // namespace fugong::pass
