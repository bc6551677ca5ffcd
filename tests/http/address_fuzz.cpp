#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/router.h"
#include "http/url.h"

namespace {

struct Query {
  std::optional<std::int32_t> limit;
  std::optional<std::string> after;
  std::optional<bool> loud;
  std::optional<double> weight;
  std::optional<std::vector<std::int64_t>> list;
};
BOOST_DESCRIBE_STRUCT(Query, (), (limit, after, loud, weight, list))

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

// Paths and queries as they stand in a request line: whatever is let through is clean text, and reads back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fugong;
  static const json::Value schema = json::schema<Query>();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto path = http::percent_decode(text)) {
    require(http::is_utf8(*path) && path->find('\0') == std::string::npos);
    require(http::percent_decode(http::percent_encode(*path)) == path);
  }
  if (const auto object = http::detail::query_object(text, schema)) {
    if (const auto query = json::from_value<Query>(*object))
      require(json::read<Query>(json::write(*query)).has_value());
  }
  return 0;
}
