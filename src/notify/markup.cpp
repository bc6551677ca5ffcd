#include "notify/markup.h"

#include "notify/rules.h"

namespace fugong::notify {
namespace {

// docs/notify.md says where these are from.
constexpr std::size_t wecom_bytes_max = 4096;       // of markdown.content
constexpr std::size_t dingtalk_bytes_max = 18'000;  // the whole request may have 20,000 bytes
constexpr std::size_t title_shown_bytes_max = 200;

std::string_view twin(char c) {
  switch (c) {
    case '<': return "＜";
    case '>': return "＞";
    case '[': return "［";
    case ']': return "］";
    case '(': return "（";
    case ')': return "）";
    case '*': return "＊";
    case '_': return "＿";
    case '`': return "｀";
    case '#': return "＃";
    case '~': return "～";
    case '|': return "｜";
    case '!': return "！";
    case '@': return "＠";
    case '\\': return "＼";
    default: return {};
  }
}

}  // namespace

std::string_view cut_mark(Language language) {
  return language == Language::en ? "… (the rest is on the platform)" : "……（全文请登录平台查看）";
}

std::string neutral(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool line_begins = true;
  for (const char c : text) {
    const std::string_view instead = twin(c);
    // A line that begins with one of these is an item of a list or a rule.
    if (line_begins && (c == '-' || c == '+' || c == '=')) out += c == '-' ? "－" : c == '+' ? "＋" : "＝";
    else if (!instead.empty()) out += instead;
    else out += c;
    line_begins = c == '\n' || (line_begins && (c == ' ' || c == '\t'));
  }
  return out;
}

std::string robot_markdown(ChannelKind kind, std::string_view title, std::string_view body, std::string_view link,
                           Language language) {
  const std::size_t limit = kind == ChannelKind::wecom ? wecom_bytes_max : dingtalk_bytes_max;
  std::string out = "**" + neutral(cut(title, title_shown_bytes_max)) + "**\n\n";
  std::string end;
  // Only https and http URLs of our own come here; they hold nothing that ends a link (rules.h).
  if (!link.empty())
    end = "\n\n[" + std::string(language == Language::en ? "Open" : "查看") + "](" + std::string(link) + ")";
  // Line breaks alone do not break a line in DingTalk's Markdown.
  std::string lines;
  for (const char c : neutral(body)) lines += c == '\n' && kind == ChannelKind::dingtalk ? "  \n" : std::string(1, c);
  return out + cut(lines, limit - out.size() - end.size(), cut_mark(language)) + end;
}

}  // namespace fugong::notify
