// Notices: composed, counted, sent piece by piece, followed until everybody knows.
#include <algorithm>
#include <map>

#include "enterprise/service.h"
#include "identity/rights.h"
#include "notify/choice.h"
#include "notify/notice_rules.h"
#include "notify/rules.h"
#include "notify/service.h"
#include "notify/store.h"

namespace fugong::notify {
namespace {

constexpr std::string_view template_prefix = "notice.", title_suffix = ".title", body_suffix = ".body";

// The only subdistrict that the actor may look at; empty: all.
std::string only_subdistrict(const Actor& actor, std::string_view right) {
  return identity::allows_everywhere(actor, right) ? std::string() : actor.organisation_code;
}

NoticeLine line_of(const Notice& n, const Content& content, Language language) {
  return {.id = n.id,
          .title = content.title.in(language),
          .state = n.state,
          .urgency = n.urgency,
          .confirm = n.confirm,
          .made_at = n.made_at,
          .send_at = n.send_at,
          .by_name = n.by_name,
          .receivers = n.receivers};
}

Result<NoticeView> view_of(Store& store, const Notice& n, const Context& context) {
  FG_TRY(const Content content, json::read<Content>(n.content_json));
  NoticeView view{.line = line_of(n, content, context.language),
                  .title = content.title,
                  .body = content.body,
                  .link = content.link,
                  .call_after_minutes = n.call_after_minutes,
                  .finished_at = n.finished_at,
                  .calls_at = n.calls_at,
                  .subdistricts = store.progress(n.id.text),
                  .channels = {}};
  const std::string own = only_subdistrict(context.actor, "notice.read");
  if (!own.empty())
    std::erase_if(view.subdistricts, [&](const SubdistrictProgress& p) { return p.subdistrict != own; });
  for (const SubdistrictProgress& p : view.subdistricts) {
    view.read += p.read;
    view.confirmed += p.confirmed;
    view.called += p.called;
  }
  if (!own.empty()) return view;
  for (const auto& [kind, state, count] : store.delivery_counts(n.id.text)) {
    if (view.channels.empty() || view.channels.back().kind != kind) view.channels.push_back({.kind = kind});
    ChannelProgress& p = view.channels.back();
    (state == DeliveryState::sent ? p.sent : state == DeliveryState::dead ? p.dead : p.waiting) += count;
  }
  return view;
}

Result<Notice> find_notice(Store& store, const NoticeId& id) {
  auto n = store.notice(id.text);
  if (!n) return fail(ErrorKind::not_found, "notice.not_found", "id");
  return std::move(*n);
}

Status check_times(const NoticeRequest& r, Timestamp now) {
  if (r.send_at && *r.send_at > now + scheduled_ahead_max) return invalid("notice.send_at", "send_at");
  const std::int64_t minutes_asked = r.call_after_minutes.value_or(0);
  if (minutes_asked < 0 || minutes_asked > call_after_minutes_max)
    return invalid("notice.call_after", "call_after_minutes", {{"limit", std::to_string(call_after_minutes_max)}});
  return {};
}

}  // namespace

Result<std::vector<NoticeTemplate>> Service::templates(db::Session& session, const Context& context) {
  FG_CHECK(identity::require(context.actor, "notice.send"));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  std::vector<NoticeTemplate> out;
  for (const auto& [key, title] : rules.pack->texts) {
    if (!key.starts_with(template_prefix) || !key.ends_with(title_suffix)) continue;
    const std::string id =
        key.substr(template_prefix.size(), key.size() - template_prefix.size() - title_suffix.size());
    const auto body = rules.pack->texts.find(std::string(template_prefix) + id + std::string(body_suffix));
    if (body != rules.pack->texts.end()) out.push_back({id, title, body->second});
  }
  return out;
}

Result<Preview> Service::preview(db::Session& session, const Context& context, const PreviewRequest& request) {
  FG_CHECK(identity::require(context.actor, "notice.send"));
  FG_CHECK(check_receivers(request.receivers));
  FG_TRY(const Choice choice, Choice::of(o_, session, request.receivers));
  Store store(o_.district, session);
  Preview preview;
  std::map<std::string, std::int64_t> by_subdistrict;
  for (std::string cursor;;) {
    const Piece piece = choice.next(cursor, notice_chunk);
    for (const enterprise::Enterprise& e : piece.chosen) ++by_subdistrict[e.subdistrict];
    preview.enterprises += static_cast<std::int64_t>(piece.chosen.size());
    const auto routes = store.enterprise_routes(cursor, piece.cursor);
    for (const enterprise::Enterprise& e : piece.chosen)
      preview.by_channel += std::ranges::binary_search(routes, e.id.text, {}, &Route::owner);
    cursor = piece.cursor;
    if (piece.last) break;
  }
  for (const auto& [subdistrict, count] : by_subdistrict) preview.subdistricts.push_back({subdistrict, count});
  return preview;
}

Result<NoticeView> Service::send_notice(db::Session& session, const Context& context, const NoticeRequest& request) {
  FG_CHECK(identity::require(context.actor, "notice.send"));
  FG_CHECK(check_receivers(request.receivers));
  FG_CHECK(check_times(request, context.now));
  const Content content{request.title, request.body, request.link.value_or("")};
  FG_CHECK(check_content(content));
  const Timestamp at = std::max(request.send_at.value_or(context.now), context.now);
  Notice n{.id = NoticeId::make(context.now, o_.random),
           .topic = "notice",
           .urgency = request.urgency.value_or(Urgency::important),
           .content_json = json::write(content),
           .receivers_json = json::write(request.receivers),
           .confirm = request.confirm.value_or(false),
           .call_after_minutes = request.call_after_minutes.value_or(0),
           .made_at = context.now,
           .send_at = at,
           .by = context.actor.person.text,
           .by_name = context.actor.person_name};
  Store store(o_.district, session);
  store.insert(n);
  log_act(o_, session, context, "notice.send", "notice", n.id.text,
          {{"title", content.title.zh_cn},
           {"send_at", to_rfc3339(at)},
           {"receivers", json::parse(n.receivers_json).value_or(json::Value())}});
  if (o_.hooks.arm_timer) session.after_commit([arm = o_.hooks.arm_timer, id = n.id, at] { arm(id, at); });
  return view_of(store, n, context);
}

Result<NoticeView> Service::cancel_notice(db::Session& session, const Context& context, const NoticeId& id) {
  FG_CHECK(identity::require(context.actor, "notice.send"));
  Store store(o_.district, session);
  FG_TRY(Notice n, find_notice(store, id));
  if (n.state == NoticeState::sending || n.state == NoticeState::sent)
    return fail(ErrorKind::conflict, "notice.under_way", "id");
  n.state = NoticeState::cancelled;
  store.save(n);
  log_act(o_, session, context, "notice.cancel", "notice", id.text, {});
  return view_of(store, n, context);
}

Result<http::Page<NoticeLine>> Service::notices(db::Session& session, const Context& context,
                                                const PageFilter& filter) {
  if (!identity::allows(context.actor, "notice.read")) return fail(ErrorKind::forbidden, "auth.forbidden");
  FG_TRY(const int limit, page_limit(filter.limit));
  auto rows = Store(o_.district, session).notices(filter.after.value_or(""), limit + 1);
  http::Page<NoticeLine> page;
  if (rows.size() > static_cast<std::size_t>(limit)) {
    rows.resize(static_cast<std::size_t>(limit));
    page.next = rows.back().id.text;
  }
  for (const Notice& n : rows) {
    FG_TRY(const Content content, json::read<Content>(n.content_json));
    page.items.push_back(line_of(n, content, context.language));
  }
  return page;
}

Result<NoticeView> Service::notice(db::Session& session, const Context& context, const NoticeId& id) {
  if (!identity::allows(context.actor, "notice.read")) return fail(ErrorKind::forbidden, "auth.forbidden");
  Store store(o_.district, session);
  FG_TRY(const Notice n, find_notice(store, id));
  return view_of(store, n, context);
}

Result<http::Page<ReceiptLine>> Service::receipts(db::Session& session, const Context& context, const NoticeId& id,
                                                  const ReceiptFilter& filter) {
  if (!identity::allows(context.actor, "notice.read")) return fail(ErrorKind::forbidden, "auth.forbidden");
  FG_TRY(const int limit, page_limit(filter.limit));
  const std::string state = filter.state.value_or("");
  if (!state.empty() && state != "unread" && state != "read" && state != "unconfirmed")
    return invalid("notice.receipt_state", "state");
  Store store(o_.district, session);
  FG_TRY(const Notice n, find_notice(store, id));
  std::string subdistrict = only_subdistrict(context.actor, "notice.read");
  if (subdistrict.empty()) subdistrict = filter.subdistrict.value_or("");
  auto rows = store.receipts(n.id.text, state, subdistrict, filter.after.value_or(""), limit + 1);
  http::Page<ReceiptLine> page;
  if (rows.size() > static_cast<std::size_t>(limit)) {
    rows.resize(static_cast<std::size_t>(limit));
    page.next = rows.back().subdistrict + "/" + rows.back().owner;
  }
  for (const Message& m : rows) {
    ReceiptLine line{.enterprise = EnterpriseId{m.owner},
                     .name = m.owner_name,
                     .subdistrict = m.subdistrict,
                     .sent_at = m.made_at,
                     .read_at = m.read_at,
                     .confirmed_at = m.confirmed_at,
                     .called_at = m.called_at,
                     .read_by_name = m.read_by_name,
                     .confirmed_by_name = m.confirmed_by_name,
                     .channels = {}};
    for (const Delivery& d : store.deliveries_of_message(m.id))
      line.channels[std::string(json::enum_name(d.kind))] = d.state;
    page.items.push_back(std::move(line));
  }
  return page;
}

// ---- calls ----

Result<http::Page<CallLine>> Service::call_list(db::Session& session, const Context& context,
                                                const PageFilter& filter) {
  if (!identity::allows(context.actor, "notice.call")) return fail(ErrorKind::forbidden, "auth.forbidden");
  FG_TRY(const int limit, page_limit(filter.limit));
  Store store(o_.district, session);
  auto rows = store.to_call(only_subdistrict(context.actor, "notice.call"), filter.after.value_or(""), limit + 1);
  http::Page<CallLine> page;
  if (rows.size() > static_cast<std::size_t>(limit)) {
    rows.resize(static_cast<std::size_t>(limit));
    page.next = rows.back().notice + "/" + rows.back().subdistrict + "/" + rows.back().owner;
  }
  std::map<std::string, std::string> titles;
  for (const Message& m : rows) {
    if (!titles.contains(m.notice)) {
      const auto n = store.notice(m.notice);
      const auto content = n ? json::read<Content>(n->content_json) : Result<Content>(Content{});
      titles[m.notice] = content ? content->title.in(context.language) : std::string();
    }
    const auto calls = store.calls(m.notice, m.owner);
    page.items.push_back({.notice = NoticeId{m.notice},
                          .notice_title = titles[m.notice],
                          .enterprise = EnterpriseId{m.owner},
                          .name = m.owner_name,
                          .subdistrict = m.subdistrict,
                          .phone = o_.enterprises.phone_of(session, EnterpriseId{m.owner}),
                          .sent_at = m.made_at,
                          .calls = static_cast<std::int64_t>(calls.size()),
                          .last_outcome = calls.empty() ? std::nullopt : std::optional(calls.back().outcome)});
  }
  return page;
}

Result<CallView> Service::record_call(db::Session& session, const Context& context, const NoticeId& id,
                                      const CallRequest& request) {
  Store store(o_.district, session);
  FG_TRY(const Notice n, find_notice(store, id));
  const auto m = store.message_of_notice(id.text, request.enterprise);
  if (!m) return fail(ErrorKind::not_found, "notice.not_a_receiver", "enterprise");
  FG_CHECK(identity::require(context.actor, "notice.call", {.subdistrict = m->subdistrict}));
  const std::string note = request.note.value_or("");
  if (note.size() > body_bytes_max) return invalid("notify.body", "note", {{"limit", std::to_string(body_bytes_max)}});
  const auto before = store.calls(id.text, request.enterprise.text);
  if (static_cast<std::int64_t>(before.size()) >= calls_max)
    return fail(ErrorKind::conflict, "notice.too_many_calls", "enterprise", {{"limit", std::to_string(calls_max)}});
  const PhoneCall call{.notice = n.id.text,
                       .enterprise = request.enterprise.text,
                       .number = static_cast<std::int64_t>(before.size()) + 1,
                       .at = context.now,
                       .by = context.actor.person.text,
                       .by_name = context.actor.person_name,
                       .outcome = request.outcome,
                       .note = note};
  store.insert(call);
  if (call.outcome == CallOutcome::reached) store.note_called(*m, context.now);
  log_act(o_, session, context, "notice.call", "notice", id.text,
          {{"enterprise", request.enterprise.text}, {"outcome", json::enum_name(request.outcome)}});
  return CallView{call.number, call.at, call.by_name, call.outcome, call.note};
}

Result<std::vector<CallView>> Service::calls(db::Session& session, const Context& context, const NoticeId& id,
                                             const EnterpriseId& enterprise) {
  Store store(o_.district, session);
  const auto m = store.message_of_notice(id.text, enterprise);
  if (!m) return fail(ErrorKind::not_found, "notice.not_a_receiver", "enterprise");
  FG_CHECK(identity::require(context.actor, "notice.call", {.subdistrict = m->subdistrict}));
  std::vector<CallView> out;
  for (const PhoneCall& c : store.calls(id.text, enterprise.text))
    out.push_back({c.number, c.at, c.by_name, c.outcome, c.note});
  return out;
}

}  // namespace fugong::notify
