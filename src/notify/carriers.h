// What carries messages out of the house: one channel of the outbox for each kind. They read where a message goes at
// the moment it goes, so that a channel that was paused, a robot that was changed and a person who has left are known.
#pragma once

#include "crypto/sealed.h"
#include "crypto/signature.h"
#include "db/engine.h"
#include "notify/pace.h"
#include "notify/parcel.h"
#include "outbound/http_client.h"
#include "outbound/mail.h"
#include "outbound/outbox.h"

namespace fugong::identity {
class Service;
}

namespace fugong::notify {

constexpr Duration channel_answers_within = seconds(10);  // one slow server must not hold up the others for long
constexpr std::size_t answer_bytes_max = 64 * 1024;       // providers answer with a line of JSON

struct CarrierOptions {
  DistrictCode district;
  crypto::Vault vault;
  db::Engine& engine;
  identity::Service& identities;
  outbound::Transport web;  // of URLs that others wrote: Reach::outside, unless the operator allows more
  outbound::MailTransport mail;
  crypto::Signer push_key;   // ES256
  std::string push_contact;  // mailto: or https:, for the push services
};

// Thread rule: what it puts into the outbox may be called from any thread; it outlives the outbox's thread.
class Carriers {
 public:
  explicit Carriers(CarrierOptions options) : o_(std::move(options)) {}
  Carriers(const Carriers&) = delete;
  Carriers& operator=(const Carriers&) = delete;

  // Puts every kind into the outbox.
  void join(outbound::Outbox& outbox);

  // What a browser needs to subscribe: our public key as an uncompressed point, base64url.
  std::string push_point() const;

 private:
  struct Target;
  outbound::Attempt send(ChannelKind kind, const outbound::Outgoing& m);
  Result<Target> target_of(db::Session& session, ChannelKind kind, const outbound::Outgoing& m, const Parcel& parcel);
  outbound::Attempt send_to(ChannelKind kind, const Target& target, const Parcel& parcel, const outbound::Outgoing& m);
  outbound::Attempt robot(ChannelKind kind, const Target& target, const Parcel& parcel, const outbound::Outgoing& m);
  outbound::Attempt web_hook(const Target& target, const Parcel& parcel, const outbound::Outgoing& m);
  outbound::Attempt email(const Target& target, const Parcel& parcel, const outbound::Outgoing& m);
  outbound::Attempt push(const Target& target, const Parcel& parcel, const outbound::Outgoing& m);
  void settled(db::Session& session, const outbound::Settled& s);

  CarrierOptions o_;
  Pace pace_;
};

}  // namespace fugong::notify
