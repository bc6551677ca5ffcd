// Channels: whose they are, what they are set to, whether they work.
#include "identity/rights.h"
#include "notify/channel_rules.h"
#include "notify/parcel.h"
#include "notify/rules.h"
#include "notify/service.h"
#include "notify/store.h"

namespace fugong::notify {
namespace {

std::string fault_in_words(const std::string& code, const std::string& detail, Language language) {
  if (code.empty()) return {};
  const std::string words = message(language, code, {{"url", ""}, {"reason", detail}, {"status", detail}});
  return detail.empty() ? words : words + " (" + detail + ")";
}

Result<Settings> settings_of(const ServiceOptions& o, const Channel& channel) {
  FG_TRY(const std::string text, o.vault.open(channel.settings_sealed, "notify.settings"));
  return json::read<Settings>(text);
}

Result<ChannelView> view_of(const ServiceOptions& o, const Channel& c, Language language) {
  FG_TRY(const Settings settings, settings_of(o, c));
  ChannelView view{.id = c.id,
                   .kind = c.kind,
                   .name = c.name,
                   .hint = c.hint,
                   .has_secret = !settings.secret.empty() || !settings.mail.password.empty(),
                   .mail = {},
                   .state = c.state,
                   .version = c.version,
                   .made_at = c.made_at,
                   .sent_at = c.sent_at,
                   .failed_at = c.failed_at,
                   .fault = fault_in_words(c.fault, c.fault_detail, language),
                   .secret = {}};
  if (c.kind == ChannelKind::email) {
    const outbound::MailServer& m = settings.mail;
    view.mail = MailView{m.host, m.port, m.security, m.user, m.from, m.from_name};
  }
  return view;
}

// Whose channels the actor manages: an enterprise's own, or (empty) the district's.
Result<std::string> managed_by(const Actor& actor) {
  if (identity::allows(actor, "channel.manage")) return std::string();
  FG_CHECK(identity::require(actor, "subscription.write", {.enterprise = actor.organisation_code}));
  return actor.organisation_code;
}

Result<Channel> find_managed(Store& store, const Context& context, const ChannelId& id) {
  FG_TRY(const std::string enterprise, managed_by(context.actor));
  auto channel = store.channel(id.text);
  if (!channel || channel->state == ChannelState::removed || channel->enterprise != enterprise)
    return fail(ErrorKind::not_found, "channel.not_found", "id");
  return std::move(*channel);
}

}  // namespace

DeliveryView view_of(const Delivery& d, const std::string& channel_name, Language language) {
  return {.id = outbound::MessageId{d.outbox},
          .kind = d.kind,
          .channel_name = channel_name,
          .to = d.owner_name,
          .topic = d.topic,
          .state = d.state,
          .attempts = d.attempts,
          .fault = fault_in_words(d.fault, d.fault_detail, language),
          .made_at = d.made_at,
          .done_at = d.done_at};
}

Result<http::Page<ChannelView>> Service::channels(db::Session& session, const Context& context,
                                                  const PageFilter& filter) {
  FG_TRY(const std::string enterprise, managed_by(context.actor));
  FG_TRY(const int limit, page_limit(filter.limit));
  auto rows = Store(o_.district, session).channels(enterprise, filter.after.value_or(""), limit + 1);
  http::Page<ChannelView> page;
  if (rows.size() > static_cast<std::size_t>(limit)) {
    rows.resize(static_cast<std::size_t>(limit));
    page.next = rows.back().id.text;
  }
  for (const Channel& c : rows) {
    FG_TRY(ChannelView view, view_of(o_, c, context.language));
    page.items.push_back(std::move(view));
  }
  return page;
}

Result<ChannelView> Service::create_channel(db::Session& session, const Context& context,
                                            const ChannelRequest& request) {
  FG_TRY(const std::string enterprise, managed_by(context.actor));
  Store store(o_.district, session);
  if (store.count_channels(enterprise) >= channels_max)
    return fail(ErrorKind::conflict, "channel.too_many", {}, {{"limit", std::to_string(channels_max)}});
  FG_CHECK(check_name(request.name));
  Settings settings;
  apply(request.settings, settings);
  std::optional<std::string> made;
  if (request.kind == ChannelKind::webhook && settings.secret.empty())
    made = settings.secret = outbound::WebhookSecret::generate();
  FG_CHECK(check_settings(request.kind, settings, o_.plain_http));
  const Channel c{.id = ChannelId::make(context.now, o_.random),
                  .kind = request.kind,
                  .name = request.name,
                  .enterprise = enterprise,
                  .settings_sealed = o_.vault.seal(json::write(settings), "notify.settings"),
                  .hint = hint_of(request.kind, settings),
                  .made_at = context.now};
  store.insert(c);
  log_act(o_, session, context, "channel.create", "channel", c.id.text,
          {{"kind", json::enum_name(c.kind)}, {"name", c.name}, {"enterprise", enterprise}});
  FG_TRY(ChannelView view, view_of(o_, c, context.language));
  view.secret = std::move(made);
  return view;
}

Result<ChannelView> Service::change_channel(db::Session& session, const Context& context, const ChannelId& id,
                                            const ChannelPatch& patch) {
  Store store(o_.district, session);
  FG_TRY(Channel c, find_managed(store, context, id));
  if (patch.version != c.version) return fail(ErrorKind::conflict, "channel.version", "version");
  json::Array changed;
  if (patch.name) {
    FG_CHECK(check_name(*patch.name));
    c.name = *patch.name;
    changed.push_back("name");
  }
  if (patch.state) {
    c.state = *patch.state;
    changed.push_back(json::Value(json::enum_name(*patch.state)));
  }
  if (patch.settings) {
    FG_TRY(Settings settings, settings_of(o_, c));
    apply(*patch.settings, settings);
    FG_CHECK(check_settings(c.kind, settings, o_.plain_http));
    c.settings_sealed = o_.vault.seal(json::write(settings), "notify.settings");
    c.hint = hint_of(c.kind, settings);
    changed.push_back("settings");
  }
  ++c.version;
  store.save(c);
  // What changed, never to what: settings hold keys.
  log_act(o_, session, context, "channel.change", "channel", id.text,
          {{"name", c.name}, {"changed", std::move(changed)}});
  return view_of(o_, c, context.language);
}

Result<DeliveryView> Service::test_channel(db::Session& session, const Context& context, const ChannelId& id,
                                           const TestRequest& request) {
  Store store(o_.district, session);
  FG_TRY(const Channel c, find_managed(store, context, id));
  const bool is_mail = c.kind == ChannelKind::email;
  if (is_mail && (!request.address || !outbound::check_mail_address(*request.address)))
    return invalid("channel.test_address", "address");
  const TextParams params{{"name", context.actor.person_name}, {"channel", c.name}};
  const Parcel parcel{.message = {},
                      .owner = {},
                      .urgency = Urgency::normal,
                      .language = context.language,
                      .title = message(context.language, "channel.test.title", params),
                      .body = message(context.language, "channel.test.body", params),
                      .link = {},
                      .made_at = context.now,
                      .outside = is_mail};
  const auto outbox = o_.outbox.put(session,
                                    {.channel = std::string(json::enum_name(c.kind)),
                                     .topic = "channel.test",
                                     .address = is_mail ? *request.address : std::string(),
                                     .payload = json::write(parcel),
                                     .expires_at = context.now + minutes(10),
                                     .lane = c.id.text,
                                     .when_given_up = outbound::WhenGivenUp::keep},
                                    context.now);
  const Delivery d{.message = MessageId{outbox.text},
                   .subscription = {},
                   .outbox = outbox.text,
                   .channel = c.id.text,
                   .kind = c.kind,
                   .owner_name = is_mail ? hint_of_mail(*request.address) : std::string(),
                   .topic = "channel.test",
                   .made_at = context.now};
  store.insert(std::span(&d, 1), {});
  log_act(o_, session, context, "channel.test", "channel", id.text, {{"name", c.name}});
  return view_of(d, c.name, context.language);
}

Result<std::vector<DeliveryView>> Service::deliveries(db::Session& session, const Context& context,
                                                      const ChannelId& id) {
  Store store(o_.district, session);
  FG_TRY(const Channel c, find_managed(store, context, id));
  std::vector<DeliveryView> out;
  for (const Delivery& d : store.deliveries_of(id.text, deliveries_shown))
    out.push_back(view_of(d, c.name, context.language));
  return out;
}

// ---- dead letters ----

Result<http::Page<DeliveryView>> Service::dead_letters(db::Session& session, const Context& context,
                                                       const PageFilter& filter) {
  FG_CHECK(identity::require(context.actor, "channel.manage"));
  FG_TRY(const int limit, page_limit(filter.limit));
  Store store(o_.district, session);
  auto rows = store.dead(filter.after.value_or(""), limit + 1);
  http::Page<DeliveryView> page;
  if (rows.size() > static_cast<std::size_t>(limit)) {
    rows.resize(static_cast<std::size_t>(limit));
    page.next = rows.back().outbox;
  }
  for (const Delivery& d : rows) {
    const auto channel = d.channel.empty() ? std::nullopt : store.channel(d.channel);
    page.items.push_back(view_of(d, channel ? channel->name : std::string(), context.language));
  }
  return page;
}

Result<ResendReceipt> Service::send_again(db::Session& session, const Context& context, const ResendRequest& request) {
  FG_CHECK(identity::require(context.actor, "channel.manage"));
  if (request.channel.has_value() == request.ids.has_value()) return invalid("dead_letter.which", "ids");
  if (request.ids && request.ids->size() > resent_at_once_max)
    return invalid("dead_letter.too_many", "ids", {{"limit", std::to_string(resent_at_once_max)}});
  Store store(o_.district, session);
  const std::vector<std::string> ids =
      request.ids ? *request.ids : store.dead_of(request.channel->text, static_cast<int>(resent_at_once_max));
  ResendReceipt receipt;
  for (const std::string& id : ids) {
    const bool again = store.is_dead(id) && o_.outbox.send_again(session, outbound::MessageId{id}, context.now,
                                                                 context.now + delivered_within);
    if (again) store.settle(id, DeliveryState::waiting, 0, {}, {}, {});
    ++(again ? receipt.sent_again : receipt.gone);
  }
  log_act(o_, session, context, "dead_letter.send", "channel", request.channel ? request.channel->text : std::string(),
          {{"sent_again", receipt.sent_again}, {"gone", receipt.gone}});
  return receipt;
}

}  // namespace fugong::notify
