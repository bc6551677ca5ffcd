#include <algorithm>

#include "policy/logic.h"
#include "policy/pack.h"

namespace fugong::policy {
namespace {

std::string escape(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      case '\n': out += "<br>"; break;
      default: out += c;
    }
  }
  return out;
}

std::string choice_label(const Field& field, std::string_view value, Language language) {
  for (const Choice& c : field.choices)
    if (c.value == value) return c.label.in(language);
  return std::string(value);
}

std::string plain(const json::Value& value, Language language) {
  if (value.is_null()) return "";
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_bool()) return message(language, value.get_bool() ? "policy.yes" : "policy.no");
  return json::write_value(value);
}

std::string shown(const Field& field, const json::Value* value, Language language) {
  if (!value) return "";
  if (value->is_string() && !field.choices.empty()) return choice_label(field, value->get_string(), language);
  if (const json::Array* list = value->if_array()) {
    std::string out;
    for (const json::Value& item : *list) {
      if (!out.empty()) out += language == Language::en ? ", " : "、";
      out += item.is_string() ? choice_label(field, item.get_string(), language) : plain(item, language);
    }
    return out;
  }
  return plain(*value, language);
}

std::string table(const Document& document, const json::Object& data, Language language) {
  std::string out = "<table>";
  for (const Field& field : document.fields)
    out += "<tr><th>" + escape(field.label.in(language)) + "</th><td>" +
           escape(shown(field, data.if_contains(field.id), language)) + "</td></tr>";
  return out + "</table>";
}

// A4 upright with the margins and type sizes of GB/T 9704-2012, the format of official documents.
constexpr std::string_view page_begin =
    "<!doctype html><html><head><meta charset=\"utf-8\"><style>@page{size:A4;margin:37mm 26mm 35mm 28mm}"
    "body{font:16pt/1.75 FangSong,STFangsong,'Noto Serif CJK SC',serif;color:#000}"
    "h1{font:700 22pt/1.5 'Noto Serif CJK SC',SimSun,serif;text-align:center}"
    "table{width:100%;border-collapse:collapse;font-size:12pt;line-height:1.6}"
    "th,td{border:1px solid #000;padding:2mm 3mm;text-align:left;vertical-align:top}th{width:34%;font-weight:400}"
    ".sign{margin-top:16mm;text-align:right}</style></head><body>";

}  // namespace

std::string render_document(const Document& document, const json::Value& facts, Language language) {
  static const json::Object none;
  const json::Object* data = &none;
  const json::Value own = apply_logic(json::Object{{"var", "application." + document.id}}, facts);
  if (own.is_object()) data = &own.get_object();
  std::string out(page_begin);
  std::string_view rest = document.template_html;
  while (!rest.empty()) {
    const auto open = rest.find("{{");
    out += rest.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = rest.find("}}", open);
    if (close == std::string_view::npos) break;
    const std::string name(rest.substr(open + 2, close - open - 2));
    const auto field = std::ranges::find(document.fields, name, &Field::id);
    if (name == "title") out += escape(document.name.in(language));
    else if (name == "table") out += table(document, *data, language);
    else if (field != document.fields.end()) out += escape(shown(*field, data->if_contains(name), language));
    else out += escape(plain(apply_logic(json::Object{{"var", name}}, facts), language));
    rest.remove_prefix(close + 2);
  }
  return out + "</body></html>";
}

}  // namespace fugong::policy
