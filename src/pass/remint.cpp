#include "pass/remint.h"

#include "pass/rules.h"

namespace fugong::pass {

void Reminting::add(const Pass& old, const std::function<void(token::Claims&)>& change) {
  const auto read = token::read_token(old.token);
  if (!read) return;  // nobody can use it anyway
  token::Claims claims = read->claims;
  change(claims);
  if (claims == read->claims) return;
  claims.issued_s = now_.ms / 1000;
  claims.id = PassId::make(now_, o_.random);
  old_.push_back(old);
  claims_.push_back(std::move(claims));
}

Result<std::vector<Reminted>> Reminting::sign(SerialPool& pool) {
  if (old_.size() > reminted_max) return invalid("pass.too_many", {}, {{"limit", std::to_string(reminted_max)}});
  FG_TRY(const std::vector<std::int64_t> serials, pool.take(static_cast<std::int64_t>(old_.size())));
  const token::cose::Sealer sealer(o_.keys.passes, token::cose::Type::pass);
  std::vector<Reminted> out;
  for (std::size_t i = 0; i < old_.size(); ++i) {
    token::Claims& claims = claims_[i];
    claims.list = list_of(serials[i]);
    claims.index = index_of(serials[i]);
    Pass made = old_[i];  // state and hold go over: a suspended holder stays suspended
    made.id = claims.id;
    made.serial = serials[i];
    made.issued_at = made.changed_at = {claims.issued_s * 1000};
    made.expires_at = {claims.expires_s * 1000};
    made.replaces = old_[i].id.text;
    made.token = token::mint(claims, sealer);
    out.push_back({std::move(old_[i]), std::move(made)});
  }
  return out;
}

Status write_reminted(const ServiceOptions& o, db::Session& session, const std::vector<Reminted>& passes,
                      const std::string& reason, Timestamp now) {
  if (passes.empty()) return {};
  Store store(o.district, session);
  for (const auto& [old, made] : passes) {
    auto stored = store.find(old.id);
    if (!stored || stored->state != old.state || stored->hold != old.hold || stored->token != old.token)
      return fail(ErrorKind::conflict, "pass.changed_meanwhile");
    stored->state = PassState::revoked;
    stored->hold = Hold::none;
    stored->changed_at = now;
    stored->reason = reason;
    store.save_state(*stored, old.state);
    store.insert(made);
    store.move_trip(old.id, made.id);
  }
  store.new_status_version();
  return {};
}

}  // namespace fugong::pass
