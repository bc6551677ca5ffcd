// Sending a notice, piece by piece: each piece is one command, and where it has come to is written with it, so that a
// notice to forty thousand enterprises holds up nobody, and goes on where it was after a crash.
#include <algorithm>
#include <map>

#include "enterprise/service.h"
#include "notify/choice.h"
#include "notify/notice_rules.h"
#include "notify/parcel.h"
#include "notify/rules.h"
#include "notify/store.h"
#include "resumption/service.h"

namespace fugong::notify {
namespace {

// A notice's words for one receiver, in one language.
Parcel parcel_for(const ServiceOptions& o, const Notice& n, const Content& content, const Route& route,
                  const std::string& name, Timestamp now) {
  const TextParams params{{"enterprise", name}};
  return {.message = {},
          .owner = {},
          .urgency = n.urgency,
          .language = route.language,
          .title = cut(fill_text(content.title.in(route.language), params), title_bytes_max),
          .body = fill_text(content.body.in(route.language), params),
          .link = o.public_url.empty() || content.link.empty() ? "" : o.public_url + content.link,
          .made_at = now};
}

// What one piece of a notice writes.
class Posting {
 public:
  Posting(const ServiceOptions& o, db::Session& session, const Notice& n, const Content& content, Timestamp now)
      : o_(o), session_(session), store_(o.district, session), n_(n), content_(content), now_(now) {
    for (const Post& p : store_.posts(n.id.text)) known_[{p.channel, p.language}] = {p.outbox, {}, false};
  }

  void add(const enterprise::Enterprise& e, std::span<const Route> routes) {
    Message m{.id = MessageId::make(now_, o_.random),
              .owner_kind = OwnerKind::enterprise,
              .owner = e.id.text,
              .topic = n_.topic,
              .urgency = n_.urgency,
              .content_json = {},
              .notice = n_.id.text,
              .owner_name = e.name,
              .subdistrict = e.subdistrict,
              .made_at = now_};
    for (const Route& route : routes) {
      if (n_.urgency < route.least) continue;
      deliveries_.push_back({.message = m.id,
                             .subscription = route.subscription.text,
                             .outbox = {},
                             .channel = route.channel,
                             .kind = route.kind,
                             .owner_name = e.name,
                             .topic = n_.topic,
                             .made_at = now_});
      if (is_robot(route.kind)) post(route);
      else put(route, e.name, Owner::of(e.id), m.id.text, route.subscription.text);
    }
    messages_.push_back(std::move(m));
  }

  void write() {
    const auto ids = o_.outbox.put_all(session_, out_, now_);
    for (const auto& [delivery, at] : waiting_) deliveries_[delivery].outbox = ids[at].text;
    for (auto& [key, post] : known_)
      if (post.is_new) store_.insert(n_.id.text, {key.first, key.second, ids[post.at].text});
    store_.insert(messages_);
    store_.insert(deliveries_, n_.id.text);
  }

 private:
  struct Known {
    std::string outbox;
    std::optional<DeliveryState> state;  // read when it is asked for
    bool is_new = false;
    std::size_t at = 0;
  };

  // One post in a group serves all enterprises that are in it.
  void post(const Route& route) {
    const auto [found, is_new] = known_.try_emplace({route.channel, route.language}, Known{{}, {}, true, out_.size()});
    Known& known = found->second;
    if (is_new) {
      put(route, message(route.language, "notice.all_enterprises"), Owner{}, n_.id.text, {});
      return;
    }
    if (known.is_new) {
      waiting_.emplace_back(deliveries_.size() - 1, known.at);
      return;
    }
    if (!known.state) known.state = store_.state_of(known.outbox).value_or(DeliveryState::waiting);
    deliveries_.back().outbox = known.outbox;
    deliveries_.back().state = *known.state;
  }

  void put(const Route& route, const std::string& name, const Owner& owner, const std::string& id,
           const std::string& address) {
    Parcel parcel = parcel_for(o_, n_, content_, route, name, now_);
    parcel.message = id;
    parcel.owner = owner;
    waiting_.emplace_back(deliveries_.size() - 1, out_.size());
    out_.push_back({.channel = std::string(json::enum_name(route.kind)),
                    .topic = n_.topic,
                    .address = address,
                    .payload = json::write(parcel),
                    .expires_at = expiry_of(n_.urgency, now_),
                    .lane = lane_of(route),
                    .when_given_up = outbound::WhenGivenUp::keep});
  }

