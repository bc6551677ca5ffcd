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

struct Message {
  std::string channel;     // who carries it: "sms", …
  std::string topic;       // what it is about: "wallet.code", …
  std::string address{};   // where to: a phone number; sealed in the table
  std::string payload;     // JSON, for the channel to read; sealed in the table, gone when it is sent
  Timestamp expires_at{};  // not sent after it
};

// A message on its way.
struct Outgoing {
  MessageId id;
  std::string topic, address, payload;
  int attempt = 1;
  Timestamp now{};
};

// One channel's way of sending; an error means: again later. Runs on the sender's thread, may block.
using Deliver = std::function<Status(const Outgoing&)>;

struct OutboxOptions {
  DistrictCode district;
  crypto::Vault vault;
  Random& random;
};

// Thread rule: put() on the command's session; everything else from any thread.
class Outbox {
 public:
  Outbox(OutboxOptions options, db::Engine& engine, const Clock& clock);
  ~Outbox();  // stops the thread

  // Before the first message. A message of a channel that nobody carries waits until it expires.
  void carry(const std::string& channel, Deliver deliver);
  bool carries(std::string_view channel) const;

  // In the caller's command; wakes the sender when it is durable.
  MessageId put(db::Session& session, const Message& message, Timestamp now);

  // Sends what is due by `now` and waits for it; gives how many were sent. For virtual clocks and tests.
  std::size_t run_due(Timestamp now);

  // One thread that sends what falls due by the clock, which must run in real time.
  void start();
  void stop();

 private:
  struct Row;
  std::vector<Row> claim(Timestamp now);
  bool attempt(const Row& row, Timestamp now, std::string& fault) const;
  void settle(const Row& row, bool sent, const std::string& fault, Timestamp now);
  void forget_old(Timestamp now);
  void loop();

  OutboxOptions o_;
  db::Engine& engine_;
  const Clock& clock_;
  std::map<std::string, Deliver, std::less<>> channels_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false, woken_ = false;
  Timestamp forgotten_at_{};
  std::thread thread_;
};

}  // namespace fugong::outbound
