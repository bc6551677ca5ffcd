// Internal to db/: tells SQLite's planner that a key's first column, the district, selects nothing.
//
// Without statistics SQLite takes every first column for selective (10 rows), so "district = ? AND enterprise = ?" was
// answered by walking the district's whole primary key instead of the index. The figures written here are the shape of
// any district's tables, not a measurement: plans stay the same from an empty database to a full one.
#pragma once

#include "db/connection.h"

namespace fugong::db {

// Within the transaction that changed the schema. SQLite only.
void write_planner_statistics(Connection& connection);

}  // namespace fugong::db
