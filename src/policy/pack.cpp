#include "policy/pack.h"

#include <algorithm>

namespace fugong::policy {
namespace {

template <class T>
const T* find_id(const std::vector<T>& list, std::string_view id) {
  const auto found = std::ranges::find(list, id, &T::id);
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

const Step* ReviewRoute::find(std::string_view step_id) const { return find_id(steps, step_id); }
const Department* Pack::department(std::string_view key) const { return find_id(departments, key); }
const EnterpriseClass* Pack::enterprise_class(std::string_view key) const { return find_id(classes, key); }
const Phase* Pack::phase(std::string_view key) const { return find_id(phases, key); }
const ReviewRoute* Pack::route(std::string_view key) const { return find_id(routes, key); }
const Document* Pack::document(std::string_view key) const { return find_id(documents, key); }
const Checklist* Pack::checklist(std::string_view key) const { return find_id(checklists, key); }
const PassKind* Pack::pass_kind(std::string_view key) const { return find_id(pass_kinds, key); }
const Indicator* Pack::indicator(std::string_view key) const { return find_id(indicators, key); }

}  // namespace fugong::policy
