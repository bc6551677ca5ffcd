#include "base/json.h"

#include <boost/json/basic_parser_impl.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <memory>
#include <set>

namespace fugong::json {
namespace {

constexpr std::size_t depth_max = 32;

// Builds the value and refuses what Boost's own handler lets pass: a key said twice.
class StrictHandler {
 public:
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  using error_code = boost::system::error_code;
  using view = boost::json::string_view;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return push(Object{}); }
  bool on_object_end(std::size_t, error_code&) { return pop(); }
  bool on_array_begin(error_code&) { return push(Array{}); }
  bool on_array_end(std::size_t, error_code&) { return pop(); }
  bool on_string_part(view part, std::size_t, error_code&) { return text_.append(part.data(), part.size()), true; }
  bool on_string(view part, std::size_t, error_code&) {
    text_.append(part.data(), part.size());
    if (text_.find('\0') != std::string::npos) nul_ = true;  // no engine stores U+0000 in a text
    put(boost::json::string(text_));
    text_.clear();
    return !nul_;
  }
  bool on_key_part(view part, std::size_t, error_code&) { return text_.append(part.data(), part.size()), true; }
  bool on_key(view part, std::size_t, error_code&) {
    text_.append(part.data(), part.size());
    if (stack_.back().value.get_object().contains(text_)) {
      duplicate_ = text_;
      return false;
    }
    stack_.back().key = std::move(text_);
    text_.clear();
    return true;
  }
  bool on_number_part(view, error_code&) { return true; }
  bool on_int64(std::int64_t n, view, error_code&) { return put(n), true; }
  bool on_uint64(std::uint64_t n, view, error_code&) { return put(n), true; }
  bool on_double(double n, view, error_code&) { return put(n), true; }
  bool on_bool(bool b, error_code&) { return put(b), true; }
  bool on_null(error_code&) { return put(nullptr), true; }
  bool on_comment_part(view, error_code&) { return true; }
  bool on_comment(view, error_code&) { return true; }

  Value& result() { return result_; }
  const std::string& duplicate() const { return duplicate_; }
  bool nul() const { return nul_; }

 private:
  struct Open {
    Value value;
    std::string key;
  };

  bool push(Value value) {
    stack_.push_back({std::move(value), {}});
    return true;
  }
  bool pop() {
    Value done = std::move(stack_.back().value);
    stack_.pop_back();
    put(std::move(done));
    return true;
  }
  template <class T>
  void put(T&& value) {
    if (stack_.empty()) result_ = Value(std::forward<T>(value));
    else if (Object* object = stack_.back().value.if_object())
      object->emplace(stack_.back().key, std::forward<T>(value));
    else stack_.back().value.get_array().emplace_back(std::forward<T>(value));
  }

  std::vector<Open> stack_;
  std::string text_;
  std::string duplicate_;
  bool nul_ = false;
  Value result_;
};

std::pair<std::string, std::string> place(std::string_view text, std::size_t at, const char* name) {
  std::size_t line = 1, column = 1;
  for (std::size_t i = 0; i < at && i < text.size(); ++i) {
    if (text[i] == '\n') ++line, column = 1;
    else if ((text[i] & 0xC0) != 0x80) ++column;  // counts characters, not bytes
  }
  return {name, std::to_string(std::string_view(name) == "line" ? line : column)};
}

std::unexpected<Error> syntax(std::string_view text, std::size_t at, const char* code, const std::string& key = {}) {
  TextParams params{place(text, at, "line"), place(text, at, "column")};
  if (!key.empty()) params.emplace_back("key", key);
  return fail(ErrorKind::malformed, code, {}, std::move(params));
}

}  // namespace

Result<Value> parse(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = depth_max;
  boost::json::basic_parser<StrictHandler> parser(options);
  boost::system::error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (!parser.handler().duplicate().empty())
    return syntax(text, read, "json.duplicate_key", parser.handler().duplicate());
  if (parser.handler().nul()) return syntax(text, read, "json.nul");
  if (error == boost::json::error::too_deep) return syntax(text, read, "json.too_deep");
  if (error) return syntax(text, read, "json.syntax");
  if (!parser.done()) return syntax(text, text.size(), "json.syntax");
  for (std::size_t i = read; i < text.size(); ++i)
    if (text[i] != ' ' && text[i] != '\n' && text[i] != '\r' && text[i] != '\t') return syntax(text, i, "json.syntax");
  return std::move(parser.handler().result());
}

