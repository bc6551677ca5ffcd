// The reader's language and the message catalogue (texts/zh-CN.yaml, texts/en.yaml, compiled in).
#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fugong {

enum class Language : std::uint8_t { zh_cn, en };

// A text in both languages, as policy packs carry them.
struct LocalText {
  std::string zh_cn;
  std::string en;
  const std::string& in(Language language) const { return language == Language::en && !en.empty() ? en : zh_cn; }
};
BOOST_DESCRIBE_STRUCT(LocalText, (), (zh_cn, en))

// RFC 4647 look-up over what we have; zh-CN when nothing matches.
Language pick_language(std::string_view accept_language);
std::string_view language_tag(Language language);

using TextParams = std::vector<std::pair<std::string, std::string>>;

// The message for a stable code with {name} placeholders filled. An unknown code yields the code itself,
// which a test forbids for every code the program uses.
std::string message(Language language, std::string_view code, const TextParams& params = {});
bool has_message(Language language, std::string_view code);
// Fills {name} placeholders of any text.
std::string fill_text(std::string_view text, const TextParams& params);

}  // namespace fugong
