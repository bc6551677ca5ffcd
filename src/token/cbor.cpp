#include "token/cbor.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace fugong::token::cbor {
namespace {

enum Major : unsigned { unsigned_integer, negative_integer, byte_string, text_string, array, map, tag, simple };
constexpr unsigned simple_false = 20, simple_true = 21, simple_null = 22;

class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : rest_(bytes) {}

  std::optional<Value> whole() {
    Value out;
    if (!item(out, 0) || !rest_.empty()) return std::nullopt;
    return out;
  }

  std::optional<Value> next(std::string_view& rest, int depth) {
    Value out;
    if (!item(out, depth)) return std::nullopt;
    rest = rest_;
    return out;
  }

 private:
  struct Head {
    unsigned major = 0;
    std::uint64_t n = 0;
  };

  bool head(Head& out) {
    if (rest_.empty()) return false;
    const unsigned first = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    out.major = first >> 5;
    const unsigned low = first & 31;
    if (low < 24) return out.n = low, true;
    if (low > 27) return false;  // 28 to 30 reserved, 31 indefinite
    const std::size_t size = std::size_t{1} << (low - 24);
    if (rest_.size() < size) return false;
    out.n = 0;
    for (std::size_t i = 0; i < size; ++i) out.n = out.n << 8 | static_cast<unsigned char>(rest_[i]);
    rest_.remove_prefix(size);
    // Shortest form only; a simple value in two bytes is none of ours.
    const std::uint64_t least = size == 1 ? 24 : std::uint64_t{1} << (size * 4);
    return out.n >= least && out.major != simple;
  }

  bool item(Value& out, int depth) {
    Head h;
    if (depth > depth_max || ++items_ > items_max || !head(h)) return false;
    constexpr auto top = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    switch (h.major) {
      case unsigned_integer: return h.n <= top && (out = static_cast<std::int64_t>(h.n), true);
      case negative_integer: return h.n <= top && (out = -1 - static_cast<std::int64_t>(h.n), true);
      case byte_string: {
        if (h.n > rest_.size()) return false;
        out = Bytes{take(h.n)};
        return true;
      }
      case text_string: {
        if (h.n > rest_.size() || !is_utf8(rest_.substr(0, h.n))) return false;
        out = Text{take(h.n)};
        return true;
      }
      case array: return read_array(out, h.n, depth);
      case map: return read_map(out, h.n, depth);
      case tag: {
        auto inside = std::make_shared<Value>();
        if (!item(*inside, depth + 1)) return false;
        out = Tagged{h.n, std::move(inside)};
        return true;
      }
      default:
        if (h.n == simple_null) return out = Null{}, true;
        if (h.n != simple_false && h.n != simple_true) return false;
        return out = h.n == simple_true, true;
    }
  }

  std::string take(std::uint64_t count) {
    std::string out(rest_.substr(0, count));
    rest_.remove_prefix(count);
    return out;
  }

  bool read_array(Value& out, std::uint64_t count, int depth) {
    if (count > rest_.size()) return false;  // each item takes a byte at least
    Array items(count);
    for (Value& v : items)
      if (!item(v, depth + 1)) return false;
    out = std::move(items);
    return true;
  }

  bool read_map(Value& out, std::uint64_t count, int depth) {
    if (count > rest_.size() / 2) return false;
    Map entries(count);
    std::string_view last;
    for (auto& [key, value] : entries) {
      const std::string_view before = rest_;
      if (!item(key, depth + 1)) return false;
      const std::string_view encoded = before.substr(0, before.size() - rest_.size());
      if (!last.empty() && encoded <= last) return false;  // unsorted or twice
      last = encoded;
      if (!item(value, depth + 1)) return false;
    }
    out = std::move(entries);
    return true;
  }

  std::string_view rest_;
  std::size_t items_ = 0;
};

