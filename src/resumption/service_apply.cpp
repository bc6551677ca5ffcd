// The applicant's use cases: apply, edit, submit, resubmit, withdraw.
#include <algorithm>

#include "resumption/work.h"

namespace fugong::resumption {
namespace {

// The stored text of an application within its limit.
Status check_size(const std::string& application_json) {
  if (application_json.size() <= application_bytes_max) return {};
  return fail(ErrorKind::too_large, "case.application_too_large", "application",
              {{"limit_kib", std::to_string(application_bytes_max / 1024)}});
}

Result<EnterpriseId> applicant(const Context& context, const std::optional<EnterpriseId>& named) {
  if (named) return *named;
  if (context.actor.kind == OrganisationKind::enterprise) {
    if (auto own = EnterpriseId::parse(context.actor.organisation_code)) return *own;
  }
  return invalid("case.enterprise_missing", "enterprise");
}

Status check_judged(const Judged& judged, Language language) {
  FG_CHECK(check_size(judged.application_json));
  if (judged.submit) FG_CHECK(refuse_unmet(judged.unmet, language));
  return {};
}

// `judged` itself, or made again when the rules have changed since.
Result<JudgedPtr> up_to_date(const ServiceOptions& o, db::Session& session, const Context& context, JudgedPtr judged) {
  FG_TRY(const policy::InForce rules, o.policies.in_force(session));
  if (made_under(*judged, rules)) return judged;
  FG_CHECK(check_shape(*rules.pack, judged->application(), context.language));
  FG_TRY(Judged again, judge_under(o, session, rules, judged->card.id, judged->application()));
  again.submit = judged->submit;
  again.version = judged->version;
  FG_CHECK(check_judged(again, context.language));
  return std::make_shared<const Judged>(std::move(again));
}

Case new_case(const ServiceOptions& o, const Context& context, const Judged& judged) {
  Case c;
  c.id = CaseId::make(context.now, o.random);
  c.enterprise = judged.card.id;
  c.enterprise_name = judged.card.name;
  c.subdistrict = judged.card.subdistrict;
  c.enterprise_class = judged.enterprise_class;
  c.above_scale = judged.card.above_scale;
  c.pack_id = judged.pack->id;
  c.pack_version = judged.pack->version;
  c.phase = judged.phase;
  c.route = judged.route;
  c.created_at = context.now;
  c.state = judged.submit ? CaseState::screening : CaseState::draft;
  return c;
}

Status resubmit(Work& work, const Judged& judged) {
  const Papers papers = work.store().papers(work.c().id);
  const Redo redo = redo_of(read_reasons(papers.reasons_json), split_steps(papers.changed_documents));
  ++work.c().round;
  work.c().state = CaseState::screening;  // refreshed below from the steps
  work.note(EventKind::resubmitted);
  if (redo == Redo::anew) {
    work.cancel_open_tasks();
    work.c().steps_done.clear();
  }
  work.change_rules(judged);
  work.resume_clocks();
  work.store().save_reasons(work.c().id, {});
  return work.settle(redo == Redo::returned_part ? Reopen::not_approved : Reopen::everybody);
}

}  // namespace

Result<JudgedPtr> Service::prepare_apply(db::Session& session, const Context& context, const ApplyRequest& request) {
  FG_TRY(const EnterpriseId enterprise, applicant(context, request.enterprise));
  FG_CHECK(identity::require(context.actor, "case.apply", {.enterprise = enterprise.text}));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  FG_CHECK(check_shape(*rules.pack, request.application, context.language));
  FG_TRY(Judged judged, judge_under(o_, session, rules, enterprise, request.application));
  judged.submit = request.submit;
  FG_CHECK(check_judged(judged, context.language));
  return std::make_shared<const Judged>(std::move(judged));
}

Result<CaseReceipt> Service::apply(db::Session& session, const Context& context, const JudgedPtr& prepared) {
  FG_CHECK(identity::require(context.actor, "case.apply", {.enterprise = prepared->card.id.text}));
  FG_TRY(const JudgedPtr judged, up_to_date(o_, session, context, prepared));
  Store store(o_.district, session);
  if (const auto open = store.open_case(judged->card.id))
    return fail(ErrorKind::conflict, "case.open_exists", "enterprise",
                {{"case", open->first.text}, {"state", std::string(json::enum_name(open->second))}});
  Work work = Work::fresh(o_, session, context, new_case(o_, context, *judged), judged->pack);
  work.give_facts(judged->facts);
  store.insert_papers(work.c().id, {judged->application_json, {}, {}});
  if (judged->submit) FG_CHECK(work.begin_review());
  return work.commit(judged->submit ? "case.submit" : "case.draft", R"({"phase":")" + judged->phase + "\"}");
}

