// Reading what lies in the tray.
#include <algorithm>

#include "audit/log.h"
#include "notify/rules.h"
#include "notify/service.h"
#include "notify/store.h"

namespace fugong::notify {
namespace {

MessageView view_of(const Message& m, const std::string& content_json, bool to_confirm, Language language) {
  MessageView view{.id = m.id,
                   .to = m.owner_kind,
                   .topic = m.topic,
                   .urgency = m.urgency,
                   .title = {},
                   .body = {},
                   .link = {},
                   .made_at = m.made_at,
                   .read_at = m.read_at,
                   .confirmed_at = m.confirmed_at,
                   .read_by_name = m.read_by_name,
                   .confirmed_by_name = m.confirmed_by_name,
                   .to_confirm = to_confirm};
  if (const auto content = json::read<Content>(content_json)) {
    const TextParams params{{"enterprise", m.owner_name}};
    view.title = fill_text(content->title.in(language), params);
    view.body = fill_text(content->body.in(language), params);
    view.link = content->link;
  }
  return view;
}

}  // namespace

Result<int> page_limit(const std::optional<int>& limit) {
  if (limit && (*limit < 1 || *limit > page_size_max))
    return invalid("notify.bad_limit", "limit", {{"limit", std::to_string(page_size_max)}});
  return limit.value_or(page_size_default);
}

void log_act(const ServiceOptions& o, db::Session& session, const Context& context, const char* action,
             const char* subject_kind, const std::string& subject, const json::Object& detail) {
  audit::append(session, {.district = o.district,
                          .at = context.now,
                          .actor = context.actor.person.text,
                          .actor_name = context.actor.person_name,
                          .action = action,
                          .subject_kind = subject_kind,
                          .subject_id = subject,
                          .detail = json::write_value(detail)});
}

Result<http::Page<MessageView>> Service::messages(db::Session& session, const Context& context,
                                                  const MessageFilter& filter) {
  FG_TRY(const int limit, page_limit(filter.limit));
  if (filter.after && !is_uuid(*filter.after)) return invalid("notify.bad_cursor", "after");
  Store store(o_.district, session);
  std::vector<Message> all;
  for (const Owner& owner : owners_of(context.actor)) {
    auto some = store.messages(owner, filter.unread.value_or(false), filter.after.value_or(""), limit + 1);
    std::ranges::move(some, std::back_inserter(all));
  }
  std::ranges::sort(all, std::greater<>(), [](const Message& m) { return m.id.text; });
  http::Page<MessageView> page;
  if (all.size() > static_cast<std::size_t>(limit)) {
    all.resize(static_cast<std::size_t>(limit));
    page.next = all.back().id.text;
  }
  for (const Message& m : all) {
    const auto notice = m.notice.empty() ? std::nullopt : store.notice(m.notice);
    page.items.push_back(view_of(m, notice ? notice->content_json : m.content_json,
                                 notice && notice->confirm && !m.confirmed_at, context.language));
  }
  return page;
}

UnreadCount Service::unread(db::Session& session, const Context& context) {
  Store store(o_.district, session);
  UnreadCount count;
  for (const Owner& owner : owners_of(context.actor)) {
    const auto [unread, urgent] = store.count_unread(owner, unread_counted_max);
    count.unread += unread;
    count.urgent += urgent;
  }
  count.unread = std::min(count.unread, unread_counted_max);
  count.urgent = std::min(count.urgent, unread_counted_max);
  return count;
}

Status Service::read(db::Session& session, const Context& context, const ReadRequest& request) {
  if (request.messages && request.messages->size() > read_at_once_max)
    return invalid("message.too_many", "messages", {{"limit", std::to_string(read_at_once_max)}});
  Store store(o_.district, session);
  for (const Owner& owner : owners_of(context.actor)) {
    std::int64_t touched = 0;
    if (!request.messages) touched = store.read_all(owner, context.actor.person_name, context.now);
    else
      for (const MessageId& id : *request.messages)
        touched += store.read(owner, id, context.actor.person_name, context.now);
    if (touched > 0) announce(session, owner);
  }
  return {};
}

Status Service::confirm(db::Session& session, const Context& context, const MessageId& id) {
  Store store(o_.district, session);
  for (const Owner& owner : owners_of(context.actor)) {
    const auto m = store.message(owner, id);
    if (!m) continue;
    const auto notice = m->notice.empty() ? std::nullopt : store.notice(m->notice);
    if (!notice || !notice->confirm) return fail(ErrorKind::conflict, "message.not_to_confirm");
    if (m->confirmed_at) return {};  // sent again
    store.read(owner, id, context.actor.person_name, context.now);
    store.confirm(owner, id, context.actor.person_name, context.now);
    log_act(o_, session, context, "notice.confirm", "notice", m->notice, {{"owner", owner.id}});
    announce(session, owner);
    return {};
  }
  return fail(ErrorKind::not_found, "message.not_found", "id");
}

}  // namespace fugong::notify
