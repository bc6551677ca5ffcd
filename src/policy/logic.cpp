#include "policy/logic.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <span>

namespace fugong::policy {
namespace {

using json::Array;
using json::Object;
using json::Value;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
// What one rule may cost; a rule over the facts of one enterprise takes some dozens of steps.
constexpr std::size_t steps_max = 50'000;
constexpr std::size_t text_bytes_max = 64 * 1024;
constexpr std::size_t list_items_max = 4096;

// ---- JavaScript's conversions ----
std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::string_view(" \t\n\r").contains(text.front())) text.remove_prefix(1);
  while (!text.empty() && std::string_view(" \t\n\r").contains(text.back())) text.remove_suffix(1);
  return text;
}

// The decimal number at the front of `text`; says in `used` how much of the text that is, 0 where there is none.
double leading_number(std::string_view text, std::size_t& used) {
  used = 0;
  const bool negative = text.starts_with('-');
  const std::size_t sign = negative || text.starts_with('+');
  std::string_view digits = text.substr(sign);
  double number = 0;
  if (digits.starts_with("Infinity")) {
    used = sign + 8;
    number = std::numeric_limits<double>::infinity();
  } else if (digits.find_first_of("0123456789") == (digits.starts_with('.') ? 1 : 0)) {  // not "inf", not "+-5"
    const auto [at, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error == std::errc::invalid_argument) return nan;
    used = sign + static_cast<std::size_t>(at - digits.data());
    if (error == std::errc::result_out_of_range) number = std::numeric_limits<double>::infinity();
  }
  if (used == 0) return nan;
  return negative ? -number : number;
}

// Number(text)
double parse_number(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return 0;
  std::size_t used = 0;
  const double number = leading_number(text, used);
  return used == text.size() ? number : nan;
}

std::string number_text(double d) {
  if (std::isnan(d)) return "NaN";
  if (std::isinf(d)) return d > 0 ? "Infinity" : "-Infinity";
  const double size = std::fabs(d);
  std::array<char, 64> out;
  const bool plain = d == 0 || (size >= 1e-6 && size < 1e21);
  const auto [end, error] =
      plain ? std::to_chars(out.data(), out.data() + out.size(), d == 0 ? 0.0 : d, std::chars_format::fixed)
            : std::to_chars(out.data(), out.data() + out.size(), d, std::chars_format::scientific);
  return {out.data(), end};
}

std::string to_text(const Value& v) {
  if (const auto* s = v.if_string()) return std::string(*s);
  if (v.is_null()) return "null";
  if (const Array* list = v.if_array()) {
    std::string out;
    for (std::size_t i = 0; i < list->size(); ++i) {
      if (i > 0) out += ',';
      if (!(*list)[i].is_null()) out += to_text((*list)[i]);
    }
    return out;
  }
  if (v.is_object()) return "[object Object]";
  if (v.is_bool()) return v.get_bool() ? "true" : "false";
  return number_text(v.to_number<double>());
}

double to_number(const Value& v) {
  if (v.is_number()) return v.to_number<double>();
  if (v.is_bool()) return v.get_bool() ? 1 : 0;
  if (v.is_null()) return 0;
  return parse_number(to_text(v));
}

// parseFloat(v), which is what json-logic-js adds and multiplies: the number at the front, and null is none.
double parse_float(const Value& v) {
  if (v.is_number()) return v.to_number<double>();
  std::size_t used = 0;
  return leading_number(trimmed(to_text(v)), used);
}

Value from_number(double d) {
  if (std::trunc(d) == d && std::fabs(d) < 9e15) return static_cast<std::int64_t>(d);
  return d;
}

bool is_structured(const Value& v) { return v.is_array() || v.is_object(); }

bool strictly_equal(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) return a.to_number<double>() == b.to_number<double>();
  return a.kind() == b.kind() && !is_structured(a) && a == b;  // no two lists or objects are one
}

bool loosely_equal(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
  const bool structured_a = is_structured(a), structured_b = is_structured(b);
  if (structured_a && structured_b) return false;  // different objects, as in JavaScript
  if (a.is_string() && b.is_string()) return a == b;
  if ((structured_a && b.is_string()) || (structured_b && a.is_string())) return to_text(a) == to_text(b);
  return to_number(a) == to_number(b);
}

