// JSON over Boost.Describe: a struct described with BOOST_DESCRIBE_STRUCT is read, written and published as
// JSON Schema with nothing more to declare.
//
// Reading is strict, because strangers write our input: unknown members, missing members, wrong types, duplicate
// keys, invalid UTF-8 and trailing text are errors, each naming the field ("rows[3].plate"). Only std::optional
// members may be missing (or null). All faults of one input are reported together (Error::more).
#pragma once

#include <boost/describe.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11.hpp>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/language.h"
#include "base/result.h"

namespace fugong::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

// Depth 32 and the caller's size limit bound the work. Codes: json.syntax (params: line, column),
// json.duplicate_key, json.too_deep; kind malformed.
Result<Value> parse(std::string_view text);

// Escapes and quotes per RFC 8259.
void append_string(std::string& out, std::string_view text);
void append_double(std::string& out, double value);
void append_value(std::string& out, const Value& value);
std::string write_value(const Value& value);

namespace detail {

template <class T>
concept Described = boost::describe::has_describe_members<T>::value;
template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsMap : std::false_type {};
template <class T>
struct IsMap<std::map<std::string, T>> : std::true_type {};
template <class T>
struct IsId : std::false_type {};
template <class Tag>
struct IsId<Id<Tag>> : std::true_type {};

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class>
inline constexpr bool unsupported = false;

using Faults = std::vector<FieldError>;
void fault(Faults& faults, const std::string& path, std::string code, TextParams params = {});
std::string member_path(const std::string& path, std::string_view member);
std::string item_path(const std::string& path, std::size_t index);
bool read_bool(const Value& value, const std::string& path, bool& out, Faults& faults);
bool read_integer(const Value& value, const std::string& path, std::int64_t low, std::int64_t high, std::int64_t& out,
                  Faults& faults);
bool read_double(const Value& value, const std::string& path, double& out, Faults& faults);
bool read_text(const Value& value, const std::string& path, std::string& out, Faults& faults);
Error as_error(Faults faults);

}  // namespace detail

// The name of a described enumerator, and back.
template <detail::DescribedEnum E>
constexpr std::string_view enum_name(E value) {
  std::string_view name = "?";
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
    if (d.value == value) name = d.name;
  });
  return name;
}
template <detail::DescribedEnum E>
constexpr std::optional<E> enum_value(std::string_view name) {
  std::optional<E> found;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
    if (name == d.name) found = d.value;
  });
  return found;
}

