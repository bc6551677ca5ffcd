#include "print/markup.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace fugong::print {
namespace {

struct Tag {
  std::string name;  // lower case
  bool closes = false;
  bool signs = false;  // class="sign"
  int span = 1;
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

void append_utf8(std::string& out, std::uint32_t c) {
  if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) c = 0xfffd;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else {
    const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    constexpr unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};
    out += static_cast<char>(lead[more] | (c >> (6 * more)));
    for (int i = more - 1; i >= 0; --i) out += static_cast<char>(0x80 | ((c >> (6 * i)) & 0x3f));
  }
}

// At an "&": appends what it stands for and says how long it was.
std::size_t read_entity(std::string_view rest, std::string& out) {
  static const std::map<std::string_view, std::string_view> named{{"amp", "&"},   {"lt", "<"},   {"gt", ">"},
                                                                  {"quot", "\""}, {"apos", "'"}, {"nbsp", "\u00a0"}};
  const auto end = rest.substr(0, 12).find(';');
  if (end == std::string_view::npos) return out += '&', 1;
  std::string_view name = rest.substr(1, end - 1);
  if (const auto found = named.find(name); found != named.end()) return out += found->second, end + 1;
  if (!name.starts_with('#')) return out += '&', 1;
  name.remove_prefix(1);
  const bool hex = name.starts_with('x') || name.starts_with('X');
  if (hex) name.remove_prefix(1);
  std::uint32_t number = 0;
  const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), number, hex ? 16 : 10);
  if (name.empty() || error != std::errc{} || stop != name.data() + name.size()) return out += '&', 1;
  append_utf8(out, number);
  return end + 1;
}

std::string attribute(std::string_view inside, std::string_view name) {
  const std::string all = lower(inside);
  for (auto at = all.find(name); at != std::string::npos; at = all.find(name, at + 1)) {
    const bool begins = at > 0 && (all[at - 1] == ' ' || all[at - 1] == '\n' || all[at - 1] == '\t');
    auto value = at + name.size();
    if (!begins || value >= all.size() || all[value] != '=') continue;
    ++value;
    const bool quoted = value < all.size() && (all[value] == '"' || all[value] == '\'');
    const auto end = quoted ? all.find(all[value], value + 1) : all.find_first_of(" \t\n", value);
    return all.substr(value + quoted, end == std::string::npos ? end : end - value - quoted);
  }
  return {};
}

Tag read_tag(std::string_view inside) {
  Tag tag;
  if (inside.starts_with('/')) tag.closes = true, inside.remove_prefix(1);
  const auto end = std::min(inside.find_first_of(" \t\n/"), inside.size());
  tag.name = lower(inside.substr(0, end));
  tag.signs = attribute(inside, "class") == "sign";
  const std::string span = attribute(inside, "colspan");
  std::from_chars(span.data(), span.data() + span.size(), tag.span);
  tag.span = std::clamp(tag.span, 1, 64);
  return tag;
}

void skip_to_end_of(const std::string& name, std::string_view& rest) {
  const std::string end = "</" + name;
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
  const auto found = std::search(rest.begin(), rest.end(), end.begin(), end.end(), same);
  rest.remove_prefix(static_cast<std::size_t>(found - rest.begin()));
}

class Reader {
 public:
  explicit Reader(const MarkupLook& look) : look_(look) { begin_text(look.body, 2); }

