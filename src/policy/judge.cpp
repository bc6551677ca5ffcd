#include <algorithm>
#include <cmath>

#include "base/validators.h"
#include "policy/logic.h"
#include "policy/pack.h"
#include "policy/pattern.h"

namespace fugong::policy {
namespace {

Unmet unmet(const std::string& field, const std::string& code, const TextParams& params = {}) {
  return {field, code, {message(Language::zh_cn, code, params), message(Language::en, code, params)}};
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string limit_text(double d) {
  std::string out;
  json::append_double(out, d);
  return out;
}

// The code of what is wrong with a value of this type, or nothing.
std::optional<Unmet> check_number(const Field& field, const json::Value& value, const std::string& path) {
  if (!value.is_number()) return unmet(path, "field.number");
  const double d = value.to_number<double>();
  if (field.type == FieldType::integer && std::trunc(d) != d) return unmet(path, "field.integer");
  if (field.minimum && d < *field.minimum) return unmet(path, "field.minimum", {{"limit", limit_text(*field.minimum)}});
  if (field.maximum && d > *field.maximum) return unmet(path, "field.maximum", {{"limit", limit_text(*field.maximum)}});
  return std::nullopt;
}

bool is_choice(const Field& field, const json::Value& value) {
  return value.is_string() && std::ranges::any_of(field.choices, [&](const Choice& c) {
           return c.value == std::string_view(value.get_string());
         });
}

std::optional<Unmet> check_format(const Field& field, const std::string& text, const std::string& path) {
  const auto failed = [&](const Result<std::string>& r) -> std::optional<Unmet> {
    if (r) return std::nullopt;
    return unmet(path, r.error().code, r.error().params);
  };
  switch (field.type) {
    case FieldType::phone: return failed(parse_mobile(text, path));
    case FieldType::usc: return failed(parse_usc(text, path));
    case FieldType::resident_id: return failed(parse_resident_id(text, path));
    case FieldType::plate: return failed(parse_plate(text, path));
    case FieldType::date: return parse_date(text) ? std::nullopt : std::optional(unmet(path, "json.expected_date"));
    default: return std::nullopt;
  }
}

std::optional<Unmet> check_text(const Field& field, const json::Value& value, const std::string& path) {
  if (!value.is_string()) return unmet(path, "field.text");
  const std::string text(value.get_string());
  const std::size_t length = characters(text);
  if (field.length_min && length < static_cast<std::size_t>(*field.length_min))
    return unmet(path, "field.length_min", {{"limit", std::to_string(*field.length_min)}});
  if (field.length_max && length > static_cast<std::size_t>(*field.length_max))
    return unmet(path, "field.length_max", {{"limit", std::to_string(*field.length_max)}});
  if (!field.pattern.empty() && !matches_pattern(field.pattern, text)) return unmet(path, "field.pattern");
  return check_format(field, text, path);
}

std::optional<Unmet> check_value(const Field& field, const json::Value& value, const std::string& path) {
  switch (field.type) {
    case FieldType::integer:
    case FieldType::number: return check_number(field, value, path);
    case FieldType::boolean:
      return value.is_bool() ? std::nullopt : std::optional(unmet(path, "json.expected_boolean"));
    case FieldType::choice: return is_choice(field, value) ? std::nullopt : std::optional(unmet(path, "field.choice"));
    case FieldType::multi_choice: {
      const json::Array* list = value.if_array();
      const bool good = list && std::ranges::all_of(*list, [&](const json::Value& v) { return is_choice(field, v); });
      return good ? std::nullopt : std::optional(unmet(path, "field.choice"));
    }
    default: return check_text(field, value, path);
  }
}

bool is_blank(const json::Value* value) {
  return !value || value->is_null() || (value->is_string() && value->get_string().empty()) ||
         (value->is_array() && value->get_array().empty());
}

}  // namespace

const EnterpriseClass& classify(const Pack& pack, const json::Value& facts) {
  for (const EnterpriseClass& c : pack.classes)
    if (holds(c.rule, facts)) return c;
  return pack.classes.back();
}

std::vector<Unmet> check_document(const Document& document, const json::Value& data, bool complete) {
  std::vector<Unmet> out;
  const json::Object* object = data.if_object();
  if (!object) return {unmet(document.id, "json.expected_object")};
  for (const Field& field : document.fields) {
    const json::Value* value = object->if_contains(field.id);
    const std::string path = document.id + "." + field.id;
    if (is_blank(value)) {
      if (complete && field.required) out.push_back(unmet(path, "field.required"));
      continue;
    }
    if (auto fault = check_value(field, *value, path)) out.push_back(std::move(*fault));
  }
  for (const auto& entry : *object)
    if (std::ranges::find(document.fields, std::string_view(entry.key()), &Field::id) == document.fields.end())
      out.push_back(unmet(document.id + "." + std::string(entry.key()), "field.unknown"));
  return out;
}

std::vector<Unmet> judge(const Pack& pack, const Phase& phase, const json::Value& facts) {
  std::vector<Unmet> out;
  static const json::Value none = json::Object{};
  const json::Object* root = facts.if_object();
  const json::Value* application = root ? root->if_contains("application") : nullptr;
  for (const std::string& id : phase.documents) {
    const Document* document = pack.document(id);
    if (!document) continue;
    const json::Value* data =
        application && application->is_object() ? application->get_object().if_contains(id) : nullptr;
    auto faults = check_document(*document, data ? *data : none, true);
    out.insert(out.end(), std::make_move_iterator(faults.begin()), std::make_move_iterator(faults.end()));
  }
  for (const Condition& condition : phase.conditions)
    if (!holds(condition.rule, facts)) out.push_back({condition.field, "condition." + condition.id, condition.reason});
  return out;
}

}  // namespace fugong::policy
