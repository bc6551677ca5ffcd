#include "notify/routes.h"

namespace fugong::notify {
namespace {

using http::Call;
using http::Empty;
using http::Method;

Result<Empty> nothing(Status done) {
  if (!done) return std::unexpected(std::move(done).error());
  return Empty{};
}

void declare_tray(http::Router& router, Service& service) {
  router.query<MessageFilter, http::Page<MessageView>>(
      {Method::get, "/api/v1/messages", "session.self", "listMessages",
       "What one was told, oneself and at the own desks, newest first"},
      [&service](Call& call, db::Session& session, const MessageFilter& filter) {
        return service.messages(session, call.as<Context>(), filter);
      });
  router.query<Empty, UnreadCount>(
      {Method::get, "/api/v1/messages/unread", "session.self", "countUnread", "How many of them are unread"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<UnreadCount> {
        return service.unread(session, call.as<Context>());
      });
  router.command<ReadRequest, Empty>(
      {Method::post, "/api/v1/messages/read", "session.self", "readMessages", "Mark messages as read", 204},
      [&service](Call& call, db::Session& session, const ReadRequest& body) {
        return nothing(service.read(session, call.as<Context>(), body));
      });
  router.command<Empty, Empty>({Method::post, "/api/v1/messages/{id}/confirm", "session.self", "confirmMessage",
                                "Confirm a notice that asks for it", 204},
                               [&service](Call& call, db::Session& session, const Empty&) -> Result<Empty> {
                                 FG_TRY(const MessageId id, call.id<NotifyMessageTag>("id"));
                                 return nothing(service.confirm(session, call.as<Context>(), id));
                               });
}

void declare_channels(http::Router& router, Service& service) {
  router.query<PageFilter, http::Page<ChannelView>>(
      {Method::get, "/api/v1/channels", "channel.use", "listChannels", "The district's channels, or the enterprise's"},
      [&service](Call& call, db::Session& session, const PageFilter& filter) {
        return service.channels(session, call.as<Context>(), filter);
      });
  router.command<ChannelRequest, ChannelView>({Method::post, "/api/v1/channels", "channel.use", "createChannel",
                                               "A robot, a web hook or a mail account that carries messages", 201},
                                              [&service](Call& call, db::Session& session, const ChannelRequest& body) {
                                                return service.create_channel(session, call.as<Context>(), body);
                                              });
  router.command<ChannelPatch, ChannelView>(
      {Method::patch, "/api/v1/channels/{id}", "channel.use", "changeChannel", "Change, pause or remove a channel"},
      [&service](Call& call, db::Session& session, const ChannelPatch& body) -> Result<ChannelView> {
        FG_TRY(const ChannelId id, call.id<ChannelTag>("id"));
        return service.change_channel(session, call.as<Context>(), id, body);
      });
  router.command<TestRequest, DeliveryView>(
      {Method::post, "/api/v1/channels/{id}/test", "channel.use", "testChannel", "Send a test message through it", 202},
      [&service](Call& call, db::Session& session, const TestRequest& body) -> Result<DeliveryView> {
        FG_TRY(const ChannelId id, call.id<ChannelTag>("id"));
        return service.test_channel(session, call.as<Context>(), id, body);
      });
  router.query<Empty, std::vector<DeliveryView>>(
      {Method::get, "/api/v1/channels/{id}/deliveries", "channel.use", "listDeliveries",
       "What went through it last, and how"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<std::vector<DeliveryView>> {
        FG_TRY(const ChannelId id, call.id<ChannelTag>("id"));
        return service.deliveries(session, call.as<Context>(), id);
      });
  router.query<PageFilter, http::Page<DeliveryView>>(
      {Method::get, "/api/v1/dead-letters", "channel.manage", "listDeadLetters",
       "Messages that could not be delivered, newest first"},
      [&service](Call& call, db::Session& session, const PageFilter& filter) {
        return service.dead_letters(session, call.as<Context>(), filter);
      });
  router.command<ResendRequest, ResendReceipt>({Method::post, "/api/v1/dead-letters/resend", "channel.manage",
                                                "sendAgain", "Send some of them again, or all of one channel"},
                                               [&service](Call& call, db::Session& session, const ResendRequest& body) {
                                                 return service.send_again(session, call.as<Context>(), body);
                                               });
}

void declare_subscriptions(http::Router& router, Service& service) {
  router.query<Empty, PushKey>(
      {Method::get, "/api/v1/push-key", "session.self", "getPushKey",
       "The key by which a browser subscribes to push messages"},
      [&service](Call&, db::Session&, const Empty&) -> Result<PushKey> { return service.push_key(); });
  router.query<Empty, std::vector<SubscriptionView>>(
      {Method::get, "/api/v1/subscriptions", "session.self", "listSubscriptions", "Where one is told besides here"},
      [&service](Call& call, db::Session& session, const Empty&) {
        return service.subscriptions(session, call.as<Context>());
      });
  router.command<SubscriptionRequest, SubscriptionView>(
      {Method::post, "/api/v1/subscriptions", "session.self", "subscribe",
       "Be told by mail, by a robot, a web hook or in the browser", 201},
      [&service](Call& call, db::Session& session, const SubscriptionRequest& body) {
        return service.subscribe(session, call.as<Context>(), body);
      });
  router.command<Empty, Empty>(
      {Method::del, "/api/v1/subscriptions/{id}", "session.self", "unsubscribe", "Not any more", 204},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<Empty> {
        FG_TRY(const SubscriptionId id, call.id<SubscriptionTag>("id"));
        return nothing(service.unsubscribe(session, call.as<Context>(), id));
      });
}

void declare_notices(http::Router& router, Service& service) {
  router.query<Empty, std::vector<NoticeTemplate>>(
      {Method::get, "/api/v1/notice-templates", "notice.send", "listNoticeTemplates", "The pack's words for notices"},
      [&service](Call& call, db::Session& session, const Empty&) {
        return service.templates(session, call.as<Context>());
      });
  router.command<PreviewRequest, Preview>(
      {Method::post, "/api/v1/notices/preview", "notice.send", "previewNotice", "How many a notice would reach"},
      [&service](Call& call, db::Session& session, const PreviewRequest& body) {
        return service.preview(session, call.as<Context>(), body);
      });
  router.command<NoticeRequest, NoticeView>(
      {Method::post, "/api/v1/notices", "notice.send", "sendNotice", "Tell many enterprises, now or later", 201},
      [&service](Call& call, db::Session& session, const NoticeRequest& body) {
        return service.send_notice(session, call.as<Context>(), body);
      });
  router.query<PageFilter, http::Page<NoticeLine>>(
      {Method::get, "/api/v1/notices", "notice.read", "listNotices", "Notices, newest first"},
      [&service](Call& call, db::Session& session, const PageFilter& filter) {
        return service.notices(session, call.as<Context>(), filter);
      });
  router.query<Empty, NoticeView>(
      {Method::get, "/api/v1/notices/{id}", "notice.read", "getNotice", "One of them, and how far it has come"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<NoticeView> {
        FG_TRY(const NoticeId id, call.id<NoticeTag>("id"));
        return service.notice(session, call.as<Context>(), id);
      });
  router.command<Empty, NoticeView>(
      {Method::post, "/api/v1/notices/{id}/cancel", "notice.send", "cancelNotice", "Not to be sent after all"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<NoticeView> {
        FG_TRY(const NoticeId id, call.id<NoticeTag>("id"));
        return service.cancel_notice(session, call.as<Context>(), id);
      });
  router.query<ReceiptFilter, http::Page<ReceiptLine>>(
      {Method::get, "/api/v1/notices/{id}/receipts", "notice.read", "listReceipts",
       "Who has got it, read it, confirmed it, by subdistrict"},
      [&service](Call& call, db::Session& session, const ReceiptFilter& filter) -> Result<http::Page<ReceiptLine>> {
        FG_TRY(const NoticeId id, call.id<NoticeTag>("id"));
        return service.receipts(session, call.as<Context>(), id, filter);
      });
}

void declare_calls(http::Router& router, Service& service) {
  router.query<PageFilter, http::Page<CallLine>>(
      {Method::get, "/api/v1/call-list", "notice.call", "listCalls",
       "Enterprises to ring: they have not read a notice"},
      [&service](Call& call, db::Session& session, const PageFilter& filter) {
        return service.call_list(session, call.as<Context>(), filter);
      });
  router.command<CallRequest, CallView>(
      {Method::post, "/api/v1/notices/{id}/calls", "notice.call", "recordCall", "What came of a call", 201},
      [&service](Call& call, db::Session& session, const CallRequest& body) -> Result<CallView> {
        FG_TRY(const NoticeId id, call.id<NoticeTag>("id"));
        return service.record_call(session, call.as<Context>(), id, body);
      });
  router.query<Empty, std::vector<CallView>>(
      {Method::get, "/api/v1/notices/{id}/calls/{enterprise}", "notice.call", "listCallsOf", "Calls to one enterprise"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<std::vector<CallView>> {
        FG_TRY(const NoticeId id, call.id<NoticeTag>("id"));
        FG_TRY(const EnterpriseId enterprise, call.id<EnterpriseTag>("enterprise"));
        return service.calls(session, call.as<Context>(), id, enterprise);
      });
}

}  // namespace

void declare_routes(http::Router& router, Service& service) {
  declare_tray(router, service);
  declare_channels(router, service);
  declare_subscriptions(router, service);
  declare_notices(router, service);
  declare_calls(router, service);
}

}  // namespace fugong::notify