Result<CaseReceipt> Service::edit(db::Session& session, const Context& context, const CaseId& id,
                                  const EditRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id));
  FG_CHECK(identity::require(context.actor, "case.apply", subject_of(work.c())));
  FG_CHECK(check_move(work.c().state, Move::edit));
  if (work.c().version != request.version)
    return fail(ErrorKind::conflict, "case.version", "version", {{"version", std::to_string(work.c().version)}});

  const Papers papers = work.store().papers(id);
  FG_TRY(json::Value stored, json::parse(papers.application_json));
  json::Object application = stored.is_object() ? std::move(stored.get_object()) : json::Object{};
  StepIds changed = split_steps(papers.changed_documents);
  for (const auto& [document, data] : request.application) {
    const json::Value* before = application.if_contains(document);
    if (before ? *before == data : data.is_null()) continue;
    if (!contains(changed, document)) changed.emplace_back(document);
    if (data.is_null()) {
      application.erase(document);
    } else {
      application[document] = data;
    }
  }
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  FG_CHECK(check_shape(*rules.pack, application, context.language));
  const std::string text = json::write_value(application);
  FG_CHECK(check_size(text));
  const bool returned = work.c().state == CaseState::returned;
  work.store().save_application(id, text, returned ? join_steps(changed) : std::string());
  // A draft is saved at every step of the form: that is nothing for the time line.
  if (returned) work.note(EventKind::edited);
  else work.touch();
  return work.commit("case.edit");
}

Result<JudgedPtr> Service::prepare_submit(db::Session& session, const Context& context, const CaseId& id) {
  Store store(o_.district, session);
  const auto c = store.find(id);
  if (!c) return fail(ErrorKind::not_found, "case.not_found", "id");
  FG_CHECK(identity::require(context.actor, "case.apply", subject_of(*c)));
  FG_CHECK(check_move(c->state, Move::submit));
  FG_TRY(json::Value application, json::parse(store.papers(id).application_json));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  // The pack may have been replaced since the draft was stored.
  FG_CHECK(check_shape(*rules.pack, application.as_object(), context.language));
  FG_TRY(Judged judged, judge_under(o_, session, rules, c->enterprise, std::move(application.as_object())));
  judged.submit = true;
  judged.version = c->version;
  FG_CHECK(check_judged(judged, context.language));
  return std::make_shared<const Judged>(std::move(judged));
}

Result<CaseReceipt> Service::submit(db::Session& session, const Context& context, const CaseId& id,
                                    const JudgedPtr& prepared) {
  FG_TRY(Work work, Work::load(o_, session, context, id));
  FG_CHECK(identity::require(context.actor, "case.apply", subject_of(work.c())));
  FG_CHECK(check_move(work.c().state, Move::submit));
  if (work.c().version != prepared->version)  // edited between reading and writing
    return fail(ErrorKind::conflict, "case.version", "version", {{"version", std::to_string(work.c().version)}});
  FG_TRY(const JudgedPtr judged, up_to_date(o_, session, context, prepared));
  work.give_facts(judged->facts);
  if (work.c().state == CaseState::returned) {
    FG_CHECK(resubmit(work, *judged));
    return work.commit("case.resubmit", R"({"round":)" + std::to_string(work.c().round) + "}");
  }
  work.c().state = CaseState::screening;
  work.change_rules(*judged);
  work.store().save_reasons(id, {});
  FG_CHECK(work.begin_review());
  return work.commit("case.submit", R"({"phase":")" + judged->phase + "\"}");
}

Result<CaseReceipt> Service::withdraw(db::Session& session, const Context& context, const CaseId& id,
                                      const WordRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id));
  FG_CHECK(identity::require(context.actor, "case.apply", subject_of(work.c())));
  FG_CHECK(check_move(work.c().state, Move::withdraw));
  const std::string reason = request.reason.value_or("");
  if (reason.size() > text_bytes_max) return invalid("case.text_too_long", "reason");
  work.note(EventKind::withdrawn, {}, reason);
  work.end(CaseState::withdrawn);
  return work.commit("case.withdraw");
}

}  // namespace fugong::resumption
