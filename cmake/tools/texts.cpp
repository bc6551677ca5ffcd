// texts OUTPUT FILE...: turns message catalogues (code: {zh_cn: …, en: …}) into a C++ table, sorted by code.
// Refuses, with file and line, what a reader would stumble over: a missing language, a code said twice, placeholders
// that differ between the languages.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string>

namespace {

struct Entry {
  std::string zh_cn, en, place;
};

// {item_en} is {item} in the other language's words, and counts as the same.
std::set<std::string> placeholders(const std::string& text) {
  std::set<std::string> names;
  for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
    const auto end = text.find('}', at);
    if (end == std::string::npos) break;
    std::string name = text.substr(at + 1, end - at - 1);
    if (name.ends_with("_en")) name.resize(name.size() - 3);
    names.insert(std::move(name));
  }
  return names;
}

int faults = 0;
void complain(const std::string& place, const std::string& what) {
  std::cerr << place << ": " << what << '\n';
  ++faults;
}

void read_file(const std::string& path, std::map<std::string, Entry>& all) {
  const YAML::Node root = YAML::LoadFile(path);
  for (const auto& item : root) {
    const std::string code = item.first.as<std::string>();
    Entry entry;
    entry.place = path + ":" + std::to_string(item.first.Mark().line + 1);
    if (!item.second.IsMap() || !item.second["zh_cn"] || !item.second["en"]) {
      complain(entry.place, code + " needs zh_cn and en");
      continue;
    }
    entry.zh_cn = item.second["zh_cn"].as<std::string>();
    entry.en = item.second["en"].as<std::string>();
    if (entry.zh_cn.empty() || entry.en.empty()) complain(entry.place, code + " has an empty text");
    // One language may say less than the other; both saying what the other does not is a slip of the pen.
    const auto zh = placeholders(entry.zh_cn), en = placeholders(entry.en);
    if (!std::ranges::includes(zh, en) && !std::ranges::includes(en, zh))
      complain(entry.place, code + ": the languages differ in their {placeholders}");
    const auto [old, fresh] = all.emplace(code, entry);
    if (!fresh) complain(entry.place, code + " is already said in " + old->second.place);
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) return std::cerr << "usage: texts OUTPUT FILE...\n", 2;
  std::map<std::string, Entry> all;
  for (int i = 2; i < argc; ++i) read_file(argv[i], all);
  if (faults > 0) return 1;
  std::ofstream out(argv[1]);
  out << "#include \"base/texts.h\"\n\nnamespace fugong::texts {\nnamespace {\nconstexpr Entry entries[] = {\n";
  for (const auto& [code, entry] : all)
    out << "    {\"" << code << "\", R\"~~(" << entry.zh_cn << ")~~\", R\"~~(" << entry.en << ")~~\"},\n";
  out << "};\n}  // namespace\n\nstd::span<const Entry> catalogue() { return entries; }\n\n}  // namespace fugong::texts\n";
  return out.flush() ? 0 : 1;
} catch (const YAML::Exception& e) {
  std::cerr << "texts: line " << e.mark.line + 1 << ": " << e.msg << '\n';
  return 1;
}
