// Internal to supervision/: lists are read newest first, a page at a time, of what the reader may see.
#pragma once

#include "supervision/work.h"

namespace fugong::supervision {

template <class E>
std::vector<std::string_view> enumerators() {
  std::vector<std::string_view> names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) { names.push_back(d.name); });
  return names;
}

// The limit is one more than the page. Codes supervision.bad_limit, supervision.bad_cursor, supervision.bad_state;
// auth.forbidden.
Result<ListQuery> list_query(const ServiceOptions& o, db::Session& session, const Context& context,
                             const ListFilter& filter, const std::vector<std::string_view>& states);

std::vector<ActView> views_of(std::vector<Act> acts);

}  // namespace fugong::supervision
