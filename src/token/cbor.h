// The subset of CBOR (RFC 8949) that passes are made of, in its core deterministic form (section 4.2.1) and no other:
// integers of at most 63 bits, byte and text strings, arrays, maps, tags, true, false and null; shortest heads;
// definite lengths; map keys sorted by their encodings and unique; valid UTF-8; nothing after the end. Whatever else a
// stranger sends is refused, so that two different byte strings never mean the same.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace fugong::token::cbor {

constexpr int depth_max = 8;              // a trust list, the deepest we make, needs 7
constexpr std::size_t items_max = 65536;  // of one message: a trust list of a province has some 3,000 keys

class Value;
struct Null {
  bool operator==(const Null&) const = default;
};
struct Bytes {
  std::string data;
  bool operator==(const Bytes&) const = default;
};
struct Text {
  std::string data;
  bool operator==(const Text&) const = default;
};
using Array = std::vector<Value>;
using Map = std::vector<std::pair<Value, Value>>;
struct Tagged {
  std::uint64_t tag = 0;
  std::shared_ptr<const Value> value;
};

class Value {
 public:
  using Variant = std::variant<Null, bool, std::int64_t, Bytes, Text, Array, Map, Tagged>;
  Value() = default;
  template <class T>
    requires std::is_constructible_v<Variant, T>
  Value(T v) : v_(std::move(v)) {}  // NOLINT: a value is what it holds

  template <class T>
  const T* as() const {
    return std::get_if<T>(&v_);
  }
  template <class T>
  T* as() {
    return std::get_if<T>(&v_);
  }
  const std::int64_t* integer() const { return as<std::int64_t>(); }
  const std::string* bytes() const { return as<Bytes>() ? &as<Bytes>()->data : nullptr; }
  const std::string* text() const { return as<Text>() ? &as<Text>()->data : nullptr; }
  // The entry of a map with an integer or text key; nullptr when absent or not a map.
  const Value* find(std::int64_t key) const;
  const Value* find(std::string_view key) const;
  const Variant& variant() const { return v_; }

 private:
  Variant v_;
};

// Deterministic; maps may be given in any order but must have unique keys.
std::string encode(const Value& value);

// nullopt for anything that is not exactly one deterministic item of the subset. Work and memory are linear in `bytes`.
std::optional<Value> decode(std::string_view bytes);

// The first item of `rest`, which begins behind it afterwards; for messages whose outermost form is known, and `depth`
// levels deep.
std::optional<Value> decode_next(std::string_view& rest, int depth);

// Writes items one after another without a tree, for the signing path. The caller counts and orders.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}
  Writer& integer(std::int64_t n);
  Writer& bytes(std::string_view data);
  Writer& text(std::string_view data);
  Writer& array(std::size_t items);
  Writer& map(std::size_t entries);
  Writer& tag(std::uint64_t number);
  Writer& boolean(bool b);
  Writer& null();

 private:
  void head(unsigned major, std::uint64_t n);
  std::string& out_;
};

bool is_utf8(std::string_view text);

}  // namespace fugong::token::cbor