struct Encoder {
  std::string& out;
  void operator()(const Null&) const { Writer(out).null(); }
  void operator()(bool b) const { Writer(out).boolean(b); }
  void operator()(std::int64_t n) const { Writer(out).integer(n); }
  void operator()(const Bytes& b) const { Writer(out).bytes(b.data); }
  void operator()(const Text& t) const { Writer(out).text(t.data); }
  void operator()(const Array& items) const {
    Writer(out).array(items.size());
    for (const Value& v : items) std::visit(*this, v.variant());
  }
  void operator()(const Map& entries) const {
    std::vector<std::pair<std::string, const Value*>> sorted;
    sorted.reserve(entries.size());
    for (const auto& [key, value] : entries) sorted.emplace_back(encode(key), &value);
    std::ranges::sort(sorted, {}, &std::pair<std::string, const Value*>::first);
    for (std::size_t i = 1; i < sorted.size(); ++i)
      if (sorted[i].first == sorted[i - 1].first) throw std::logic_error("a CBOR map with the same key twice");
    Writer(out).map(sorted.size());
    for (const auto& [key, value] : sorted) {
      out += key;
      std::visit(*this, value->variant());
    }
  }
  void operator()(const Tagged& t) const {
    Writer(out).tag(t.tag);
    std::visit(*this, t.value->variant());
  }
};

}  // namespace

const Value* Value::find(std::int64_t key) const {
  if (const Map* entries = as<Map>())
    for (const auto& [k, v] : *entries)
      if (k.integer() && *k.integer() == key) return &v;
  return nullptr;
}

const Value* Value::find(std::string_view key) const {
  if (const Map* entries = as<Map>())
    for (const auto& [k, v] : *entries)
      if (k.text() && *k.text() == key) return &v;
  return nullptr;
}

std::string encode(const Value& value) {
  std::string out;
  std::visit(Encoder{out}, value.variant());
  return out;
}

std::optional<Value> decode(std::string_view bytes) { return Decoder(bytes).whole(); }
std::optional<Value> decode_next(std::string_view& rest, int depth) { return Decoder(rest).next(rest, depth); }

void Writer::head(unsigned major, std::uint64_t n) {
  const auto put = [&](unsigned low, int bytes) {
    out_ += static_cast<char>(major << 5 | low);
    for (int i = bytes - 1; i >= 0; --i) out_ += static_cast<char>(n >> (8 * i) & 255);
  };
  if (n < 24) put(static_cast<unsigned>(n), 0);
  else if (n <= 0xff) put(24, 1);
  else if (n <= 0xffff) put(25, 2);
  else if (n <= 0xffffffff) put(26, 4);
  else put(27, 8);
}

Writer& Writer::integer(std::int64_t n) {
  if (n >= 0) head(unsigned_integer, static_cast<std::uint64_t>(n));
  else head(negative_integer, static_cast<std::uint64_t>(-1 - n));
  return *this;
}
Writer& Writer::bytes(std::string_view data) { return head(byte_string, data.size()), out_.append(data), *this; }
Writer& Writer::text(std::string_view data) { return head(text_string, data.size()), out_.append(data), *this; }
Writer& Writer::array(std::size_t items) { return head(cbor::array, items), *this; }
Writer& Writer::map(std::size_t entries) { return head(cbor::map, entries), *this; }
Writer& Writer::tag(std::uint64_t number) { return head(cbor::tag, number), *this; }
Writer& Writer::boolean(bool b) { return head(simple, b ? simple_true : simple_false), *this; }
Writer& Writer::null() { return head(simple, simple_null), *this; }

bool is_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const unsigned c = static_cast<unsigned char>(text[i]);
    const int more = c < 0x80                ? 0
                     : c >= 0xc2 && c < 0xe0 ? 1
                     : c >= 0xe0 && c < 0xf0 ? 2
                     : c >= 0xf0 && c < 0xf5 ? 3
                                             : -1;
    if (more < 0 || i + static_cast<std::size_t>(more) >= text.size()) return false;
    unsigned point = more == 0 ? c : c & (0x3f >> more);
    for (int k = 1; k <= more; ++k) {
      const unsigned next = static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]);
      if ((next & 0xc0) != 0x80) return false;
      point = point << 6 | (next & 0x3f);
    }
    const bool too_long = (more == 2 && point < 0x800) || (more == 3 && point < 0x10000);
    if (too_long || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return false;
    i += static_cast<std::size_t>(more) + 1;
  }
  return true;
}

}  // namespace fugong::token::cbor