  const ServiceOptions& o_;
  db::Session& session_;
  Store store_;
  const Notice& n_;
  const Content& content_;
  const Timestamp now_;
  std::map<std::pair<std::string, Language>, Known> known_;
  std::vector<Message> messages_;
  std::vector<Delivery> deliveries_;
  std::vector<outbound::Message> out_;
  std::vector<std::pair<std::size_t, std::size_t>> waiting_;  // delivery, message of out_
};

// Gives whether there is more of it.
Result<bool> send_piece(const ServiceOptions& o, db::Session& session, Notice& n, Timestamp now) {
  Store store(o.district, session);
  FG_TRY(const Content content, json::read<Content>(n.content_json));
  FG_TRY(const Receivers receivers, json::read<Receivers>(n.receivers_json));
  FG_TRY(const Choice choice, Choice::of(o, session, receivers));
  const Piece piece = choice.next(n.cursor, notice_chunk);
  const auto routes = store.enterprise_routes(n.cursor, piece.cursor);
  Posting posting(o, session, n, content, now);
  for (const enterprise::Enterprise& e : piece.chosen) {
    const auto own = std::ranges::equal_range(routes, e.id.text, {}, &Route::owner);
    posting.add(e, std::span(own.data(), own.size()));
  }
  posting.write();
  n.cursor = piece.cursor;
  n.receivers += static_cast<std::int64_t>(piece.chosen.size());
  n.state = piece.last ? NoticeState::sent : NoticeState::sending;
  if (piece.last) n.finished_at = now;
  store.save(n);
  return !piece.last;
}

Timestamp calls_due(const Notice& n) {
  if (n.state != NoticeState::sent || n.call_after_minutes == 0 || n.calls_at) return never;
  return *n.finished_at + minutes(n.call_after_minutes);
}

}  // namespace

// ---- the receivers ----

Result<Choice> Choice::of(const ServiceOptions& o, db::Session& session, const Receivers& receivers) {
  Choice choice(o, session, receivers);
  if (asks_for_class(receivers)) {
    FG_TRY(const policy::InForce rules, o.policies.in_force(session));
    choice.pack_ = rules.pack;
  }
  return choice;
}

std::string Choice::class_of(const EnterpriseId& id) const {
  const auto facts = o_.enterprises.facts(session_, id);
  if (!facts) return {};
  const json::Object judged{{"enterprise", facts->json}, {"application", json::Object()}};
  return policy::classify(*pack_, judged).id;
}

bool Choice::is_chosen(const enterprise::Enterprise& e) const {
  Candidate c{.enterprise = e.id, .subdistrict = e.subdistrict, .standing = {}, .enterprise_class = {}};
  if (asks_for_case(receivers_)) c.standing = o_.resumption.standing(session_, e.id);
  if (pack_) c.enterprise_class = c.standing ? c.standing->enterprise_class : class_of(e.id);
  return matches(receivers_, c);
}

Piece Choice::next(const std::string& cursor, int count) const {
  std::vector<enterprise::Enterprise> some = o_.enterprises.enterprises_after(session_, cursor, count);
  Piece piece{.chosen = {}, .cursor = cursor, .last = some.size() < static_cast<std::size_t>(count)};
  if (!some.empty()) piece.cursor = some.back().id.text;
  for (enterprise::Enterprise& e : some)
    if (is_chosen(e)) piece.chosen.push_back(std::move(e));
  return piece;
}

// ---- the timer ----

Result<Timestamp> Service::fire_due(db::Session& session, const NoticeId& id, Timestamp now) {
  Store store(o_.district, session);
  auto n = store.notice(id.text);
  if (!n || n->state == NoticeState::cancelled) return never;
  if (n->state == NoticeState::scheduled && n->send_at > now) return n->send_at;
  if (n->state == NoticeState::scheduled || n->state == NoticeState::sending) {
    FG_TRY(const bool more, send_piece(o_, session, *n, now));
    if (more) return now;
    announce(session, {OwnerKind::enterprise, {}});
    return calls_due(*n);
  }
  const Timestamp due = calls_due(*n);
  if (due > now) return due;
  n->calls_at = now;
  store.save(*n);
  FG_TRY(const Content content, json::read<Content>(n->content_json));
  for (const SubdistrictProgress& p : store.unread_by_subdistrict(id.text))
    tell(session, Owner::subdistrict(p.subdistrict),
         {.topic = "notice.calls",
          .text = "notice.calls",
          .params = {{"count", std::to_string(p.receivers)}, {"notice", content.title.zh_cn}},
          .link = "/notices",
          .urgency = Urgency::important},
         now);
  return never;
}

std::vector<std::pair<std::string, Timestamp>> Service::pending_instants(db::Session& session) {
  std::vector<std::pair<std::string, Timestamp>> out;
  for (const Notice& n : Store(o_.district, session).open_notices()) {
    const bool to_send = n.state == NoticeState::scheduled || n.state == NoticeState::sending;
    if (const Timestamp due = to_send ? n.send_at : calls_due(n); due != never) out.emplace_back(n.id.text, due);
  }
  return out;
}

std::unique_ptr<db::DueTimer> make_timer(db::Engine& engine, Service& service, const Clock& clock) {
  auto timer = std::make_unique<db::DueTimer>(
      engine, clock,
      db::DueSource{.fire = [&service](db::Session& s, const std::string& id,
                                       Timestamp now) { return service.fire_due(s, NoticeId{id}, now); },
                    .pending = [&service](db::Session& s) { return service.pending_instants(s); }});
  service.hooks().arm_timer = [timer = timer.get()](const NoticeId& id, Timestamp at) { timer->arm(id.text, at); };
  return timer;
}

}  // namespace fugong::notify
