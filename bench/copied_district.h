// A rehearsed district made so many times as large, straight in its SQLite file: every enterprise with its people,
// vehicles, cases and passes once more under other ids. For measuring only: the copies' decisions are not in the audit
// log, their passes' tokens are the originals', and nobody can log in for them.
#pragma once

#include <cstdint>
#include <filesystem>

namespace fugong::bench {

// `factor` 100 adds 99 copies. Throws std::runtime_error.
void multiply_district(const std::filesystem::path& database, std::int64_t factor);

}  // namespace fugong::bench
