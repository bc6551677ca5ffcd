#include "policy/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

namespace fugong::policy {
namespace {

std::unexpected<Error> complain(const char* code, const std::string& file, int line, std::string reason) {
  return fail(ErrorKind::malformed, code, {},
              {{"file", file}, {"line", std::to_string(line)}, {"reason", std::move(reason)}});
}

// YAML 1.2 core schema, section 10.3.2; quoted scalars are texts.
json::Value scalar(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() == "!" || node.Tag() == "tag:yaml.org,2002:str" || text.empty()) return json::Value(text);
  if (text == "null" || text == "Null" || text == "NULL" || text == "~") return nullptr;
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  const char* begin = text.data() + (text.size() > 1 && text[0] == '+' && text[1] != '-');
  const char* end = text.data() + text.size();
  std::int64_t integer = 0;
  if (const auto [at, error] = std::from_chars(begin, end, integer); error == std::errc{} && at == end) return integer;
  double number = 0;
  const bool numeric = text.find_first_not_of("+-.0123456789eE") == std::string::npos &&
                       text.find_first_of("0123456789") != std::string::npos;
  if (numeric)
    if (const auto [at, error] = std::from_chars(begin, end, number); error == std::errc{} && at == end) return number;
  return json::Value(text);
}

class Reader {
 public:
  Reader(Yaml& out, const std::string& file) : out_(out), file_(file) {}

  Result<json::Value> read(const YAML::Node& node, const std::string& path, int depth) {
    const int line = std::max(node.Mark().line, 0) + 1;  // what is empty has no mark
    if (++nodes_ > yaml_nodes_max || depth > yaml_depth_max) return complain("yaml.too_large", file_, line, path);
    out_.places[path] = {file_, line};
    if (node.IsSequence()) return sequence(node, path, depth);
    if (node.IsMap()) return map(node, path, depth);
    if (node.IsScalar()) return scalar(node);
    return json::Value(nullptr);
  }

 private:
  Result<json::Value> sequence(const YAML::Node& node, const std::string& path, int depth) {
    json::Array array;
    for (const YAML::Node& item : node) {
      FG_TRY(json::Value value, read(item, path + "[" + std::to_string(array.size()) + "]", depth + 1));
      array.push_back(std::move(value));
    }
    return json::Value(std::move(array));
  }

  Result<json::Value> map(const YAML::Node& node, const std::string& path, int depth) {
    json::Object object;
    for (const auto& entry : node) {
      const int line = entry.first.Mark().line + 1;
      if (!entry.first.IsScalar()) return complain("yaml.key", file_, line, path);
      const std::string& key = entry.first.Scalar();
      if (object.contains(key)) return complain("yaml.duplicate_key", file_, line, key);
      const std::string inner = path.empty() ? key : path + "." + key;
      FG_TRY(json::Value value, read(entry.second, inner, depth + 1));
      out_.places[inner].line = line;  // of the key: where an empty value has no line of its own
      object.emplace(key, std::move(value));
    }
    return json::Value(std::move(object));
  }

  Yaml& out_;
  const std::string& file_;
  std::size_t nodes_ = 0;
};

// The slips that people make, in words of our own; yaml-cpp only speaks English.
const char* syntax_code(std::string_view reason) {
  const auto says = [&](std::string_view words) { return reason.starts_with(words); };
  if (says("end of map flow not found") || says("end of sequence flow not found") || says("illegal flow end"))
    return "yaml.bracket";
  if (says("end of map not found") || says("end of sequence not found") || says("illegal map") ||
      says("illegal block entry"))
    return "yaml.indentation";
  if (says("illegal tab")) return "yaml.tab";
  if (says("illegal EOF in scalar") || says("illegal document indicator")) return "yaml.quote";
  if (says("the referenced anchor is not defined")) return "yaml.anchor";
  return "yaml.syntax";
}

// Reads a text to the end of its second document, if it has one. YAML::LoadAll never ends on some texts, such as ",".
struct SecondDocument : YAML::EventHandler {
  int line = 0;  // where it begins; 0: there is none

  explicit SecondDocument(const std::string& text) {
    std::istringstream in(text);
    YAML::Parser parser(in);
    while (documents_ < 2 && parser.HandleNextDocument(*this)) {}
  }
  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 2) line = std::max(mark.line, 0) + 1;
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  int documents_ = 0;
};

bool begins_with_tab(std::string_view text, int line) {
  for (; line > 0 && !text.empty(); --line) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  const auto content = text.find_first_not_of(' ');
  return content != std::string_view::npos && text[content] == '\t';
}

}  // namespace

Place Yaml::place_of(std::string path) const {
  for (;;) {
    if (const auto found = places.find(path); found != places.end()) return found->second;
    const auto cut = path.find_last_of(".[");
    if (cut == std::string::npos) break;
    path.resize(cut);
  }
  const auto whole = places.find("");
  return whole == places.end() ? Place{} : whole->second;
}

Result<Yaml> read_yaml(std::string_view text, const std::string& file) {
  if (text.size() > yaml_bytes_max) return complain("yaml.too_large", file, 1, std::to_string(text.size()));
  try {
    // yaml-cpp takes a quotation mark that is never closed for closed where the file ends with a line break.
    (void)SecondDocument(std::string(text.substr(0, text.find_last_not_of(" \t\r\n") + 1)));
    const SecondDocument whole{std::string(text)};
    // What stands behind a second "---" would be lost without a word.
    if (whole.line > 0) return complain("yaml.documents", file, whole.line, "---");
    const YAML::Node root = YAML::Load(std::string(text));
    Yaml out;
    Reader reader(out, file);
    FG_TRY(out.value, reader.read(root, "", 0));
    return out;
  } catch (const YAML::Exception& e) {
    return complain(begins_with_tab(text, e.mark.line) ? "yaml.tab" : syntax_code(e.msg), file, e.mark.line + 1, e.msg);
  }
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in) return fail(ErrorKind::not_found, "yaml.unreadable", {}, {{"file", path}});
  return std::move(text).str();
}

Result<Yaml> read_yaml_file(const std::string& path) {
  FG_TRY(const std::string text, read_file(path));
  return read_yaml(text, path);
}

}  // namespace fugong::policy
