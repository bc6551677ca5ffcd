// The use cases of messages: tell somebody something, read the tray, channels and subscriptions, dead letters, notices.
//
// Every function runs on the caller's session. Those that write belong in a command (db::Engine::submit) and may run
// more than once; what leaves the house is put into the outbox in the caller's transaction. Use cases check the actor's
// right first; what other rooms call checks none. Thread rule: a Service may be called from any thread.
//
// Another room tells somebody something with one line, in its own transaction:
//
//   notify.tell(session, Owner::of(handler), {.topic = "ticket.assigned", .text = "ticket.told.assigned",
//               .params = {{"title", t.title}}, .link = "/tickets/" + t.id.text, .urgency = Urgency::urgent}, now);
//
// where texts/ROOM.yaml has ticket.told.assigned.title and ticket.told.assigned.body in both languages.
#pragma once

#include <functional>
#include <span>

#include "base/actor.h"
#include "base/random.h"
#include "crypto/sealed.h"
#include "db/due_timer.h"
#include "db/engine.h"
#include "http/events.h"
#include "notify/view.h"
#include "outbound/outbox.h"
#include "policy/store.h"

namespace fugong::enterprise {
class Service;
}
namespace fugong::resumption {
class Service;
}

namespace fugong::notify {

constexpr std::size_t title_bytes_max = 300;  // about 100 Chinese characters
constexpr std::size_t body_bytes_max = 8'000;
constexpr std::size_t link_bytes_max = 300;
constexpr std::size_t name_bytes_max = 120;
constexpr int page_size_default = 50, page_size_max = 200;
constexpr std::int64_t unread_counted_max = 100;  // more than a badge can show
constexpr std::size_t read_at_once_max = 200;     // messages of one request
constexpr std::int64_t channels_max = 200;        // of a district, or of an enterprise
constexpr std::int64_t subscriptions_max = 50;    // of one owner
constexpr std::size_t resent_at_once_max = 500;
constexpr int deliveries_shown = 20;  // of a channel
constexpr std::size_t receivers_named_max =
    5'000;  // of a notice to a list; to more it goes by what they have in common
constexpr Duration scheduled_ahead_max = days(90);
constexpr std::int64_t call_after_minutes_max = 7 * 24 * 60;
constexpr int notice_chunk = 500;                      // enterprises in one command: bounds how long the writer is held
constexpr std::int64_t calls_max = 50;                 // of one enterprise for one notice
constexpr Duration delivered_within = days(3);         // then it is a dead letter
constexpr Duration urgent_delivered_within = days(1);  // nobody is woken by what was urgent the day before yesterday

std::span<const db::Migration> migrations();

// Who asks, when, and in which language the answer is read.
struct Context {
  const Actor& actor;
  Timestamp now{};
  Language language = Language::zh_cn;
};

// What other rooms know or do; app/ wires them.
struct Hooks {
  // After commit: the notice has something due at that instant. Feeds the timer.
  std::function<void(const NoticeId&, Timestamp due)> arm_timer;
};

struct ServiceOptions {
  DistrictCode district;
  crypto::Vault vault;
  policy::Store& policies;
  enterprise::Service& enterprises;
  resumption::Service& resumption;
  Random& random;
  outbound::Outbox& outbox;
  std::string push_point{};          // base64url of our public key for browsers (carriers.h)
  std::string public_url{};          // before a message's link; empty: messages to the outside have none
  bool plain_http = false;           // channels may be http:// too: inside one's own network only
  http::EventHub* events = nullptr;  // nullptr: nobody listens
  Hooks hooks{};
};

// What one tells.
struct Telling {
  std::string topic;    // "ticket.assigned"
  std::string text;     // TEXT.title and TEXT.body are messages of the catalogue
  TextParams params{};  // of both
  std::string link{};   // path of the web app
  Urgency urgency = Urgency::normal;
};

class Service {
 public:
  explicit Service(ServiceOptions options);

  // -- what other rooms call; no right is checked --
  // Into the owner's tray, and through each channel that the owner has subscribed for such an urgency.
  MessageId tell(db::Session&, const Owner&, const Telling&, Timestamp now);
  // The same with words of one's own.
  MessageId tell(db::Session&, const Owner&, std::string_view topic, Urgency, const Content&, Timestamp now);
  // A mail to somebody outside, through the district's first mail account. Codes notify.no_mail (conflict): there is
  // none; outbound.mail_address. The id is that of the Message-ID and of the dead letter.
  Result<outbound::MessageId> mail(db::Session&, const std::string& address, std::string_view topic, const Content&,
                                   Language, Timestamp now);

