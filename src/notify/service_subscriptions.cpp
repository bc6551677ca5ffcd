// Who is told through which channel.
#include <algorithm>

#include "identity/rights.h"
#include "notify/channel_rules.h"
#include "notify/rules.h"
#include "notify/service.h"
#include "notify/store.h"

namespace fugong::notify {
namespace {

SubscriptionView view_of(const Subscription& s, const Owner& owner, const std::string& channel_name) {
  return {.id = s.id,
          .kind = s.kind,
          .owner = owner,
          .channel_name = channel_name,
          .hint = s.hint,
          .language = s.language,
          .least = s.least,
          .active = s.active,
          .made_at = s.made_at};
}

// One's own tray; the own enterprise's; any desk's for whoever manages the district's channels.
Status may_subscribe(const Actor& actor, const Owner& owner) {
  if (owner == Owner::of(actor.person)) return {};
  if (owner.kind == OwnerKind::person) return invalid("subscription.owner", "owner");
  if (owner.kind == OwnerKind::enterprise && !identity::allows(actor, "channel.manage"))
    return identity::require(actor, "subscription.write", {.enterprise = owner.id});
  FG_CHECK(identity::require(actor, "channel.manage"));
  if (owner.id.empty() || (owner.kind == OwnerKind::role && !json::enum_value<Role>(owner.id)))
    return invalid("subscription.owner", "owner.id");
  return {};
}

// A channel that may be used for the owner: the district's, or the enterprise's own.
Result<Channel> channel_for(Store& store, const Context& context, const Owner& owner, const SubscriptionRequest& r) {
  const auto unknown = [] { return invalid("subscription.channel", "channel"); };
  if (!r.channel) {
    if (!r.address) return unknown();
    auto mail = store.first_mail_channel();
    if (!mail) return fail(ErrorKind::conflict, "notify.no_mail", "address");
    return std::move(*mail);
  }
  auto channel = store.channel(r.channel->text);
  if (!channel || channel->state == ChannelState::removed || channel->kind == ChannelKind::push) return unknown();
  const bool is_own = owner.kind == OwnerKind::enterprise && channel->enterprise == owner.id;
  const bool is_districts = channel->enterprise.empty() &&
                            (identity::allows(context.actor, "channel.manage") || channel->kind == ChannelKind::email);
  if (!is_own && !is_districts) return unknown();
  return std::move(*channel);
}

struct Address {
  std::string plain, hint;
};

Result<Address> address_of(const SubscriptionRequest& r, ChannelKind kind, bool plain_http) {
  if (kind == ChannelKind::push) {
    FG_CHECK(receiver_of(*r.push));
    if (!is_channel_url(r.push->endpoint, plain_http)) return invalid("channel.url", "push.endpoint");
    const std::string origin = origin_of(r.push->endpoint);
    return Address{json::write(*r.push), origin.substr(origin.find("://") + 3)};
  }
  if (kind != ChannelKind::email) {
    if (r.address) return invalid("subscription.address", "address");
    return Address{};
  }
  if (!r.address || !outbound::check_mail_address(*r.address)) return invalid("outbound.mail_address", "address");
  return Address{*r.address, hint_of_mail(*r.address)};
}

}  // namespace

Result<std::vector<SubscriptionView>> Service::subscriptions(db::Session& session, const Context& context) {
  Store store(o_.district, session);
  std::vector<SubscriptionView> out;
  const auto add = [&](const Owner& owner) {
    for (const Subscription& s : store.subscriptions_of(owner)) {
      // A browser follows all of its person's trays, and is told of once.
      if (!s.person.empty() && owner.kind != OwnerKind::person) continue;
      const auto channel = s.channel.empty() ? std::nullopt : store.channel(s.channel);
      out.push_back(view_of(s, owner, channel ? channel->name : std::string()));
    }
  };
  add(Owner::of(context.actor.person));
  if (identity::allows(context.actor, "channel.manage")) {
    for (const Owner& owner : store.desks_with_subscriptions()) add(owner);
  } else if (context.actor.kind == OrganisationKind::enterprise) {
    add({OwnerKind::enterprise, context.actor.organisation_code});
  }
  return out;
}

Result<SubscriptionView> Service::subscribe(db::Session& session, const Context& context,
                                            const SubscriptionRequest& request) {
  const Owner owner = request.owner.value_or(Owner::of(context.actor.person));
  FG_CHECK(may_subscribe(context.actor, owner));
  Store store(o_.district, session);
  const bool is_own = owner == Owner::of(context.actor.person);
  if (request.push && (!is_own || request.channel || request.address)) return invalid("subscription.channel", "push");
  Subscription s{.id = SubscriptionId::make(context.now, o_.random),
                 .kind = ChannelKind::push,
                 .person = is_own ? context.actor.person.text : std::string(),
                 .language = request.language.value_or(context.language),
                 .least = request.least.value_or(Urgency::normal),
                 .made_at = context.now};
  std::string channel_name;
  if (!request.push) {
    FG_TRY(const Channel channel, channel_for(store, context, owner, request));
    s.kind = channel.kind;
    s.channel = channel.id.text;
    channel_name = channel.name;
  }
  FG_TRY(const Address address, address_of(request, s.kind, o_.plain_http));
  s.hint = address.hint;
  if (!address.plain.empty()) s.address_sealed = o_.vault.seal(address.plain, "notify.address");
  // A browser belongs to whoever switched it on last; a channel and a mail box may serve several.
  const std::string whose = request.push ? "" : std::string(json::enum_name(owner.kind)) + owner.id;
  s.address_index = o_.vault.blind_index(s.channel + "\n" + address.plain + "\n" + whose, "notify.address");
  if (const auto before = store.subscription_at(s.address_index)) {
    s.id = before->id;
    store.remove(s.id);
  } else if (store.count_subscriptions(owner) >= subscriptions_max) {
    return fail(ErrorKind::conflict, "subscription.too_many", {}, {{"limit", std::to_string(subscriptions_max)}});
  }
  // A person's device or mail box follows what lies on the desks at which the person sits, too.
  store.insert(s, is_own ? owners_of(context.actor) : std::vector<Owner>{owner});
  log_act(o_, session, context, "subscription.create", "subscription", s.id.text,
          {{"kind", json::enum_name(s.kind)}, {"owner_kind", json::enum_name(owner.kind)}, {"owner", owner.id}});
  return view_of(s, owner, channel_name);
}

Status Service::unsubscribe(db::Session& session, const Context& context, const SubscriptionId& id) {
  Store store(o_.district, session);
  const auto unknown = [] { return fail(ErrorKind::not_found, "subscription.not_found", "id"); };
  const auto s = store.subscription(id.text);
  if (!s) return unknown();
  const auto owners = store.owners_of(id);
  const bool is_own = s->person == context.actor.person.text;
  const bool may = is_own || (s->person.empty() && !owners.empty() && may_subscribe(context.actor, owners.front()));
  if (!may) return unknown();
  store.remove(id);
  log_act(o_, session, context, "subscription.remove", "subscription", id.text, {{"kind", json::enum_name(s->kind)}});
  return {};
}

}  // namespace fugong::notify
