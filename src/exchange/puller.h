// Fetches the city's trust list and the peers' status lists, checks them, and keeps them. Whatever is wrong with what a
// peer sends, or with the way to it, changes nothing but how old its list grows, and says so in the status.
#pragma once

#include "db/engine.h"
#include "exchange/model.h"
#include "outbound/http_client.h"

namespace fugong::exchange {

class Service;

constexpr Duration pull_every_default = minutes(5);
constexpr Duration answer_within = seconds(10);  // of one list; the next round asks again

class Puller {
 public:
  // Engine and service outlive it.
  Puller(db::Engine& engine, Service& service, outbound::Transport transport, Duration every = pull_every_default);

  // Fetches what is due by `now` and gives the next instant. Alone, that is when to see whether a city has been joined.
  Timestamp run_due(Timestamp now);
  // Everything, due or not; true when all went well.
  bool pull_all(Timestamp now);

 private:
  enum class Which : std::uint8_t { due, all };

  void pull_trust(City city, Timestamp now);
  void pull_list(PeerList list, Timestamp now);
  void round(Which which, Timestamp now);
  Result<bool> keep_trust(db::Session& session, const City& before, City after, const std::string& bytes,
                          Timestamp now);

  db::Engine& engine_;
  Service& service_;
  const outbound::Transport transport_;
  const Duration every_;
};

}  // namespace fugong::exchange
