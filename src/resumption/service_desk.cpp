// What colleagues do among themselves: hand a task over, leave notes on a case.
#include <utility>

#include "resumption/desks.h"
#include "resumption/words.h"
#include "resumption/work.h"

namespace fugong::resumption {
namespace {

NoteView note_view(const policy::Pack& pack, const Note& note, Language language) {
  return {note.number, note.at, note.by_name, owner_name(pack, note.desk_kind, note.desk, language), note.text};
}

// The desk that signs a note; the leader's are the office's.
DeskOf signing_desk(const Actor& actor) {
  const auto desk = desk_of(actor);
  return desk ? *desk : DeskOf{OwnerKind::office, "office"};
}

}  // namespace

Result<TaskView> Service::hand_over(db::Session& session, const Context& context, const TaskId& id,
                                    const HandOverRequest& request) {
  Store store(o_.district, session);
  auto task = store.find_task(id);
  if (!task) return fail(ErrorKind::not_found, "task.not_found", "id");
  // Whoever sits at the desk may move its tasks, also one that a colleague holds: people fall ill without notice.
  const std::string held_by = std::exchange(task->holder, {});
  FG_TRY(const Behalf behalf, behalf_for(context.actor, *task));
  FG_CHECK(check_open(*task));
  const bool own = request.to == context.actor.person;
  const auto colleague = own               ? std::optional(context.actor)
                         : o_.hooks.person ? o_.hooks.person(session, request.to)
                                           : std::nullopt;
  if (!colleague || !behalf_for(*colleague, *task)) return invalid("task.colleague", "to");
  FG_TRY(Work work, Work::load(o_, session, context, task->case_id));
  task->holder = request.to.text;
  task->holder_name = colleague->person_name;
  store.hand_over(*task);
  work.announce();
  json::Object detail{{"task", task->id.text}, {"to", task->holder}, {"from", held_by}};
  if (!behalf.person.empty()) detail["for"] = behalf.person;
  audit_case(o_, session, context, "task.hand_over", task->case_id, json::write_value(detail));
  return to_view(work.pack(), &work.route(), *task, context.now, context.language);
}

Result<NoteView> Service::add_note(db::Session& session, const Context& context, const CaseId& id,
                                   const NoteRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id));
  FG_CHECK(identity::require(context.actor, "case.note", subject_of(work.c())));
  if (request.text.empty()) return invalid("note.empty", "text");
  if (request.text.size() > text_bytes_max) return invalid("case.text_too_long", "text");
  const std::int64_t count = work.store().notes_count(id);
  if (count >= notes_max) return fail(ErrorKind::conflict, "note.too_many", {}, {{"limit", std::to_string(notes_max)}});
  const DeskOf desk = signing_desk(context.actor);
  const Note note{id,        count + 1,  context.now, context.actor.person.text, context.actor.person_name,
                  desk.kind, desk.owner, request.text};
  work.store().insert(note);
  work.announce();
  audit_case(o_, session, context, "case.note", id, json::write_value(json::Object{{"number", note.number}}));
  return note_view(work.pack(), note, context.language);
}

Result<std::vector<NoteView>> Service::notes(db::Session& session, const Context& context, const CaseId& id) {
  FG_TRY(Work work, Work::load(o_, session, context, id));
  FG_CHECK(identity::require(context.actor, "case.note", subject_of(work.c())));
  std::vector<NoteView> views;
  for (const Note& note : work.store().notes(id)) views.push_back(note_view(work.pack(), note, context.language));
  return views;
}

}  // namespace fugong::resumption