  // -- the tray; everybody reads the own one and those of the own desks --
  Result<http::Page<MessageView>> messages(db::Session&, const Context&, const MessageFilter&);
  UnreadCount unread(db::Session&, const Context&);
  // Whoever reads a desk's message has read it for all who sit there.
  Status read(db::Session&, const Context&, const ReadRequest&);
  // Codes message.not_found, message.not_to_confirm.
  Status confirm(db::Session&, const Context&, const MessageId&);

  // -- channels: the district's (channel.manage), and an enterprise's own (subscription.write) --
  Result<http::Page<ChannelView>> channels(db::Session&, const Context&, const PageFilter&);
  // Codes channel.name, channel.url, channel.secret, channel.mail, channel.kind, channel.too_many.
  Result<ChannelView> create_channel(db::Session&, const Context&, const ChannelRequest&);
  // Codes channel.not_found, channel.version (conflict).
  Result<ChannelView> change_channel(db::Session&, const Context&, const ChannelId&, const ChannelPatch&);
  // A message through the channel alone. Code channel.test_address for a mail account without an address.
  Result<DeliveryView> test_channel(db::Session&, const Context&, const ChannelId&, const TestRequest&);
  // The last ones, the newest first.
  Result<std::vector<DeliveryView>> deliveries(db::Session&, const Context&, const ChannelId&);

  // -- subscriptions: one's own, the own enterprise's (subscription.write), a desk's (channel.manage) --
  Result<std::vector<SubscriptionView>> subscriptions(db::Session&, const Context&);
  // Codes subscription.owner, subscription.channel, subscription.address, subscription.too_many, push.receiver.
  // The same address again changes the subscription that is there.
  Result<SubscriptionView> subscribe(db::Session&, const Context&, const SubscriptionRequest&);
  Status unsubscribe(db::Session&, const Context&, const SubscriptionId&);  // code subscription.not_found
  PushKey push_key() const { return {o_.push_point}; }

  // -- dead letters (channel.manage) --
  Result<http::Page<DeliveryView>> dead_letters(db::Session&, const Context&, const PageFilter&);
  Result<ResendReceipt> send_again(db::Session&, const Context&, const ResendRequest&);

  // -- notices (notice.send, notice.read, notice.call) --
  Result<std::vector<NoticeTemplate>> templates(db::Session&, const Context&);
  Result<Preview> preview(db::Session&, const Context&, const PreviewRequest&);
  // Codes notify.title, notify.body, notify.link, notice.nobody, notice.send_at, notice.call_after, notice.receivers.
  Result<NoticeView> send_notice(db::Session&, const Context&, const NoticeRequest&);
  Result<NoticeView> cancel_notice(db::Session&, const Context&, const NoticeId&);  // notice.under_way (conflict)
  Result<http::Page<NoticeLine>> notices(db::Session&, const Context&, const PageFilter&);
  Result<NoticeView> notice(db::Session&, const Context&, const NoticeId&);
  Result<http::Page<ReceiptLine>> receipts(db::Session&, const Context&, const NoticeId&, const ReceiptFilter&);
  // Who has not read a notice in its time, and whom nobody has reached; those of the actor's subdistrict.
  Result<http::Page<CallLine>> call_list(db::Session&, const Context&, const PageFilter&);
  // Codes notice.not_a_receiver, notice.too_many_calls.
  Result<CallView> record_call(db::Session&, const Context&, const NoticeId&, const CallRequest&);
  Result<std::vector<CallView>> calls(db::Session&, const Context&, const NoticeId&, const EnterpriseId&);

  // -- the timer: sends notices piece by piece and gives out the lists of calls --
  Result<Timestamp> fire_due(db::Session&, const NoticeId&, Timestamp now);
  std::vector<std::pair<std::string, Timestamp>> pending_instants(db::Session&);

  const DistrictCode& district() const { return o_.district; }
  // To be completed before the first call.
  Hooks& hooks() { return o_.hooks; }

 private:
  void announce(db::Session&, const Owner&);

  ServiceOptions o_;
};

// One entry per notice that has something due. Puts itself into the service's hooks; engine, service and clock outlive
// it.
std::unique_ptr<db::DueTimer> make_timer(db::Engine& engine, Service& service, const Clock& clock);

// Internal to notify/.
struct Route;
Timestamp expiry_of(Urgency urgency, Timestamp now);
std::string lane_of(const Route& route);
Result<int> page_limit(const std::optional<int>& limit);  // codes notify.bad_limit
DeliveryView view_of(const Delivery& delivery, const std::string& channel_name, Language language);
void log_act(const ServiceOptions& o, db::Session& session, const Context& context, const char* action,
             const char* subject_kind, const std::string& subject, const json::Object& detail);

}  // namespace fugong::notify
