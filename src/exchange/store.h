// The room's tables and nobody else's. Each call is one statement, by an index.
#pragma once

#include "db/engine.h"
#include "exchange/model.h"

namespace fugong::exchange {

struct RecognitionQuery {
  std::string direction, state, pass;  // empty: any
  std::string before;                  // page cursor: an id
  int limit = 50;
  Timestamp now{};
};

class Store {
 public:
  Store(const DistrictCode& district, db::Session& session) : d_(district), s_(session) {}

  // -- the city; bytes of lists are large and read apart --
  std::optional<City> city();
  std::string trust_bytes();
  void join(const City& city);  // instead of another
  void leave();
  void keep_trust(const City& city, const std::string& bytes);
  void note(const City& city);  // all but the bytes

  // -- peers' status lists --
  std::vector<PeerList> lists();  // by peer and number
  std::optional<PeerList> list(const DistrictCode& peer, std::int64_t number);
  std::string list_bytes(const DistrictCode& peer, std::int64_t number);
  void want(const PeerList& list);  // as the trust list names it; what is kept of it stays while its URI does
  void forget(const PeerList& list);
  void ask_all_anew();  // without ETags: what is kept may not hold under another trust list
  void keep_list(const PeerList& list, const std::string& bytes);
  void note(const PeerList& list);

  // -- recognitions --
  void insert(const Recognition& recognition);
  std::optional<Recognition> recognition(const RecognitionId& id);
  std::vector<Recognition> recognitions(const RecognitionQuery& query);  // newest first
  bool open_one_exists(const std::string& pass, const DistrictCode& peer, Timestamp now);
  std::int64_t open_received(const DistrictCode& peer, Timestamp now);
  // False when it is not open any more.
  bool answer(const Recognition& recognition);

  // How the delivery of our own letter about it went.
  void note_delivered(const RecognitionId& id, Timestamp now);
  void note_undelivered(const RecognitionId& id, std::string_view trouble);
  std::int64_t count_undelivered(Timestamp now);  // letters that are still tried

 private:
  const DistrictCode& d_;
  db::Session& s_;
};

}  // namespace fugong::exchange
