// What is made from the records and kept beside them: sums and the search's index. A database that is older than either
// has it made when the program opens it; `fugong figures` proves the sums and makes them anew.
#pragma once

#include <stop_token>
#include <vector>

#include "app/platform.h"

namespace fugong::app {

// The sums of every room that has not kept its own yet, or by an older rule. Nothing is served before.
Status count_the_uncounted(Platform& platform);

// Every sum that is not what the records say.
struct KeptDifference {
  std::string room;
  db::CountDifference difference;
};
std::vector<KeptDifference> check_counts(Platform& platform, db::Session& session);
void count_again(Platform& platform, db::Session& session);

// Builds the search's index where it was never built whole; takes a while, so it is done aside while the district
// works.
void index_the_unindexed(Platform& platform, const std::stop_token& stop);

}  // namespace fugong::app
