// YAML from people (YAML 1.2 core schema) as JSON, with the place of every value, so that a complaint names its line.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace fugong::policy {

constexpr std::size_t yaml_bytes_max = 1024 * 1024;
constexpr std::size_t yaml_nodes_max = 200'000;  // after aliases are followed: a few lines of them can mean billions
constexpr int yaml_depth_max = 30;

struct Place {
  std::string file;
  int line = 0;  // from 1
};

struct Yaml {
  json::Value value;
  std::map<std::string, Place> places;  // by path: "routes[0].steps[2].id"; the whole is ""

  // Of the path, or of the nearest thing around it that has a place.
  Place place_of(std::string path) const;
};

// Codes, all with params file, line, reason: yaml.duplicate_key, yaml.too_large, yaml.key, yaml.documents; what YAML's
// grammar forbids: yaml.bracket, yaml.indentation, yaml.tab, yaml.quote, yaml.anchor, yaml.syntax; kind malformed.
Result<Yaml> read_yaml(std::string_view text, const std::string& file);
// Also yaml.unreadable (params: file).
Result<Yaml> read_yaml_file(const std::string& path);
Result<std::string> read_file(const std::string& path);

}  // namespace fugong::policy
