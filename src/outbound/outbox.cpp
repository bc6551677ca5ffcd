#include "outbound/outbox.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <chrono>

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
constexpr db::Migration all[] = {{"outbound", 1, first}};

constexpr std::string_view address_purpose = "outbox.address", payload_purpose = "outbox.payload";
constexpr int batch_max = 32;                   // claimed at once: bounds what a sender that dies holds up
constexpr Duration claimed_for = minutes(2);    // longer than any channel takes; then another sender may try
constexpr Duration looked_every = seconds(30);  // for what other nodes wrote, and what falls due again
constexpr Duration kept_for = days(30), forgotten_every = hours(1);
// Between one attempt and the next; the last one repeats until the message expires.
constexpr std::array<Duration, 6> pauses{seconds(2), seconds(5), seconds(15), minutes(1), minutes(5), minutes(30)};

Duration pause_after(std::int64_t attempts) {
  return pauses[std::min<std::size_t>(static_cast<std::size_t>(std::max<std::int64_t>(attempts - 1, 0)),
                                      pauses.size() - 1)];
}

}  // namespace

struct Outbox::Row {
  MessageId id;
  std::string channel, topic, address_sealed, payload_sealed;
  std::int64_t attempts = 0;  // this one included
  Timestamp due_at{}, expires_at{};
  BOOST_DESCRIBE_CLASS(Row, (), (id, channel, topic, address_sealed, payload_sealed, attempts, due_at, expires_at), (),
                       ())
};

std::span<const db::Migration> migrations() { return all; }

Outbox::Outbox(OutboxOptions options, db::Engine& engine, const Clock& clock)
    : o_(std::move(options)), engine_(engine), clock_(clock) {}

Outbox::~Outbox() { stop(); }

void Outbox::carry(const std::string& channel, Deliver deliver) { channels_[channel] = std::move(deliver); }
bool Outbox::carries(std::string_view channel) const { return channels_.contains(channel); }

MessageId Outbox::put(db::Session& session, const Message& m, Timestamp now) {
  const MessageId id = MessageId::make(now, o_.random);
  session.exec(
      "INSERT INTO outbox (district, id, channel, topic, address_sealed, payload_sealed, state, attempts, due_at, "
      "expires_at, made_at) VALUES (:d, :id, :c, :t, :a, :p, 'waiting', 0, :due, :x, :at)",
      o_.district, id, m.channel, m.topic, o_.vault.seal(m.address, address_purpose),
      o_.vault.seal(m.payload, payload_purpose), now, m.expires_at, now);
  session.after_commit([this] {
    std::lock_guard lock(mutex_);
    woken_ = true;
    changed_.notify_one();
  });
  return id;
}

// The due ones become ours for a while: a condition on due_at keeps two senders from taking the same.
std::vector<Outbox::Row> Outbox::claim(Timestamp now) {
  auto rows = engine_.write<std::vector<Row>>([&](db::Session& session) -> Result<std::vector<Row>> {
    std::vector<Row> due = session.query<Row>(
        "SELECT id, channel, topic, address_sealed, payload_sealed, attempts, due_at, expires_at FROM outbox WHERE "
        "district = :d AND state = 'waiting' AND due_at <= :now ORDER BY due_at LIMIT :n",
        o_.district, now, batch_max);
    std::erase_if(due, [&](Row& row) {
      ++row.attempts;
      return session.exec(
                 "UPDATE outbox SET attempts = :n, due_at = :until WHERE district = :d AND id = :id AND state = "
                 "'waiting' "
                 "AND due_at = :seen",
                 row.attempts, now + claimed_for, o_.district, row.id, row.due_at) != 1;
    });
    return due;
  });
  return rows ? std::move(*rows) : std::vector<Row>{};
}

bool Outbox::attempt(const Row& row, Timestamp now, std::string& fault) const {
  if (now >= row.expires_at) return fault = "expired", false;
  const auto channel = channels_.find(row.channel);
  if (channel == channels_.end()) return fault = "no channel", false;
  const auto address = o_.vault.open(row.address_sealed, address_purpose);
  const auto payload = o_.vault.open(row.payload_sealed, payload_purpose);
  if (!address || !payload) return fault = "sealed.damaged", false;
  try {
    const Status sent = channel->second({row.id, row.topic, *address, *payload, static_cast<int>(row.attempts), now});
    if (!sent) fault = message(Language::en, sent.error().code, sent.error().params);
    return sent.has_value();
  } catch (const std::exception& e) {
    return fault = e.what(), false;
  }
}

void Outbox::settle(const Row& row, bool sent, const std::string& fault, Timestamp now) {
  const Timestamp again = now + pause_after(row.attempts);
  const bool waits = !sent && again < row.expires_at && fault != "sealed.damaged";
  // Nothing about the receiver stands in the log: the fault is the channel's, and names the server at most.
  if (!sent) spdlog::warn("outbox: {} {} {}: {}", row.channel, row.id.text, waits ? "waits" : "is given up", fault);
  const auto done = engine_.write<bool>([&](db::Session& session) -> Result<bool> {
    if (waits)
      session.exec("UPDATE outbox SET due_at = :at, fault = :f WHERE district = :d AND id = :id AND state = 'waiting'",
                   again, fault, o_.district, row.id);
    else
      session.exec(
          "UPDATE outbox SET state = :st, done_at = :at, fault = :f, address_sealed = '', payload_sealed = '' WHERE "
          "district = :d AND id = :id AND state = 'waiting'",
          sent ? MessageState::sent : MessageState::given_up, now, fault, o_.district, row.id);
    return true;
  });
  // Then the claim runs out and it is sent again: twice is better than never.
  if (!done) spdlog::error("outbox: {} could not be settled", row.id.text);
}

std::size_t Outbox::run_due(Timestamp now) {
  std::size_t sent = 0;
  for (;;) {
    const std::vector<Row> rows = claim(now);
    for (const Row& row : rows) {
      std::string fault;
      const bool good = attempt(row, now, fault);
      settle(row, good, fault, now);
      sent += good;
    }
    if (rows.size() < static_cast<std::size_t>(batch_max)) break;
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