bool less(const Value& a, const Value& b, bool or_equal) {
  const auto textual = [](const Value& v) { return v.is_string() || is_structured(v); };
  if (textual(a) && textual(b)) return or_equal ? to_text(a) <= to_text(b) : to_text(a) < to_text(b);
  const double x = to_number(a), y = to_number(b);
  return or_equal ? x <= y : x < y;
}

const Value* look_up(const Value& data, std::string_view path) {
  const Value* at = &data;
  if (path.empty()) return at;
  for (bool more = true; more;) {
    const auto dot = path.find('.');
    const std::string_view key = path.substr(0, dot);
    more = dot != std::string_view::npos;
    if (more) path.remove_prefix(dot + 1);
    if (const Object* object = at->if_object()) {
      at = object->if_contains(key);
    } else if (const Array* list = at->if_array()) {
      std::size_t index = 0;
      const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
      at = error == std::errc{} && end == key.data() + key.size() && index < list->size() ? &(*list)[index] : nullptr;
    } else {
      return nullptr;
    }
    if (!at) return nullptr;
  }
  return at;
}

class Evaluator {
 public:
  Value run(const Value& rule, const Value& data, int depth = 0) const {
    if (depth > logic_depth_max || ++steps_ > steps_max) return nullptr;
    if (const Array* list = rule.if_array()) {
      Array out;
      for (const Value& item : *list) out.push_back(run(item, data, depth + 1));
      return out;
    }
    const Object* object = rule.if_object();
    if (!object || object->size() != 1) return rule;
    const auto& entry = *object->begin();
    const Array* list = entry.value().if_array();
    const std::span<const Value> args =
        list ? std::span<const Value>(list->data(), list->size()) : std::span<const Value>(&entry.value(), 1);
    return operate(entry.key(), args, data, depth);
  }

 private:
  Value operate(std::string_view op, std::span<const Value> args, const Value& data, int depth) const {
    const auto arg = [&](std::size_t i) { return i < args.size() ? run(args[i], data, depth + 1) : Value(nullptr); };
    if (op == "and" || op == "or") return junction(op == "and", args, data, depth);
    if (op == "if" || op == "?:") return choose(args, data, depth);
    if (op == "map" || op == "filter" || op == "all" || op == "none" || op == "some" || op == "reduce")
      return over_list(op, args, data, depth);
    Array values;
    for (std::size_t i = 0; i < args.size(); ++i) values.push_back(arg(i));
    const auto value = [&](std::size_t i) -> const Value& {
      static const Value none;
      return i < values.size() ? values[i] : none;
    };
    if (op == "var") return variable(values, data);
    if (op == "missing") return missing(values, data);
    if (op == "missing_some") return missing_some(values, data);
    if (op == "==") return loosely_equal(value(0), value(1));
    if (op == "===") return strictly_equal(value(0), value(1));
    if (op == "!=") return !loosely_equal(value(0), value(1));
    if (op == "!==") return !strictly_equal(value(0), value(1));
    if (op == "!") return !truthy(value(0));
    if (op == "!!") return truthy(value(0));
    if (op == "<" || op == "<=") {
      const bool or_equal = op == "<=";
      return less(value(0), value(1), or_equal) && (values.size() < 3 || less(value(1), value(2), or_equal));
    }
    if (op == ">") return less(value(1), value(0), false);
    if (op == ">=") return less(value(1), value(0), true);
    if (op == "in") return contains(value(0), value(1));
    if (op == "log") return value(0);
    if (op == "cat") {
      std::string out;
      for (const Value& v : values)
        if (!v.is_null()) out += to_text(v);
      return bounded(std::move(out));
    }
    if (op == "substr") return substring(values);
    if (op == "merge") return merged(values);
    return arithmetic(op, values);
  }

  Value junction(bool all, std::span<const Value> args, const Value& data, int depth) const {
    Value last;
    for (const Value& a : args) {
      last = run(a, data, depth + 1);
      if (truthy(last) != all) return last;
    }
    return last;
  }

  Value choose(std::span<const Value> args, const Value& data, int depth) const {
    std::size_t i = 0;
    for (; i + 1 < args.size(); i += 2)
      if (truthy(run(args[i], data, depth + 1))) return run(args[i + 1], data, depth + 1);
    return i < args.size() ? run(args[i], data, depth + 1) : Value(nullptr);
  }

