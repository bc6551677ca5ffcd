#include "outbound/outbox.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <vector>

#include "base/language.h"

namespace fugong::outbound {
namespace {

constexpr std::string_view first = R"(
CREATE TABLE outbox (
  district TEXT NOT NULL, id TEXT NOT NULL, channel TEXT NOT NULL, topic TEXT NOT NULL, address_sealed TEXT NOT NULL,
  payload_sealed TEXT NOT NULL, state TEXT NOT NULL, attempts BIGINT NOT NULL, due_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL, made_at BIGINT NOT NULL, done_at BIGINT, fault TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE INDEX outbox_due ON outbox (district, due_at) WHERE state = 'waiting';
CREATE INDEX outbox_done ON outbox (district, done_at) WHERE done_at IS NOT NULL
)";
// Lanes tell messages of one server apart; what is kept when it was given up can be sent again.
constexpr std::string_view second = R"(
ALTER TABLE outbox ADD COLUMN lane TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN kept INTEGER NOT NULL DEFAULT 0
)";
constexpr db::Migration all[] = {{"outbound", 1, first}, {"outbound", 2, second}};

constexpr std::string_view address_purpose = "outbox.address", payload_purpose = "outbox.payload";
constexpr std::size_t batch_max = 32;           // claimed at once: bounds what a sender that dies holds up
constexpr int looked_at_max = 256;              // due rows looked at for them: most may have to wait for their lane
constexpr Duration claimed_for = minutes(2);    // longer than any channel takes; then another sender may try
constexpr Duration looked_every = seconds(30);  // for what other nodes wrote, and what falls due again
constexpr Duration kept_for = days(30), forgotten_every = hours(1);
constexpr std::size_t detail_bytes_max = 300;  // of what a server says is wrong
// Between one attempt and the next: twice as long each time, and then so often until the message expires.
constexpr Duration pause_first = seconds(2), pause_last = minutes(30);
constexpr int doublings_max = 10;

std::string fault_text(const Attempt& attempt) {
  return attempt.detail.empty() ? attempt.code : attempt.code + " " + attempt.detail;
}

// A channel that only says yes or no.
Carrier as_carrier(Deliver deliver) {
  return {.send = [deliver = std::move(deliver)](const Outgoing& m) -> Attempt {
    const Status sent = deliver(m);
    if (sent) return {};
    return {Fate::later, sent.error().code, message(Language::en, sent.error().code, sent.error().params)};
  }};
}

}  // namespace

struct Outbox::Row {
  MessageId id;
  std::string channel, topic, lane, address_sealed, payload_sealed;
  bool kept = false;
  std::int64_t attempts = 0;  // this one included
  Timestamp due_at{}, expires_at{};
  BOOST_DESCRIBE_CLASS(Row, (),
                       (id, channel, topic, lane, address_sealed, payload_sealed, kept, attempts, due_at, expires_at),
                       (), ())
};

std::span<const db::Migration> migrations() { return all; }

Outbox::Outbox(OutboxOptions options, db::Engine& engine, const Clock& clock)
    : o_(std::move(options)), engine_(engine), clock_(clock) {}

Outbox::~Outbox() { stop(); }

void Outbox::carry(const std::string& channel, Deliver deliver) { carry(channel, as_carrier(std::move(deliver))); }
void Outbox::carry(const std::string& channel, Carrier carrier) { channels_[channel] = std::move(carrier); }
bool Outbox::carries(std::string_view channel) const { return channels_.contains(channel); }

void Outbox::wake_after_commit(db::Session& session) {
  session.after_commit([this] {
    std::lock_guard lock(mutex_);
    woken_ = true;
    changed_.notify_one();
  });
}

MessageId Outbox::put(db::Session& session, const Message& m, Timestamp now) {
  return put_all(session, std::span(&m, 1), now).front();
}