  Result<std::vector<Block>> read(std::string_view rest) {
    while (!rest.empty()) {
      const auto open = rest.find('<');
      read_characters(rest.substr(0, open));
      if (open == std::string_view::npos) break;
      rest.remove_prefix(open);
      if (rest.starts_with("<!--")) {
        const auto end = rest.find("-->");
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 3);
        continue;
      }
      const auto close = rest.find('>');
      const bool is_tag =
          rest.size() > 1 && (std::isalpha(static_cast<unsigned char>(rest[1])) || rest[1] == '/' || rest[1] == '!');
      if (close == std::string_view::npos || !is_tag) {
        read_characters("&lt;");
        rest.remove_prefix(1);
        continue;
      }
      FG_CHECK(read_tag_at(rest, close));
    }
    end_text();
    end_table();
    return std::move(blocks_);
  }

 private:
  Status read_tag_at(std::string_view& rest, std::size_t close) {
    const Tag tag = read_tag(rest.substr(1, close - 1));
    rest.remove_prefix(close + 1);
    if ((tag.name == "style" || tag.name == "script" || tag.name == "head") && !tag.closes) {
      skip_to_end_of(tag.name, rest);
      return {};
    }
    depth_ += tag.closes ? -1 : tag.name == "br" || tag.name == "hr" ? 0 : 1;
    depth_ = std::max(depth_, 0);
    if (depth_ > markup_depth_max)
      return invalid("print.markup_too_deep", {}, {{"limit", std::to_string(markup_depth_max)}});
    apply(tag);
    return {};
  }

  void apply(const Tag& tag) {
    if (tag.name == "br") return new_line();
    if (tag.name == "b" || tag.name == "strong") return weigh(!tag.closes);
    if (tag.name == "table") return tag.closes ? end_table() : begin_table();
    if (table_open_) return apply_in_table(tag);
    if (tag.name == "h1") return block(tag, look_.title, 0);
    if (tag.name == "h2" || tag.name == "h3") return block(tag, look_.heading, 2);
    if (tag.name == "p" || tag.name == "div") return block(tag, look_.body, 2);
    if (tag.name == "ul" || tag.name == "ol") {
      end_text();
      if (tag.closes) list_number_ = -1;
      else list_number_ = tag.name == "ol" ? 1 : 0;
      return begin_text(look_.body, 2);
    }
    if (tag.name == "li") return item(tag);
    if (tag.name == "hr") {
      end_text();
      blocks_.push_back(Drawing{6, [](Canvas& c, const Box& b) {
                                  c.line(b.x, b.y + b.height / 2, b.x + b.width, b.y + b.height / 2, black, 0.3);
                                }});
      begin_text(look_.body, 2);
    }
  }

  void apply_in_table(const Tag& tag) {
    if (tag.name == "tr" && !tag.closes) {
      table_.rows.emplace_back();
    } else if (tag.name == "td" || tag.name == "th") {
      if (tag.closes) return cell_ = nullptr, void();
      if (table_.rows.empty()) table_.rows.emplace_back();
      table_.rows.back().push_back({.span = tag.span, .head = tag.name == "th"});
      cell_ = &table_.rows.back().back();
    } else if (tag.name == "p" || tag.name == "li" || tag.name == "div") {
      if (cell_ && !cell_->text.empty() && !cell_->text.ends_with('\n')) cell_->text += '\n';
    }
  }

  void block(const Tag& tag, const Type& type, double indent) {
    end_text();
    if (tag.closes) return begin_text(look_.body, 2);
    begin_text(type, indent);
    if (tag.name == "h1") {
      text_.after_mm = 6;
      text_.keep_with_next = true;
    } else if (tag.name != "p" && tag.name != "div") {
      text_.keep_with_next = true;
      text_.index_level = tag.name == "h2" ? 1 : 2;
    } else if (tag.signs) {
      text_.type.align = Align::right;
      text_.indent_first_em = 0;
      text_.before_mm = 14;
      text_.keep_together = true;
    }
  }

  void item(const Tag& tag) {
    end_text();
    begin_text(look_.body, 2);
    if (tag.closes || list_number_ < 0) return;
    append(list_number_ == 0 ? "• " : std::to_string(list_number_++) + ". ");
  }

  void begin_text(const Type& type, double indent) {
    text_ = Text{.type = type, .indent_first_em = indent};
    bold_ = false;
  }
  void end_text() {
    while (!text_.runs.empty()) {
      std::string& last = text_.runs.back().text;
      while (!last.empty() && (last.back() == ' ' || last.back() == '\n')) last.pop_back();
      if (!last.empty()) break;
      text_.runs.pop_back();
    }
    if (!text_.runs.empty()) blocks_.emplace_back(std::in_place_type<Text>, std::move(text_));
    text_ = {};
  }

  void begin_table() {
    end_text();
    table_ = Table{.type = look_.table, .head = look_.table_head, .padding_mm = 2, .before_mm = 3, .after_mm = 4};
    table_open_ = true;
    cell_ = nullptr;
  }
  void end_table() {
    if (!std::exchange(table_open_, false)) return;
    std::erase_if(table_.rows, [](const Row& row) { return row.empty(); });
    for (Row& row : table_.rows)
      for (Cell& cell : row)
        while (cell.text.ends_with('\n') || cell.text.ends_with(' ')) cell.text.pop_back();
    std::size_t columns = 0;
    for (const Row& row : table_.rows) {
      std::size_t width = 0;
      for (const Cell& cell : row) width += static_cast<std::size_t>(cell.span);
      columns = std::max(columns, width);
    }
    table_.columns.resize(columns);
    if (columns == 2) table_.columns = {{.share = 0.34}, {.share = 0.66}};  // a form: what is asked, what is answered
    // Rows of heads alone begin every page.
    while (table_.head_rows < table_.rows.size() &&
           std::ranges::all_of(table_.rows[table_.head_rows], [](const Cell& c) { return c.head; }))
      ++table_.head_rows;
    cell_ = nullptr;
    if (!table_.rows.empty()) blocks_.emplace_back(std::in_place_type<Table>, std::move(table_));
    begin_text(look_.body, 2);
  }

  void new_line() {
    if (cell_) cell_->text += '\n';
    else if (!table_open_) append("\n");
  }
  void weigh(bool bold) { bold_ = bold; }

  void append(std::string_view characters) {
    if (text_.runs.empty() || text_.runs.back().bold != bold_) text_.runs.push_back({{}, bold_});
    text_.runs.back().text += characters;
  }

  // Blanks between tags are one blank or none, as HTML has it.
  void read_characters(std::string_view raw) {
    std::string out;
    for (std::size_t i = 0; i < raw.size();) {
      if (raw[i] == '&') {
        i += read_entity(raw.substr(i), out);
        continue;
      }
      const char c = raw[i++];
      if (c != ' ' && c != '\n' && c != '\t' && c != '\r') out += c;
      else if (!out.ends_with(' ')) out += ' ';
    }
    std::string* cell = cell_ ? &cell_->text : nullptr;
    const bool begins =
        cell ? cell->empty() || cell->ends_with('\n') : text_.runs.empty() || text_.runs.back().text.ends_with('\n');
    if (begins && out.starts_with(' ')) out.erase(0, 1);
    if (out.empty()) return;
    if (cell) *cell += out;
    else if (!table_open_) append(out);
  }

  const MarkupLook& look_;
  std::vector<Block> blocks_;
  Text text_;
  bool bold_ = false;
  Table table_;
  bool table_open_ = false;
  Cell* cell_ = nullptr;
  int list_number_ = -1;  // 0: bullets; -1: no list
  int depth_ = 0;
};

}  // namespace

Result<std::vector<Block>> blocks_of(std::string_view markup, const MarkupLook& look) {
  if (markup.size() > markup_bytes_max)
    return fail(ErrorKind::too_large, "print.markup_too_large", {},
                {{"limit_kib", std::to_string(markup_bytes_max / 1024)}});
  return Reader(look).read(markup);
}

}  // namespace fugong::print