  Value over_list(std::string_view op, std::span<const Value> args, const Value& data, int depth) const {
    const Value list_value = args.empty() ? Value(nullptr) : run(args[0], data, depth + 1);
    const Array* list = list_value.if_array();
    static const Value none;
    const Value& body = args.size() > 1 ? args[1] : none;
    if (op == "reduce") {
      Value sum = args.size() > 2 ? run(args[2], data, depth + 1) : Value(nullptr);
      if (list)
        for (const Value& item : *list) sum = run(body, Object{{"current", item}, {"accumulator", sum}}, depth + 1);
      return sum;
    }
    Array out;
    std::size_t hits = 0;
    for (const Value& item : list ? *list : Array{}) {
      Value result = run(body, item, depth + 1);
      const bool hit = truthy(result);
      hits += hit;
      if (op == "map") out.push_back(std::move(result));
      else if (op == "filter" && hit) out.push_back(item);
    }
    const std::size_t size = list ? list->size() : 0;
    if (op == "all") return size > 0 && hits == size;
    if (op == "none") return hits == 0;
    if (op == "some") return hits > 0;
    return out;
  }

  static Value variable(const Array& values, const Value& data) {
    const Value fallback = values.size() > 1 ? values[1] : Value(nullptr);
    if (values.empty() || values[0].is_null()) return data;  // an empty path leads to the data too
    const Value* found = look_up(data, to_text(values[0]));
    return found ? *found : fallback;
  }

  static Value bounded(std::string text) { return text.size() > text_bytes_max ? Value(nullptr) : Value(text); }

  static Value missing(const Array& values, const Value& data) {
    Array out;
    const Array& keys = !values.empty() && values[0].is_array() ? values[0].get_array() : values;
    for (const Value& key : keys) {
      const Value* found = look_up(data, to_text(key));
      if (!found || found->is_null() || (found->is_string() && found->get_string().empty())) out.push_back(key);
    }
    return out;
  }

  static Value missing_some(const Array& values, const Value& data) {
    if (values.size() < 2 || !values[1].is_array()) return Array{};
    const Array absent = missing(values[1].get_array(), data).get_array();
    const auto present = static_cast<double>(values[1].get_array().size() - absent.size());
    return present >= to_number(values[0]) ? Array{} : absent;
  }

  static bool contains(const Value& needle, const Value& hay) {
    if (const auto* text = hay.if_string())
      return std::string_view(*text).find(to_text(needle)) != std::string_view::npos;
    if (const Array* list = hay.if_array())
      return std::ranges::any_of(*list, [&](const Value& v) { return strictly_equal(v, needle); });
    return false;
  }

  // In characters, not bytes; negative numbers count from the end.
  static Value substring(const Array& values) {
    const std::string text = values.empty() ? "" : to_text(values[0]);
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < text.size(); ++i)
      if ((text[i] & 0xC0) != 0x80) starts.push_back(i);
    starts.push_back(text.size());
    const auto count = static_cast<std::int64_t>(starts.size()) - 1;
    const auto as_index = [&](std::size_t i) {
      const double d = to_number(values[i]);
      return std::isfinite(d) ? static_cast<std::int64_t>(std::clamp(d, -1e9, 1e9)) : 0;
    };
    std::int64_t from = values.size() > 1 ? as_index(1) : 0;
    if (from < 0) from += count;
    from = std::clamp<std::int64_t>(from, 0, count);
    std::int64_t to = count;
    if (values.size() > 2) to = as_index(2) < 0 ? count + as_index(2) : from + as_index(2);
    to = std::clamp<std::int64_t>(to, from, count);
    const std::size_t a = starts[static_cast<std::size_t>(from)], b = starts[static_cast<std::size_t>(to)];
    return Value(text.substr(a, b - a));
  }

  static Value merged(const Array& values) {
    Array out;
    for (const Value& v : values) {
      if (out.size() > list_items_max) return nullptr;
      if (const Array* list = v.if_array()) out.insert(out.end(), list->begin(), list->end());
      else out.push_back(v);
    }
    return out;
  }

  static Value arithmetic(std::string_view op, const Array& values) {
    const bool sum = op == "+", product = op == "*", least = op == "min", most = op == "max";
    if (sum || product || least || most) {
      if (values.empty()) return sum ? Value(0) : Value(nullptr);
      const auto number = [&](const Value& v) { return sum || product ? parse_float(v) : to_number(v); };
      double result = number(values[0]);
      for (std::size_t i = 1; i < values.size(); ++i) {
        const double next = number(values[i]);
        if (sum) result += next;
        else if (product) result *= next;
        else if (std::isnan(next) || (least ? next < result : next > result)) result = next;
        if (std::isnan(result)) break;
      }
      return from_number(result);
    }
    const double a = values.empty() ? nan : to_number(values[0]), b = values.size() < 2 ? nan : to_number(values[1]);
    if (op == "-") return from_number(values.size() == 1 ? -a : a - b);
    if (op == "/") return from_number(a / b);
    if (op == "%") return from_number(std::fmod(a, b));
    return nullptr;  // an operator that nobody knows
  }

  mutable std::size_t steps_ = 0;
};

