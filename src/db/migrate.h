// Internal to db/: numbered migrations, recorded in the table schema_migration.
#pragma once

#include <span>

#include "db/connection.h"
#include "db/engine.h"

namespace fugong::db {

// Applies what is missing, each in a transaction of its own. Throws Failure when the database is newer than the
// program, or when an applied migration's text is no longer what it was. Several processes may do this at once.
void apply_migrations(Connection& connection, std::span<const Migration> migrations);

}  // namespace fugong::db
