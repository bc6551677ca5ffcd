#include "search/rules.h"

#include <algorithm>

namespace fugong::search {
namespace {

constexpr char32_t ideographic_space = 0x3000;

// The next code point; a stray byte stands for itself, so that nothing that is stored cannot be folded.
char32_t next(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at++);
  const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
  if (more == 0 || at + std::size_t(more) > text.size()) return lead;
  char32_t c = lead & (0x3f >> more);
  for (int i = 0; i < more; ++i) c = c << 6 | (byte(at++) & 0x3f);
  return c;
}

void append(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xe0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3f));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  }
}

// 0: left out.
char32_t folded(char32_t c) {
  if (c >= 0xff01 && c <= 0xff5e) c -= 0xfee0;  // full width
  if (c >= 'A' && c <= 'Z') return c + ('a' - 'A');
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : 0;
  if (c < 0xc0 || c == 0xd7 || c == 0xf7) return 0;  // Latin-1 signs, "·" among them
  const bool punctuation = (c >= 0x2000 && c <= 0x206f) || (c >= 0x3000 && c <= 0x3004) ||
                           (c >= 0x3008 && c <= 0x303f) || c == 0x30fb || (c >= 0xfe30 && c <= 0xfe4f) ||
                           (c >= 0xff5f && c <= 0xff65);
  return punctuation ? 0 : c;
}

bool is_blank(char32_t c) { return c == ' ' || c == '\t' || c == '\n' || c == ideographic_space; }

std::vector<std::string> letters_of(std::string_view word) {
  std::vector<std::string> letters;
  for (std::size_t at = 0; at < word.size();) {
    const std::size_t from = at;
    next(word, at);
    letters.emplace_back(word.substr(from, at - from));
  }
  return letters;
}

char letter_of(Kind kind) {
  constexpr char letters[] = {'e', 'c', 'p', 'v', 'a', 'q'};
  return letters[static_cast<std::size_t>(kind)];
}

}  // namespace

std::string fold(std::string_view text) {
  std::string out;
  std::size_t letters = 0;
  for (std::size_t at = 0; at < text.size() && letters < folded_letters_max;) {
    const char32_t c = next(text, at);
    if (c == '\n') {
      if (!out.empty() && out.back() != '\n') out += '\n';
      continue;
    }
    if (const char32_t f = folded(c)) {
      append(out, f);
      ++letters;
    }
  }
  if (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

std::vector<std::string> terms_of(std::string_view typed) {
  std::vector<std::string> terms;
  std::string raw;
  const auto finish = [&] {
    std::string term = fold(raw);
    raw.clear();
    if (!term.empty() && terms.size() < terms_max) terms.push_back(std::move(term));
  };
  for (std::size_t at = 0; at < typed.size();) {
    const std::size_t from = at;
    if (is_blank(next(typed, at))) finish();
    else raw += typed.substr(from, at - from);
  }
  finish();
  return terms;
}

bool can_be_looked_up(const std::vector<std::string>& terms) {
  return std::ranges::any_of(terms, [](const std::string& term) { return letters_of(term).size() >= 2; });
}

std::vector<std::string> pairs_of(std::string_view folded_text) {
  std::vector<std::string> pairs;
  while (!folded_text.empty()) {
    const auto end = folded_text.find('\n');
    const auto letters = letters_of(folded_text.substr(0, end));
    for (std::size_t i = 1; i < letters.size(); ++i) pairs.push_back(letters[i - 1] + letters[i]);
    if (end == std::string_view::npos) break;
    folded_text.remove_prefix(end + 1);
  }
  return pairs;
}

std::string grams_of(Kind kind, std::string_view folded_text) {
  std::vector<std::string> grams = pairs_of(folded_text);
  for (std::string& gram : grams) gram.insert(gram.begin(), letter_of(kind));
  std::ranges::sort(grams);
  const auto twice = std::ranges::unique(grams);
  grams.erase(twice.begin(), twice.end());
  std::string out;
  for (const std::string& gram : grams) (out.empty() ? out : out += ' ') += gram;
  return out;
}

std::string owner_gram(Kind kind, char owner, std::string_view code) {
  std::string out{letter_of(kind), owner};
  for (const char c : code)
    if (c != '-') out += c;
  return out;
}

std::string grams_of(const Entry& entry, std::string_view folded_text) {
  std::string out = grams_of(entry.kind, folded_text);
  if (!entry.enterprise.empty()) out += ' ' + owner_gram(entry.kind, 'e', entry.enterprise);
  if (!entry.subdistrict.empty()) out += ' ' + owner_gram(entry.kind, 's', entry.subdistrict);
  return out;
}

int rank(std::string_view folded_title, const std::vector<std::string>& terms) {
  if (terms.empty()) return 3;
  if (folded_title == terms.front()) return 0;
  if (folded_title.starts_with(terms.front())) return 1;
  return folded_title.find(terms.front()) != std::string_view::npos ? 2 : 3;
}

}  // namespace fugong::search
