// What the API takes and shows of the exchange between districts.
#pragma once

#include "exchange/model.h"

namespace fugong::exchange {

// ---- for gates: public, as small as can be ----
struct PeerListView {
  std::int64_t number = 0;
  std::string uri;
  Timestamp issued_at{}, fetched_at{};
};
BOOST_DESCRIBE_STRUCT(PeerListView, (), (number, uri, issued_at, fetched_at))

// Only lists of which there is a copy.
struct PeerView {
  DistrictCode district;
  std::string name;
  std::vector<PeerListView> lists;
};
BOOST_DESCRIBE_STRUCT(PeerView, (), (district, name, lists))

// ---- for the staff: how things stand with the others ----
struct FetchView {
  std::optional<Timestamp> issued_at;   // of the copy that is kept
  std::optional<Timestamp> fetched_at;  // when it was last known to be the newest
  std::optional<Timestamp> checked_at;  // of the last attempt
  std::optional<Timestamp> next_at;
  std::int64_t failures = 0;           // attempts in a row that failed
  std::optional<std::string> trouble;  // code of the last failure
  std::optional<std::string> message;  // in the reader's language
};
BOOST_DESCRIBE_STRUCT(FetchView, (), (issued_at, fetched_at, checked_at, next_at, failures, trouble, message))

struct CityView {
  std::string name;  // as its trust list says; empty before there is one
  std::string url;
  std::string root_fingerprint;
  Timestamp joined_at{};
  std::optional<Timestamp> expires_at;  // of the trust list
  bool in_use = false;                  // gates are given the city's list; otherwise the district's own
  FetchView trust_list;
};
BOOST_DESCRIBE_STRUCT(CityView, (), (name, url, root_fingerprint, joined_at, expires_at, in_use, trust_list))

struct PeerListStatus {
  std::int64_t number = 0;
  std::string uri;
  FetchView copy;
};
BOOST_DESCRIBE_STRUCT(PeerListStatus, (), (number, uri, copy))

struct PeerStatus {
  DistrictCode district;
  std::string name;
  std::string url;
  std::int64_t keys = 0;
  std::vector<PeerListStatus> lists;
};
BOOST_DESCRIBE_STRUCT(PeerStatus, (), (district, name, url, keys, lists))

struct ExchangeStatus {
  DistrictCode district;
  std::string name;
  std::string fingerprint;       // of the district's own root key, for the city
  std::optional<CityView> city;  // absent: the district is alone
  std::vector<PeerStatus> peers;
  std::int64_t letters_waiting = 0;  // requests and answers that have not arrived yet
};
BOOST_DESCRIBE_STRUCT(ExchangeStatus, (), (district, name, fingerprint, city, peers, letters_waiting))

// ---- recognitions ----
struct RecognitionBody {
  PassId pass;
  DistrictCode to;
  std::optional<std::vector<std::string>> zones;  // of the other district that are wanted
};
BOOST_DESCRIBE_STRUCT(RecognitionBody, (), (pass, to, zones))

struct AnswerBody {
  bool granted = false;
  std::optional<std::vector<std::string>> zones;  // of the own district; needed to grant
  std::optional<std::string> reason;              // needed to refuse
};
BOOST_DESCRIBE_STRUCT(AnswerBody, (), (granted, zones, reason))

struct RecognitionFilter {
  std::optional<Direction> direction;
  std::optional<RecognitionState> state;
  std::optional<PassId> pass;
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(RecognitionFilter, (), (direction, state, pass, after, limit))

// How far our own letter about it has come: the request, or the answer.
struct DeliveryView {
  std::optional<Timestamp> delivered_at;
  std::int64_t failures = 0;
  std::optional<std::string> trouble, message;
};
BOOST_DESCRIBE_STRUCT(DeliveryView, (), (delivered_at, failures, trouble, message))

struct RecognitionView {
  RecognitionId id;
  Direction direction = Direction::sent;
  DistrictCode peer;
  std::string peer_name;
  std::optional<PassId> pass;
  std::string plate, route;
  std::vector<std::string> entry_points;
  Timestamp valid_from{}, valid_until{};
  std::string enterprise_name;
  std::vector<std::string> wanted;  // zones
  RecognitionState state = RecognitionState::open;
  Timestamp made_at{}, expires_at{};
  std::optional<Timestamp> received_at, answered_at;
  std::vector<std::string> zones;
  std::optional<std::string> reason;
  std::optional<std::string> trouble, message;  // granted, but the pass could not be changed
  std::optional<DeliveryView> delivery;         // absent: nothing was sent yet
};
BOOST_DESCRIBE_STRUCT(RecognitionView, (),
                      (id, direction, peer, peer_name, pass, plate, route, entry_points, valid_from, valid_until,
                       enterprise_name, wanted, state, made_at, expires_at, received_at, answered_at, zones, reason,
                       trouble, message, delivery))

// What the other district is told of a letter that it sent.
struct LetterReceipt {
  RecognitionId id;
  bool known = false;  // it was here before; nothing has changed
};
BOOST_DESCRIBE_STRUCT(LetterReceipt, (), (id, known))

}  // namespace fugong::exchange