std::vector<MessageId> Outbox::put_all(db::Session& session, std::span<const Message> messages, Timestamp now) {
  const std::size_t n = messages.size();
  std::vector<MessageId> ids;
  std::vector<std::string> text_ids, channels, topics, lanes, addresses, payloads;
  std::vector<std::int64_t> kept, expires;
  for (const Message& m : messages) {
    ids.push_back(MessageId::make(now, o_.random));
    text_ids.push_back(ids.back().text);
    channels.push_back(m.channel);
    topics.push_back(m.topic);
    lanes.push_back(m.lane);
    addresses.push_back(o_.vault.seal(m.address, address_purpose));
    payloads.push_back(o_.vault.seal(m.payload, payload_purpose));
    kept.push_back(m.when_given_up == WhenGivenUp::keep);
    expires.push_back(m.expires_at.ms);
  }
  if (n == 0) return ids;
  const db::BulkColumn columns[] = {{"district", std::vector<std::string>(n, o_.district.text)},
                                    {"id", std::move(text_ids)},
                                    {"channel", std::move(channels)},
                                    {"topic", std::move(topics)},
                                    {"lane", std::move(lanes)},
                                    {"address_sealed", std::move(addresses)},
                                    {"payload_sealed", std::move(payloads)},
                                    {"kept", std::move(kept)},
                                    {"state", std::vector<std::string>(n, "waiting")},
                                    {"attempts", std::vector<std::int64_t>(n, 0)},
                                    {"due_at", std::vector<std::int64_t>(n, now.ms)},
                                    {"expires_at", std::move(expires)},
                                    {"made_at", std::vector<std::int64_t>(n, now.ms)}};
  session.bulk_insert("outbox", columns);
  wake_after_commit(session);
  return ids;
}

bool Outbox::send_again(db::Session& session, const MessageId& id, Timestamp now, Timestamp expires_at) {
  const auto touched = session.exec(
      "UPDATE outbox SET state = 'waiting', attempts = 0, due_at = :due, expires_at = :x, done_at = NULL, fault = '' "
      "WHERE district = :d AND id = :id AND state = 'given_up' AND payload_sealed <> ''",
      now, expires_at, o_.district, id);
  if (touched == 1) wake_after_commit(session);
  return touched == 1;
}

// The due ones become ours for a while: a condition on due_at keeps two senders from taking the same. Those whose lane
// is busy are put off; that is no attempt.
std::vector<Outbox::Row> Outbox::claim(Timestamp now, bool& more) {
  auto rows = engine_.write<std::vector<Row>>([&](db::Session& session) -> Result<std::vector<Row>> {
    std::vector<Row> due = session.query<Row>(
        "SELECT id, channel, topic, lane, address_sealed, payload_sealed, kept, attempts, due_at, expires_at FROM "
        "outbox WHERE district = :d AND state = 'waiting' AND due_at <= :now ORDER BY due_at, id LIMIT :n",
        o_.district, now, looked_at_max);
    more = due.size() == static_cast<std::size_t>(looked_at_max);
    std::vector<Row> ours;
    for (Row& row : due) {
      if (ours.size() == batch_max) {
        more = true;
        break;
      }
      const auto channel = channels_.find(row.channel);
      const bool limited = channel != channels_.end() && channel->second.wait && now < row.expires_at;
      const Duration wait = limited ? channel->second.wait(row.lane, row.id, now) : Duration{};
      if (wait.ms <= 0) ++row.attempts;
      const Timestamp until = wait.ms > 0 ? std::min(now + wait, row.expires_at) : now + claimed_for;
      const bool taken = session.exec(
                             "UPDATE outbox SET attempts = :n, due_at = :until WHERE district = :d AND id = :id AND "
                             "state = 'waiting' AND due_at = :seen",
                             row.attempts, until, o_.district, row.id, row.due_at) == 1;
      if (taken && wait.ms <= 0) ours.push_back(std::move(row));
    }
    return ours;
  });
  if (rows) return std::move(*rows);
  more = false;  // the database's fault: not again at once
  return {};
}

Attempt Outbox::attempt(const Row& row, Timestamp now) const {
  if (now >= row.expires_at) return {Fate::refused, "outbound.expired"};
  const auto channel = channels_.find(row.channel);
  if (channel == channels_.end()) return {Fate::later, "outbound.no_channel"};
  const auto address = o_.vault.open(row.address_sealed, address_purpose);
  const auto payload = o_.vault.open(row.payload_sealed, payload_purpose);
  if (!address || !payload) return {Fate::refused, "sealed.damaged"};
  try {
    return channel->second.send({row.id, row.topic, *address, *payload, static_cast<int>(row.attempts), now, row.lane});
  } catch (const std::exception& e) {
    return {Fate::later, "outbound.fault", e.what()};
  }
}

