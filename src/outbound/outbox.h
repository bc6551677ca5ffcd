// What is to be told to the world outside, kept in the database until it is told: a message is written in the
// transaction that decided it, so that neither is ever without the other, and sent by a thread that holds up nobody.
//
// A message may arrive twice (a server that took it and died before it answered): receivers tell by its id.
#pragma once

#include <boost/describe.hpp>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <thread>

#include "base/random.h"
#include "crypto/sealed.h"
#include "db/engine.h"

namespace fugong::outbound {

using MessageId = Id<struct OutboundMessageTag>;

std::span<const db::Migration> migrations();

enum class MessageState : std::uint8_t { waiting, sent, given_up };
BOOST_DESCRIBE_ENUM(MessageState, waiting, sent, given_up)

// What becomes of a message that could not be sent.
enum class WhenGivenUp : std::uint8_t {
  forget,  // its address and words are wiped at once
  keep,    // they stay sealed for a month, so that somebody may send it again
};
BOOST_DESCRIBE_ENUM(WhenGivenUp, forget, keep)

struct Message {
  std::string channel;     // who carries it: "sms", …
  std::string topic;       // what it is about: "wallet.code", …
  std::string address{};   // where to: a phone number; sealed in the table
  std::string payload;     // JSON, for the channel to read; sealed in the table, gone when it is sent
  Timestamp expires_at{};  // not sent after it
  std::string lane{};      // messages of one lane end at one server, and share its limits; not sealed, so no secret
  WhenGivenUp when_given_up = WhenGivenUp::forget;
};

// A message on its way.
struct Outgoing {
  MessageId id;
  std::string topic, address, payload;
  int attempt = 1;
  Timestamp now{};
  std::string lane{};
};

// One channel's way of sending; an error means: again later. Runs on a sender's thread, may block.
using Deliver = std::function<Status(const Outgoing&)>;

// How one attempt went.
enum class Fate : std::uint8_t {
  sent,
  later,    // again after a while
  refused,  // and the same again would be refused too
};
struct Attempt {
  Fate fate = Fate::sent;
  std::string code{};    // stable, of a message catalogue; empty when sent
  std::string detail{};  // what the other side said; never an address or a secret
  Duration pause{};      // `later`: not before; zero: the outbox's own back-off
};

// What an attempt has led to.
struct Settled {
  MessageId id;
  MessageState state = MessageState::waiting;
  std::string lane, code, detail;
  std::int64_t attempts = 0;
  Timestamp now{};
};

// A channel that can say more than yes or no.
struct Carrier {
  std::function<Attempt(const Outgoing&)> send;
  // How long the message has to wait before it may be sent; zero: it may go. Not an attempt.
  std::function<Duration(std::string_view lane, const MessageId&, Timestamp)> wait{};
  // In the transaction that writes down what became of the attempt.
  std::function<void(db::Session&, const Settled&)> settled{};
};

struct OutboxOptions {
  DistrictCode district;
  crypto::Vault vault;
  Random& random;
  std::size_t senders = 1;  // messages under way at once; one: in the order in which they fall due
};

// Thread rule: put(), put_all() and send_again() on the command's session; everything else from any thread.
class Outbox {
 public:
  Outbox(OutboxOptions options, db::Engine& engine, const Clock& clock);
  ~Outbox();  // stops the thread

  // Before the first message. A message of a channel that nobody carries waits until it expires.
  void carry(const std::string& channel, Deliver deliver);
  void carry(const std::string& channel, Carrier carrier);
  bool carries(std::string_view channel) const;

  // In the caller's command; wakes the sender when it is durable.
  MessageId put(db::Session& session, const Message& message, Timestamp now);
  // Many at once by the engine's fast path; ids in the order of the messages.
  std::vector<MessageId> put_all(db::Session& session, std::span<const Message> messages, Timestamp now);
  // A message that was given up and kept is sent again, under its id. False when there is none such.
  bool send_again(db::Session& session, const MessageId& id, Timestamp now, Timestamp expires_at);

  // Sends what is due by `now` and waits for it; gives how many were sent. For virtual clocks and tests.
  std::size_t run_due(Timestamp now);

  // One thread that sends what falls due by the clock, which must run in real time.
  void start();
  void stop();

 private:
  struct Row;
  std::vector<Row> claim(Timestamp now, bool& more);
  bool work_off(const Row& row, Timestamp now);  // true when it was sent
  Attempt attempt(const Row& row, Timestamp now) const;
  void settle(const Row& row, const Attempt& attempt, Timestamp now);
  Duration pause_after(std::int64_t attempts) const;
  void wake_after_commit(db::Session& session);
  void forget_old(Timestamp now);
  void loop();

  OutboxOptions o_;
  db::Engine& engine_;
  const Clock& clock_;
  std::map<std::string, Carrier, std::less<>> channels_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false, woken_ = false;
  Timestamp forgotten_at_{};
  std::thread thread_;
};

}  // namespace fugong::outbound