void append_string(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, plain, i - plain);
    plain = i + 1;
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default: out.append("\\u00").append(1, hex[c >> 4]).append(1, hex[c & 15]);
    }
  }
  out.append(text, plain, text.size() - plain);
  out += '"';
}

void append_double(std::string& out, double value) {
  if (!std::isfinite(value)) {  // JSON has none
    out += "null";
    return;
  }
  std::array<char, 32> digits;
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), end);
}

void append_value(std::string& out, const Value& value) {
  switch (value.kind()) {
    case boost::json::kind::null: out += "null"; break;
    case boost::json::kind::bool_: out += value.get_bool() ? "true" : "false"; break;
    case boost::json::kind::int64: out += std::to_string(value.get_int64()); break;
    case boost::json::kind::uint64: out += std::to_string(value.get_uint64()); break;
    case boost::json::kind::double_: append_double(out, value.get_double()); break;
    case boost::json::kind::string: append_string(out, value.get_string()); break;
    case boost::json::kind::array: {
      out += '[';
      bool first = true;
      for (const Value& item : value.get_array()) {
        if (!first) out += ',';
        first = false;
        append_value(out, item);
      }
      out += ']';
      break;
    }
    case boost::json::kind::object: {
      out += '{';
      bool first = true;
      for (const auto& entry : value.get_object()) {
        if (!first) out += ',';
        first = false;
        append_string(out, entry.key());
        out += ':';
        append_value(out, entry.value());
      }
      out += '}';
      break;
    }
  }
}

std::string write_value(const Value& value) {
  std::string out;
  append_value(out, value);
  return out;
}

namespace detail {

void fault(Faults& faults, const std::string& path, std::string code, TextParams params) {
  faults.push_back({path, std::move(code), std::move(params)});
}

std::string member_path(const std::string& path, std::string_view member) {
  return path.empty() ? std::string(member) : path + "." + std::string(member);
}

std::string item_path(const std::string& path, std::size_t index) { return path + "[" + std::to_string(index) + "]"; }

bool read_bool(const Value& value, const std::string& path, bool& out, Faults& faults) {
  if (!value.is_bool()) return fault(faults, path, "json.expected_boolean"), false;
  out = value.get_bool();
  return true;
}

bool read_integer(const Value& value, const std::string& path, std::int64_t low, std::int64_t high, std::int64_t& out,
                  Faults& faults) {
  // 3.0 and 3e0 are integers too (JSON Schema 2020-12, section 4.2.3), as long as a double holds them exactly.
  constexpr double exact = 9007199254740992.0;
  std::optional<std::int64_t> number;
  if (value.is_int64()) number = value.get_int64();
  else if (value.is_double() && std::trunc(value.get_double()) == value.get_double() &&
           std::fabs(value.get_double()) <= exact)
    number = static_cast<std::int64_t>(value.get_double());
  else if (!value.is_uint64()) return fault(faults, path, "json.expected_integer"), false;
  if (!number || *number < low || *number > high)
    return fault(faults, path, "json.out_of_range", {{"low", std::to_string(low)}, {"high", std::to_string(high)}}),
           false;
  out = *number;
  return true;
}

bool read_double(const Value& value, const std::string& path, double& out, Faults& faults) {
  if (!value.is_number()) return fault(faults, path, "json.expected_number"), false;
  out = value.to_number<double>();
  if (!std::isfinite(out)) return fault(faults, path, "json.expected_number"), false;
  return true;
}

bool read_text(const Value& value, const std::string& path, std::string& out, Faults& faults) {
  if (!value.is_string()) return fault(faults, path, "json.expected_text"), false;
  out.assign(value.get_string().data(), value.get_string().size());
  return true;
}

// The first fault is the error itself; a caller that shows only one shows the first.
Error as_error(Faults faults) {
  Error error;
  error.kind = ErrorKind::invalid;
  if (faults.empty()) return error;
  error.code = faults.front().code;
  error.field = faults.front().field;
  error.params = faults.front().params;
  if (faults.size() > 1) error.more = std::move(faults);
  return error;
}

}  // namespace detail
}  // namespace fugong::json
