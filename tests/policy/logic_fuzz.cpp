// Any JSON is a rule over any JSON: the first line is the rule, the rest the data. Evaluation ends, and gives JSON.
#include <cstdlib>

#include "policy/logic.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace fugong;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto newline = std::min(text.find('\n'), text.size());
  const auto rule = json::parse(text.substr(0, newline));
  if (!rule) return 0;
  const auto facts = json::parse(text.substr(std::min(newline + 1, text.size())));
  const json::Value over = facts ? *facts : json::Value(nullptr);
  const json::Value once = policy::apply_logic(*rule, over);
  if (json::write_value(once) != json::write_value(policy::apply_logic(*rule, over))) std::abort();
  policy::check_rule(*rule, [](const auto&, const char*, const auto&) {}, [](const auto&, const auto&) {});
  return 0;
}
