// Fills a district with cases that have run their course: a few thousand are played over HTTP, then their rows are
// copied under older ids and times straight into SQLite, and their audit entries appended to the log, hashed like any
// other. What a million cases weigh in tables and indexes is then the same as if each had been applied for, in minutes
// instead of an hour. The enterprises of the copies stand in no register: nothing that is measured looks them up.
#pragma once

#include <cstdint>
#include <filesystem>

#include "district.h"

namespace fugong::bench {

// Until `total` cases are stored. `database`: the file that the district runs on. Tells on standard error how far it
// is.
void store_cases(District& district, const std::filesystem::path& database, std::int64_t total);

}  // namespace fugong::bench
