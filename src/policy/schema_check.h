// JSON Schema validation (Valijson), kept in one file because its headers are heavy.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace fugong::policy {

struct SchemaFault {
  std::string path;    // "routes[0].steps[2].id"
  std::string reason;  // Valijson's words
};

std::vector<SchemaFault> check_schema(const json::Value& schema, const json::Value& value);

}  // namespace fugong::policy
