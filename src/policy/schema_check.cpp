#include "policy/schema_check.h"

#include <boost/json.hpp>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace fugong::policy {
namespace {

// Valijson's context is {"<root>", "[\"routes\"]", "[0]", …}.
std::string to_path(const std::vector<std::string>& context) {
  std::string path;
  for (std::size_t i = 1; i < context.size(); ++i) {
    std::string part = context[i];
    if (part.size() > 4 && part.starts_with("[\"")) part = part.substr(2, part.size() - 4);
    else if (part.size() > 2 && part.front() == '[') {
      path += part;
      continue;
    }
    path += (path.empty() ? "" : ".") + part;
  }
  return path;
}

}  // namespace

std::vector<SchemaFault> check_schema(const json::Value& schema_value, const json::Value& value) {
  valijson::Schema schema;
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::BoostJsonAdapter(schema_value), schema);
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  std::vector<SchemaFault> faults;
  if (validator.validate(schema, valijson::adapters::BoostJsonAdapter(value), &results)) return faults;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) faults.push_back({to_path(error.context), error.description});
  return faults;
}

}  // namespace fugong::policy
