// Revoking, suspending and restoring: of one pass, and of all passes of an enterprise that has to stand still.
#include "pass/acts.h"

namespace fugong::pass {
namespace {

std::string_view right_of(Change change) { return change == Change::revoke ? "pass.revoke" : "pass.suspend"; }

const char* action_of(Change change) {
  switch (change) {
    case Change::revoke: return "pass.revoke";
    case Change::suspend: return "pass.suspend";
    case Change::restore: return "pass.restore";
  }
  return "pass.change";
}

Result<std::string> words_of(const PassWord& word, Change change) {
  const std::string reason = word.reason.value_or("");
  if (reason.empty() && change != Change::restore) return invalid("pass.reason_needed", "reason");
  if (reason.size() > reason_bytes_max)
    return invalid("pass.reason_too_long", "reason", {{"limit", std::to_string(reason_bytes_max / 3)}});
  return reason;
}

}  // namespace

Result<PassReceipt> Service::change(db::Session& session, const Context& context, const PassId& id,
                                    const PassWord& word, Change change) {
  FG_CHECK(identity::require(context.actor, right_of(change)));
  Store store(o_.district, session);
  auto pass = store.find(id);
  if (!pass) return fail(ErrorKind::not_found, "pass.not_found");
  FG_TRY(const std::string reason, words_of(word, change));
  FG_CHECK(check_change(*pass, change, context.now));
  const PassState before = pass->state;
  switch (change) {
    case Change::revoke:
      pass->state = PassState::revoked;
      pass->hold = Hold::none;
      break;
    case Change::suspend:
      pass->state = PassState::suspended;
      pass->hold = Hold::pass;
      break;
    case Change::restore:
      // Its enterprise may stand still by now; then so does the pass, until the enterprise is restored.
      pass->hold = o_.hooks.may_issue && !o_.hooks.may_issue(session, pass->enterprise) ? Hold::enterprise : Hold::none;
      pass->state = pass->hold == Hold::none ? PassState::valid : PassState::suspended;
      break;
  }
  pass->changed_at = context.now;
  pass->reason = reason;
  store.save_state(*pass, before);
  store.new_status_version();
  audit::append(session, audit_entry(o_, context.now, context.actor, action_of(change), "pass", id.text,
                                     {{"number", number_of(o_.district, pass->serial)}, {"reason", reason}}));
  publish(o_, session, "pass", {{"pass", id.text}, {"state", json::enum_name(pass->state)}});
  return PassReceipt{id, number_of(o_.district, pass->serial), pass->state, context.now};
}

Result<PassReceipt> Service::revoke(db::Session& session, const Context& context, const PassId& id,
                                    const PassWord& word) {
  return change(session, context, id, word, Change::revoke);
}
Result<PassReceipt> Service::suspend(db::Session& session, const Context& context, const PassId& id,
                                     const PassWord& word) {
  return change(session, context, id, word, Change::suspend);
}
Result<PassReceipt> Service::restore(db::Session& session, const Context& context, const PassId& id,
                                     const PassWord& word) {
  return change(session, context, id, word, Change::restore);
}

Status Service::suspend_enterprise(db::Session& session, const EnterpriseId& enterprise, const std::string& reason,
                                   std::span<const std::string> spared, Timestamp now, const Actor& actor) {
  Store store(o_.district, session);
  const std::int64_t count = store.hold_enterprise(enterprise, reason.substr(0, reason_bytes_max), spared, now);
  if (count == 0) return {};
  store.new_status_version();
  audit::append(session, audit_entry(o_, now, actor, "pass.suspend_all", "enterprise", enterprise.text,
                                     {{"passes", count}, {"reason", reason}}));
  publish(o_, session, "pass", {{"enterprise", enterprise.text}, {"state", "suspended"}});
  return {};
}

Status Service::restore_enterprise(db::Session& session, const EnterpriseId& enterprise, const std::string& reason,
                                   Timestamp now, const Actor& actor) {
  Store store(o_.district, session);
  const std::int64_t count = store.free_enterprise(enterprise, reason.substr(0, reason_bytes_max), now);
  if (count == 0) return {};
  store.new_status_version();
  audit::append(session, audit_entry(o_, now, actor, "pass.restore_all", "enterprise", enterprise.text,
                                     {{"passes", count}, {"reason", reason}}));
  publish(o_, session, "pass", {{"enterprise", enterprise.text}, {"state", "valid"}});
  return {};
}

}  // namespace fugong::pass
