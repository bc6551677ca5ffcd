#include "db/engine.h"

#include <filesystem>

#include "db/engines.h"

namespace fugong::db {
namespace {

constexpr std::string_view sqlite = "sqlite:";

}  // namespace

bool Engine::is_there(const std::string& url) {
  std::error_code ignored;
  return !url.starts_with(sqlite) || std::filesystem::exists(url.substr(sqlite.size()), ignored);
}

std::unique_ptr<Engine> Engine::open(const std::string& url, const EngineOptions& options) {
  if (url.starts_with(sqlite)) {
    const std::string path = url.substr(sqlite.size());
    if (path.empty() || path == ":memory:" || path.find('"') != std::string::npos)
      throw Failure("db: sqlite: needs the path of a file, as in sqlite:/var/lib/fugong/fugong.sqlite");
    return open_sqlite(path, options);
  }
  if (url.starts_with("postgresql://") || url.starts_with("postgres://")) return open_postgres(url, options);
  throw Failure("db: the database URL must be sqlite:PATH or postgresql://…");
}

}  // namespace fugong::db