constexpr std::array<std::string_view, 34> operators{
    "var", "missing", "missing_some", "if",  "?:",   "==",   "===",   "!=", "!==", "!",     "!!", "or",
    "and", ">",       ">=",           "<",   "<=",   "max",  "min",   "+",  "-",   "*",     "/",  "%",
    "map", "reduce",  "filter",       "all", "none", "some", "merge", "in", "cat", "substr"};

}  // namespace

bool truthy(const Value& value) {
  if (value.is_bool()) return value.get_bool();
  if (value.is_number()) return value.to_number<double>() != 0 && !std::isnan(value.to_number<double>());
  if (const auto* text = value.if_string()) return !text->empty();
  if (const Array* list = value.if_array()) return !list->empty();
  return value.is_object();
}

namespace {

// Within a rule "not a number" has to stay what it is (NaN <= 5 is false, null <= 5 is true); JSON has no word for it.
void drop_non_finite(Value& value) {
  if (value.is_double() && !std::isfinite(value.get_double())) value = nullptr;
  if (Array* list = value.if_array())
    for (Value& item : *list) drop_non_finite(item);
}

}  // namespace

Value apply_logic(const Value& rule, const Value& data) {
  Value result = Evaluator{}.run(rule, data);
  drop_non_finite(result);
  return result;
}

namespace {

using ComplainAt = std::function<void(const std::string&, const char*, const std::string&)>;
using OnVariable = std::function<void(const std::string&, const std::string&)>;

void check(const Value& rule, const std::string& path, bool own_data, int depth, const ComplainAt& complain,
           const OnVariable& on_variable) {
  if (depth > logic_depth_max) return complain(path, "logic.too_deep", "");
  const auto each = [&](const Array& list, const std::string& at, auto own) {
    for (std::size_t i = 0; i < list.size(); ++i)
      check(list[i], at + "[" + std::to_string(i) + "]", own(i), depth + 1, complain, on_variable);
  };
  if (const Array* list = rule.if_array()) return each(*list, path, [&](std::size_t) { return own_data; });
  const Object* object = rule.if_object();
  if (!object) return;
  if (object->size() != 1) return complain(path, "logic.shape", "");
  const std::string op(object->begin()->key());
  const Value& args = object->begin()->value();
  const std::string inner = path.empty() ? op : path + "." + op;
  if (op != "log" && std::ranges::find(operators, op) == operators.end()) return complain(inner, "logic.operator", op);
  const Value* first = args.if_array() ? (args.get_array().empty() ? nullptr : &args.get_array()[0]) : &args;
  if (op == "var" && own_data && first && first->is_string()) on_variable(inner, std::string(first->get_string()));
  const bool lists = op == "map" || op == "filter" || op == "all" || op == "none" || op == "some" || op == "reduce";
  if (const Array* list = args.if_array())
    each(*list, inner, [&](std::size_t i) { return own_data && !(lists && i == 1); });
  else check(args, inner, own_data, depth + 1, complain, on_variable);
}

}  // namespace

void check_rule(const Value& rule, const ComplainAt& complain, const OnVariable& on_variable) {
  check(rule, "", true, 0, complain, on_variable);
}

}  // namespace fugong::policy