template <class T>
void append(std::string& out, const T& value) {
  if constexpr (std::is_same_v<T, Value> || std::is_same_v<T, Object> || std::is_same_v<T, Array>) {
    append_value(out, value);
  } else if constexpr (std::is_same_v<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (detail::DescribedEnum<T>) {
    append_string(out, enum_name(value));
  } else if constexpr (std::is_integral_v<T>) {
    out += std::to_string(value);
  } else if constexpr (std::is_floating_point_v<T>) {
    append_double(out, value);
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    append_string(out, value);
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    append_string(out, to_rfc3339(value));
  } else if constexpr (std::is_same_v<T, Duration>) {
    out += std::to_string(value.ms);
  } else if constexpr (std::is_same_v<T, Date> || std::is_same_v<T, DistrictCode> || detail::IsId<T>::value) {
    append_string(out, value.text);
  } else if constexpr (detail::IsOptional<T>::value) {
    if (value) append(out, *value);
    else out += "null";
  } else if constexpr (detail::IsVector<T>::value) {
    out += '[';
    bool first = true;
    for (const auto& item : value) {
      if (!first) out += ',';
      first = false;
      append(out, item);
    }
    out += ']';
  } else if constexpr (detail::IsMap<T>::value) {
    out += '{';
    bool first = true;
    for (const auto& [key, item] : value) {
      if (!first) out += ',';
      first = false;
      append_string(out, key);
      out += ':';
      append(out, item);
    }
    out += '}';
  } else if constexpr (detail::Described<T>) {
    out += '{';
    bool first = true;
    boost::mp11::mp_for_each<detail::Members<T>>([&](auto d) {
      const auto& member = value.*d.pointer;
      using Member = std::remove_cvref_t<decltype(member)>;
      if constexpr (detail::IsOptional<Member>::value)
        if (!member) return;  // an absent member, not a null one
      if (!first) out += ',';
      first = false;
      out += '"';
      out += d.name;
      out += "\":";
      append(out, member);
    });
    out += '}';
  } else {
    static_assert(detail::unsupported<T>, "describe this type with BOOST_DESCRIBE_STRUCT");
  }
}

template <class T>
std::string write(const T& value) {
  std::string out;
  append(out, value);
  return out;
}

namespace detail {

template <class T>
bool read_into(const Value& value, const std::string& path, T& out, Faults& faults);

template <Described T>
bool read_struct(const Value& value, const std::string& path, T& out, Faults& faults) {
  const Object* object = value.if_object();
  if (!object) return fault(faults, path, "json.expected_object"), false;
  const std::size_t before = faults.size();
  std::size_t known = 0;
  boost::mp11::mp_for_each<Members<T>>([&](auto d) {
    auto& member = out.*d.pointer;
    using Member = std::remove_cvref_t<decltype(member)>;
    const Value* found = object->if_contains(d.name);
    if (found) ++known;
    if constexpr (IsOptional<Member>::value) {
      if (!found || found->is_null()) return;
      read_into(*found, member_path(path, d.name), member.emplace(), faults);
    } else {
      if (!found) return fault(faults, member_path(path, d.name), "json.missing");
      read_into(*found, member_path(path, d.name), member, faults);
    }
  });
  if (known != object->size()) {
    for (const auto& entry : *object) {
      bool is_member = false;
      boost::mp11::mp_for_each<Members<T>>([&](auto d) { is_member = is_member || entry.key() == d.name; });
      if (!is_member) fault(faults, member_path(path, entry.key()), "json.unknown_member");
    }
  }
  return faults.size() == before;
}

template <class T>
bool read_into(const Value& value, const std::string& path, T& out, Faults& faults) {
  if constexpr (std::is_same_v<T, Value>) {
    out = value;
    return true;
  } else if constexpr (std::is_same_v<T, Object>) {
    if (!value.is_object()) return fault(faults, path, "json.expected_object"), false;
    out = value.get_object();
    return true;
  } else if constexpr (std::is_same_v<T, bool>) {
    return read_bool(value, path, out, faults);
  } else if constexpr (DescribedEnum<T>) {
    std::string text;
    if (!read_text(value, path, text, faults)) return false;
    if (auto found = enum_value<T>(text)) return out = *found, true;
    return fault(faults, path, "json.unknown_choice", {{"value", text}}), false;
  } else if constexpr (std::is_integral_v<T>) {
    std::int64_t number = 0;
    constexpr auto low = std::is_signed_v<T> ? std::int64_t(std::numeric_limits<T>::min()) : 0;
    constexpr auto high =
        sizeof(T) == 8 ? std::numeric_limits<std::int64_t>::max() : std::int64_t(std::numeric_limits<T>::max());
    if (!read_integer(value, path, low, high, number, faults)) return false;
    out = static_cast<T>(number);
    return true;
  } else if constexpr (std::is_floating_point_v<T>) {
    double number = 0;
    if (!read_double(value, path, number, faults)) return false;
    out = static_cast<T>(number);
    return true;
  } else if constexpr (std::is_same_v<T, std::string>) {
    return read_text(value, path, out, faults);
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    std::string text;
    if (!read_text(value, path, text, faults)) return false;
    if (auto t = parse_rfc3339(text)) return out = *t, true;
    return fault(faults, path, "json.expected_time"), false;
  } else if constexpr (std::is_same_v<T, Duration>) {
    return read_integer(value, path, 0, std::numeric_limits<std::int64_t>::max(), out.ms, faults);
  } else if constexpr (std::is_same_v<T, Date>) {
    std::string text;
    if (!read_text(value, path, text, faults)) return false;
    if (auto d = parse_date(text)) return out = *d, true;
    return fault(faults, path, "json.expected_date"), false;
  } else if constexpr (std::is_same_v<T, DistrictCode>) {
    return read_text(value, path, out.text, faults);
  } else if constexpr (IsId<T>::value) {
    if (!read_text(value, path, out.text, faults)) return false;
    if (is_uuid(out.text)) return true;
    return fault(faults, path, "json.expected_id"), false;
  } else if constexpr (IsOptional<T>::value) {
    if (value.is_null()) return out.reset(), true;
    return read_into(value, path, out.emplace(), faults);
  } else if constexpr (IsVector<T>::value) {
    const Array* array = value.if_array();
    if (!array) return fault(faults, path, "json.expected_array"), false;
    const std::size_t before = faults.size();
    out.reserve(array->size());
    for (std::size_t i = 0; i < array->size(); ++i)
      read_into((*array)[i], item_path(path, i), out.emplace_back(), faults);
    return faults.size() == before;
  } else if constexpr (IsMap<T>::value) {
    const Object* object = value.if_object();
    if (!object) return fault(faults, path, "json.expected_object"), false;
    const std::size_t before = faults.size();
    for (const auto& entry : *object)
      read_into(entry.value(), member_path(path, entry.key()), out[std::string(entry.key())], faults);
    return faults.size() == before;
  } else {
    static_assert(Described<T>, "describe this type with BOOST_DESCRIBE_STRUCT");
    return read_struct(value, path, out, faults);
  }
}

}  // namespace detail

template <class T>
Result<T> from_value(const Value& value, const std::string& path = {}) {
  T out{};
  detail::Faults faults;
  if (detail::read_into(value, path, out, faults)) return out;
  return std::unexpected(detail::as_error(std::move(faults)));
}

template <class T>
Result<T> read(std::string_view text) {
  FG_TRY(Value value, parse(text));
  return from_value<T>(value);
}

// JSON Schema 2020-12 of a type, for OpenAPI and the web client.
template <class T>
Value schema() {
  if constexpr (std::is_same_v<T, Value>) {
    return Object{};
  } else if constexpr (std::is_same_v<T, Object>) {
    return Object{{"type", "object"}};
  } else if constexpr (std::is_same_v<T, bool>) {
    return Object{{"type", "boolean"}};
  } else if constexpr (detail::DescribedEnum<T>) {
    Array names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto d) { names.emplace_back(d.name); });
    return Object{{"type", "string"}, {"enum", std::move(names)}};
  } else if constexpr (std::is_integral_v<T>) {
    return Object{{"type", "integer"}};
  } else if constexpr (std::is_floating_point_v<T>) {
    return Object{{"type", "number"}};
  } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, DistrictCode>) {
    return Object{{"type", "string"}};
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    return Object{{"type", "string"}, {"format", "date-time"}};
  } else if constexpr (std::is_same_v<T, Duration>) {
    return Object{{"type", "integer"}, {"description", "milliseconds"}};
  } else if constexpr (std::is_same_v<T, Date>) {
    return Object{{"type", "string"}, {"format", "date"}};
  } else if constexpr (detail::IsId<T>::value) {
    return Object{{"type", "string"}, {"format", "uuid"}};
  } else if constexpr (detail::IsOptional<T>::value) {
    return schema<typename T::value_type>();
  } else if constexpr (detail::IsVector<T>::value) {
    return Object{{"type", "array"}, {"items", schema<typename T::value_type>()}};
  } else if constexpr (detail::IsMap<T>::value) {
    return Object{{"type", "object"}, {"additionalProperties", schema<typename T::mapped_type>()}};
  } else {
    static_assert(detail::Described<T>, "describe this type with BOOST_DESCRIBE_STRUCT");
    Object properties;
    Array required;
    boost::mp11::mp_for_each<detail::Members<T>>([&](auto d) {
      using Member = std::remove_cvref_t<decltype(std::declval<T&>().*d.pointer)>;
      properties[d.name] = schema<Member>();
      if constexpr (!detail::IsOptional<Member>::value) required.emplace_back(d.name);
    });
    return Object{{"type", "object"},
                  {"properties", std::move(properties)},
                  {"required", std::move(required)},
                  {"additionalProperties", false}};
  }
}

}  // namespace fugong::json
