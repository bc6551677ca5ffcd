// CSV as the world writes it:
//
//   file   = [BOM] row *( (LF / CRLF / CR) row )
//   row    = field *( separator field )           separator: comma, semicolon or tab, told from the first row
//   field  = quoted / plain
//   quoted = DQUOTE *( any character, DQUOTE doubled ) DQUOTE       (RFC 4180)
//
// Spreadsheet users keep long numbers whole by writing ="210…" or '210…; both are read as the number.
#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

#include "sheet/limits.h"

namespace fugong::sheet {
namespace {

std::string line_of(std::string_view text, std::size_t at) {
  return std::to_string(1 + std::ranges::count(text.substr(0, std::min(at, text.size())), '\n'));
}

// Where the text stops being UTF-8 (RFC 3629: no overlong forms, no surrogates); npos: nowhere.
std::size_t utf8_fault(std::string_view s) {
  for (std::size_t i = 0; i < s.size();) {
    const auto byte = [&](std::size_t k) { return i + k < s.size() ? static_cast<unsigned char>(s[i + k]) : 0u; };
    const auto tail = [&](std::size_t k) { return (byte(k) & 0xC0u) == 0x80u; };
    const unsigned a = byte(0), b = byte(1);
    if (a < 0x80) i += 1;
    else if (a >= 0xC2 && a < 0xE0 && tail(1)) i += 2;
    else if (a >= 0xE0 && a < 0xF0 && tail(1) && tail(2) && !(a == 0xE0 && b < 0xA0) && !(a == 0xED && b >= 0xA0))
      i += 3;
    else if (a >= 0xF0 && a < 0xF5 && tail(1) && tail(2) && tail(3) && !(a == 0xF0 && b < 0x90) &&
             !(a == 0xF4 && b >= 0x90))
      i += 4;
    else return i;
  }
  return std::string_view::npos;
}

Result<std::string> convert(std::string_view bytes, const char* encoding) {
  struct Converter {
    iconv_t handle;
    explicit Converter(const char* from) : handle(iconv_open("UTF-8", from)) {}
    ~Converter() {
      if (handle != reinterpret_cast<iconv_t>(-1)) iconv_close(handle);
    }
  } converter(encoding);
  const auto unreadable = [&](std::size_t at) {
    return fail(ErrorKind::malformed, "sheet.encoding", {}, {{"line", line_of(bytes, at)}});
  };
  if (converter.handle == reinterpret_cast<iconv_t>(-1)) return unreadable(0);
  std::string out;
  std::array<char, 16384> piece;
  char* in = const_cast<char*>(bytes.data());  // iconv reads only
  std::size_t in_left = bytes.size();
  while (in_left > 0) {
    char* to = piece.data();
    std::size_t to_left = piece.size();
    const std::size_t done = iconv(converter.handle, &in, &in_left, &to, &to_left);
    out.append(piece.data(), piece.size() - to_left);
    if (done == static_cast<std::size_t>(-1) && errno != E2BIG) return unreadable(bytes.size() - in_left);
  }
  return out;
}

Result<std::string> to_utf8(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    bytes.remove_prefix(3);
    if (const std::size_t at = utf8_fault(bytes); at != std::string_view::npos)
      return fail(ErrorKind::malformed, "sheet.encoding", {}, {{"line", line_of(bytes, at)}});
    return std::string(bytes);
  }
  // Excel's "Unicode text".
  if (bytes.starts_with("\xFF\xFE")) return convert(bytes.substr(2), "UTF-16LE");
  if (bytes.starts_with("\xFE\xFF")) return convert(bytes.substr(2), "UTF-16BE");
  if (utf8_fault(bytes) == std::string_view::npos) return std::string(bytes);
  return convert(bytes, "GB18030");
}

// The candidate that is most frequent in the first row that is not blank, outside quotes.
char find_separator(std::string_view text) {
  std::array<std::pair<char, int>, 3> counts{{{',', 0}, {';', 0}, {'\t', 0}}};
  bool quoted = false, seen = false;
  for (char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') {
      if (seen) break;
      continue;
    }
    if (c != ' ') seen = true;
    for (auto& [candidate, count] : counts) count += c == candidate;
  }
  return std::ranges::max_element(counts, {}, [](const auto& p) { return p.second; })->first;
}

// ="0123" → 0123; '0123 and the guard that write_csv puts before formulas → without the apostrophe.
std::string_view unwrap(std::string_view field) {
  field = trim(field);
  if (field.size() >= 3 && field.starts_with("=\"") && field.back() == '"') return field.substr(2, field.size() - 3);
  if (field.size() >= 2 && field[0] == '\'') {
    const char c = field[1];
    if (c == '=' || c == '+' || c == '-' || c == '@' || c == '\'' || (c >= '0' && c <= '9')) field.remove_prefix(1);
  }
  return field;
}

class Reader {
 public:
  Reader(std::string_view text, const Limits& limits) : text_(text), separator_(find_separator(text)), rows_(limits) {}

  Result<Table> read() {
    for (std::size_t number = 1; at_ < text_.size(); ++number) {
      rows_.begin_row(number);
      for (std::size_t column = 0;; ++column) {
        FG_CHECK(field(number));
        FG_CHECK(rows_.cell(column, field_));
        if (at_ >= text_.size() || text_[at_] != separator_) break;
        ++at_;
      }
      if (at_ < text_.size() && text_[at_] == '\r') ++at_, end_crlf();
      else if (at_ < text_.size()) ++at_;
      FG_CHECK(rows_.end_row());
    }
    return rows_.finish();
  }

 private:
  void end_crlf() {
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
  }
  bool at_end_of_field() const {
    return at_ >= text_.size() || text_[at_] == separator_ || text_[at_] == '\n' || text_[at_] == '\r';
  }

  Status field(std::size_t row) {
    if (at_ >= text_.size() || text_[at_] != '"') {
      const std::size_t begin = at_;
      while (!at_end_of_field()) ++at_;
      field_ = unwrap(text_.substr(begin, at_ - begin));
      return {};
    }
    field_.clear();
    for (++at_;;) {
      const std::size_t quote = text_.find('"', at_);
      if (quote == std::string_view::npos) return invalid("sheet.quote", {}, {{"row", std::to_string(row)}});
      field_.append(text_.substr(at_, quote - at_));
      at_ = quote + 1;
      if (at_ >= text_.size() || text_[at_] != '"') break;
      field_ += '"';
      ++at_;
    }
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    if (!at_end_of_field()) return invalid("sheet.quote", {}, {{"row", std::to_string(row)}});
    field_ = std::string(unwrap(field_));
    return {};
  }

  std::string_view text_;
  char separator_;
  Gatherer rows_;
  std::size_t at_ = 0;
  std::string field_;
};

}  // namespace

Result<Table> read_csv(std::string_view bytes, const Limits& limits) {
  FG_TRY(const std::string text, to_utf8(bytes));
  // Pictures and other files that are no tables at all show control characters early.
  const auto control = std::ranges::find_if(text, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
  });
  if (control != text.end())
    return fail(ErrorKind::unsupported_media, "sheet.not_a_table", {},
                {{"line", line_of(text, static_cast<std::size_t>(control - text.begin()))}});
  return Reader(text, limits).read();
}

}  // namespace fugong::sheet
