// Reads a pack: a folder of YAML files, each holding one or several of the pack's parts (policies/SCHEMA.json), then
// checks the parts against each other. All complaints come at once, each with file and line.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "policy/pack.h"
#include "policy/yaml.h"

namespace fugong::policy {

constexpr std::size_t pack_files_max = 64;

struct Complaint {
  Place place;
  std::string code;  // with params, a message of texts/policy.yaml
  TextParams params;
  std::string reason{};  // another code; its message fills {reason}
};
std::string to_line(const Complaint& complaint, Language language);  // "routes.yaml:42: …"

using Files = std::map<std::string, std::string>;  // name → text

struct Loaded {
  PackPtr pack;  // nullptr when there are complaints
  std::vector<Complaint> complaints;
  Files files;
};

Loaded load_files(Files files);
// The *.yaml files of a folder. Code yaml.unreadable as a complaint.
Loaded load_folder(const std::string& folder);

// JSON Schema 2020-12 of a whole pack, its files taken together; published as policies/SCHEMA.json.
json::Value pack_schema();

// `fugong policy check FOLDER`: prints each complaint on `err`, or one line about the pack on `out`; the exit status.
int check_command(const std::string& folder, Language language, std::ostream& out, std::ostream& err);

}  // namespace fugong::policy