// Between half of the time and all of it, so that what failed together does not come back together.
Duration Outbox::pause_after(std::int64_t attempts) const {
  const auto doublings = std::min<std::int64_t>(std::max<std::int64_t>(attempts - 1, 0), doublings_max);
  const std::int64_t whole = std::min(pause_first.ms << doublings, pause_last.ms);
  return {whole - static_cast<std::int64_t>(o_.random.below(static_cast<std::uint64_t>(whole / 2) + 1))};
}

void Outbox::settle(const Row& row, const Attempt& attempt, Timestamp now) {
  const bool sent = attempt.fate == Fate::sent;
  const Timestamp again = now + (attempt.pause.ms > 0 ? attempt.pause : pause_after(row.attempts));
  const bool waits = attempt.fate == Fate::later && again < row.expires_at;
  const MessageState state = sent ? MessageState::sent : waits ? MessageState::waiting : MessageState::given_up;
  const std::string fault = fault_text(attempt).substr(0, detail_bytes_max);
  // Nothing about the receiver stands in the log: the fault is the channel's, and names the server at most.
  if (!sent) spdlog::warn("outbox: {} {} {}: {}", row.channel, row.id.text, waits ? "waits" : "is given up", fault);
  const auto channel = channels_.find(row.channel);
  const auto done = engine_.write<bool>([&](db::Session& session) -> Result<bool> {
    std::int64_t touched = 0;
    if (waits)
      touched = session.exec(
          "UPDATE outbox SET due_at = :at, fault = :f WHERE district = :d AND id = :id AND state = 'waiting'", again,
          fault, o_.district, row.id);
    else if (!sent && row.kept)
      touched = session.exec(
          "UPDATE outbox SET state = 'given_up', done_at = :at, fault = :f WHERE district = :d AND id = :id AND state "
          "= 'waiting'",
          now, fault, o_.district, row.id);
    else
      touched = session.exec(
          "UPDATE outbox SET state = :st, done_at = :at, fault = :f, address_sealed = '', payload_sealed = '' WHERE "
          "district = :d AND id = :id AND state = 'waiting'",
          state, now, fault, o_.district, row.id);
    if (touched == 1 && channel != channels_.end() && channel->second.settled)
      channel->second.settled(session, {row.id, state, row.lane, attempt.code, attempt.detail, row.attempts, now});
    return true;
  });
  // Then the claim runs out and it is sent again: twice is better than never.
  if (!done) spdlog::error("outbox: {} could not be settled", row.id.text);
}

bool Outbox::work_off(const Row& row, Timestamp now) {
  const Attempt done = attempt(row, now);
  settle(row, done, now);
  return done.fate == Fate::sent;
}

std::size_t Outbox::run_due(Timestamp now) {
  std::atomic<std::size_t> sent = 0;
  for (bool more = true; more;) {
    const std::vector<Row> rows = claim(now, more);
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (std::size_t i = next++; i < rows.size(); i = next++) sent += work_off(rows[i], now);
    };
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(o_.senders, rows.size()); ++i) others.emplace_back(work);
    work();
  }
  if (now - forgotten_at_ >= forgotten_every) forget_old(now);
  return sent;
}

void Outbox::forget_old(Timestamp now) {
  forgotten_at_ = now;
  (void)engine_.write<bool>([&](db::Session& session) -> Result<bool> {
    session.exec("DELETE FROM outbox WHERE district = :d AND done_at < :before", o_.district, now - kept_for);
    return true;
  });
}

void Outbox::start() {
  std::lock_guard lock(mutex_);
  stopping_ = false;
  thread_ = std::thread([this] { loop(); });
}

void Outbox::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Outbox::loop() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    woken_ = false;
    lock.unlock();
    const Timestamp now = clock_.now();
    run_due(now);
    std::optional<Timestamp> next;
    try {
      engine_.read([&](db::Session& session) {
        next = session.one<Timestamp>(
            "SELECT due_at FROM outbox WHERE district = :d AND state = 'waiting' ORDER BY due_at LIMIT 1", o_.district);
      });
    } catch (const db::Failure&) {  // the engine has logged it
    }
    const Duration wait = std::clamp(next ? *next - clock_.now() : looked_every, milliseconds(50), looked_every);
    lock.lock();
    changed_.wait_for(lock, std::chrono::milliseconds(wait.ms), [&] { return stopping_ || woken_; });
  }
}

}  // namespace fugong::outbound
