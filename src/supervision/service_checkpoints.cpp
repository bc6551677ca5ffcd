// Checkpoints that stand at a plant's gate: what they scan are the plant's entries and exits.
#include <algorithm>

#include "supervision/work.h"

namespace fugong::supervision {
namespace {

CheckpointView view_of(const PlantCheckpoint& c) {
  CheckpointView view{.checkpoint = c.checkpoint, .facing = c.facing, .from = c.from, .until = {}};
  if (c.until != never) view.until = c.until;
  return view;
}

// The link that holds now.
std::optional<PlantCheckpoint> standing(Store& store, const std::string& code, Timestamp now) {
  for (PlantCheckpoint& c : store.checkpoint(code))
    if (c.until > now) return std::move(c);
  return std::nullopt;
}

}  // namespace

Result<CheckpointView> Service::link_checkpoint(db::Session& session, const Context& context, const EnterpriseId& id,
                                                const std::string& code, const CheckpointRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "supervision.place"));
  if (work.plant().until) return fail(ErrorKind::conflict, "plant.released", "id");
  if (!o_.hooks.is_checkpoint || !o_.hooks.is_checkpoint(session, code))
    return fail(ErrorKind::not_found, "checkpoint.unknown", "code", {{"checkpoint", code}});
  if (const auto stands = standing(work.store(), code, context.now)) {
    if (stands->enterprise != id) return fail(ErrorKind::conflict, "checkpoint.taken", "code");
    if (stands->facing == request.facing) return view_of(*stands);
    work.store().end_checkpoint(*stands, context.now);
  }
  const PlantCheckpoint c{code, id, request.facing, context.now, never};
  work.store().insert(c);
  work.audit("supervision.link_checkpoint", "enterprise", id.text, object_of("checkpoint", code));
  work.announce();
  return view_of(c);
}

Result<CheckpointView> Service::unlink_checkpoint(db::Session& session, const Context& context, const EnterpriseId& id,
                                                  const std::string& code) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "supervision.place"));
  auto stands = standing(work.store(), code, context.now);
  if (!stands || stands->enterprise != id) return fail(ErrorKind::not_found, "checkpoint.not_here", "code");
  stands->until = context.now;
  work.store().end_checkpoint(*stands, context.now);
  work.audit("supervision.unlink_checkpoint", "enterprise", id.text, object_of("checkpoint", code));
  work.announce();
  return view_of(*stands);
}

Result<std::vector<CheckpointView>> Service::checkpoints(db::Session& session, const Context& context,
                                                         const EnterpriseId& id) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "duty.read"));
  std::vector<CheckpointView> out;
  for (const PlantCheckpoint& c : work.store().checkpoints(id))
    if (c.until > context.now) out.push_back(view_of(c));
  return out;
}

bool Service::watches(db::Session& session, const std::string& checkpoint) {
  // Also of a link that has ended: what it saw until then may be told late.
  return !Store(o_.district, session).checkpoint(checkpoint).empty();
}

}  // namespace fugong::supervision
