// What a district keeps of its neighbours: the city that vouches for them, their status lists, and what was asked of
// one another. Plain values, as stored.
//
// The life of a recognition:  open → granted or refused. A request whose time is over without an answer has lapsed:
// that is read off expires_at and needs no act. The other district's word is final; who wants another asks again.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"

namespace fugong::exchange {

using RecognitionId = Id<struct RecognitionTag>;

// The city root that the district has joined. The key is pinned: another one comes only by joining anew.
struct City {
  std::string url;   // before /api/v1/trust-list
  std::string root;  // PEM
  Timestamp joined_at{};
  std::string etag;                          // of the trust list that is kept
  std::int64_t issued_s = 0, expires_s = 0;  // its own times; 0: none is kept yet
  Timestamp fetched_at{};                    // when the copy was fetched or confirmed to be the newest; 0: never
  Timestamp checked_at{}, next_at{};         // of the last attempt, good or bad, and of the next one
  std::int64_t failures = 0;                 // in a row
  std::string trouble;                       // code of the last failure; empty: it went well
  std::int64_t copies = 0;                   // kept so far: tells two of one second apart
};
BOOST_DESCRIBE_STRUCT(City, (),
                      (url, root, joined_at, etag, issued_s, expires_s, fetched_at, checked_at, next_at, failures,
                       trouble, copies))

// A status list of another district: where the trust list says it is, and the copy that is kept.
struct PeerList {
  DistrictCode peer;
  std::int64_t number = 0;
  std::string uri;
  std::string etag;
  std::int64_t issued_s = 0;                        // the copy's own; 0: none is kept yet
  Timestamp fetched_at{}, checked_at{}, next_at{};  // as City's
  std::int64_t failures = 0;
  std::string trouble;
  std::int64_t copies = 0;
};
BOOST_DESCRIBE_STRUCT(PeerList, (),
                      (peer, number, uri, etag, issued_s, fetched_at, checked_at, next_at, failures, trouble, copies))

enum class Direction : std::uint8_t { sent, received };
BOOST_DESCRIBE_ENUM(Direction, sent, received)

enum class RecognitionState : std::uint8_t { open, granted, refused, lapsed };  // lapsed is never stored
BOOST_DESCRIBE_ENUM(RecognitionState, open, granted, refused, lapsed)

// What the other district decides about.
struct Journey {
  std::string plate, route;
  std::vector<std::string> entry_points;
  Timestamp valid_from{}, valid_until{};
  std::string enterprise_name;
  std::vector<std::string> zones;  // of the other district that are wanted, where the asking one knows them
  bool operator==(const Journey&) const = default;
};

// What it says.
struct Answer {
  bool granted = false;
  std::vector<std::string> zones;  // of the answering district; what the pass is good for there
  std::string reason;
  bool operator==(const Answer&) const = default;
};

struct Recognition {
  RecognitionId id;  // made by the asking district
  Direction direction = Direction::sent;
  DistrictCode peer;  // the other one
  std::string pass;   // PassId, of a sent one
  std::string plate, route;
  std::string entry_points;  // one a line
  Timestamp valid_from{}, valid_until{};
  std::string enterprise_name;
  std::string wanted;  // zones, one a line
  RecognitionState state = RecognitionState::open;
  Timestamp made_at{};      // by the asking district's clock
  Timestamp expires_at{};   // no answer is waited for after that
  Timestamp received_at{};  // 0 of a sent one
  std::string asked_by;     // PersonId, of a sent one
  std::string zones;        // granted, one a line
  std::string reason;
  std::optional<Timestamp> answered_at;
  std::string answered_by;                // PersonId, of a received one
  std::string trouble;                    // code: the answer came and could not be put into the pass
  std::string digest;                     // of the request's payload: the same again is no new request
  std::optional<Timestamp> delivered_at;  // of our own letter: the request, or the answer
  std::int64_t deliveries_failed = 0;
  std::string delivery_trouble;  // code of the last attempt that failed
};
BOOST_DESCRIBE_STRUCT(Recognition, (),
                      (id, direction, peer, pass, plate, route, entry_points, valid_from, valid_until, enterprise_name,
                       wanted, state, made_at, expires_at, received_at, asked_by, zones, reason, answered_at,
                       answered_by, trouble, digest, delivered_at, deliveries_failed, delivery_trouble))

}  // namespace fugong::exchange
