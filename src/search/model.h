// What can be found, and where it leads: one entry per enterprise, case, person, vehicle and account.
//
// An entry keeps the words it is found by twice: folded (normal), to be compared with, and cut into pairs of letters
// (grams), to be looked up. Pairs and not triples, because most Chinese names have two or three characters.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"

namespace fugong::search {

enum class Kind : std::uint8_t { enterprise, resumption, person, vehicle, account, pass };
BOOST_DESCRIBE_ENUM(Kind, enterprise, resumption, person, vehicle, account, pass)

struct Entry {
  Kind kind = Kind::enterprise;
  std::string id;
  std::string enterprise, subdistrict;  // whose it is; empty: the district's
  std::string title;                    // what a list shows, and what it is found by
  std::string detail;                   // shown beside it
  std::string words;                    // found by besides the title, never shown
  std::string phone;                    // keyed hash of the last four digits; empty: none
};

// ---- what the API takes and shows ----
struct Query {
  std::string q;
  std::optional<Kind> kind;  // absent: every kind that the actor may see
  std::optional<int> limit;  // of each kind
};
BOOST_DESCRIBE_STRUCT(Query, (), (q, kind, limit))

struct PhoneQuery {
  std::string digits;  // the last four
};
BOOST_DESCRIBE_STRUCT(PhoneQuery, (), (digits))

struct Hit {
  Kind kind = Kind::enterprise;
  std::string id;
  std::string title, detail;
  std::optional<EnterpriseId> enterprise;
  std::optional<std::string> enterprise_name;  // of people, vehicles, passes
};
BOOST_DESCRIBE_STRUCT(Hit, (), (kind, id, title, detail, enterprise, enterprise_name))

struct Hits {
  std::vector<Hit> items;  // kind by kind, the best first
  bool more = false;       // some kind has more than were asked for
};
BOOST_DESCRIBE_STRUCT(Hits, (), (items, more))

}  // namespace fugong::search
