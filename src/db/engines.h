// Internal to db/: the two engines.
#pragma once

#include <memory>
#include <string>

#include "db/engine.h"

namespace fugong::db {

std::unique_ptr<Engine> open_sqlite(const std::string& path, const EngineOptions& options);
std::unique_ptr<Engine> open_postgres(const std::string& url, const EngineOptions& options);

}  // namespace fugong::db
