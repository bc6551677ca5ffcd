// Internal to enterprise/: lists are read in the order of their ids, a page at a time.
#pragma once

#include "enterprise/service.h"

namespace fugong::enterprise {

struct PageLimits {
  std::string after;
  int limit = page_size_default;
};

inline Result<PageLimits> page_limits(const std::optional<std::string>& after, const std::optional<int>& limit) {
  if (limit && (*limit < 1 || *limit > page_size_max))
    return invalid("enterprise.bad_limit", "limit", {{"limit", std::to_string(page_size_max)}});
  if (after && !is_uuid(*after)) return invalid("enterprise.bad_cursor", "after");
  return PageLimits{after.value_or(""), limit.value_or(page_size_default)};
}

// `rows` holds one more than a page when there are more.
template <class T>
http::Page<T> to_page(std::vector<T> rows, int limit) {
  http::Page<T> page;
  if (rows.size() > static_cast<std::size_t>(limit)) {
    rows.resize(static_cast<std::size_t>(limit));
    page.next = rows.back().id.text;
  }
  page.items = std::move(rows);
  return page;
}

}  // namespace fugong::enterprise
