// The packs that we ship, and how to break a copy of one.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>

#include "policy/loader.h"

namespace fugong::policy_test {

using namespace policy;

inline std::string shipped(const std::string& name) { return std::string(FUGONG_SOURCE_DIR) + "/policies/" + name; }

inline Files files_of(const std::string& name) { return load_folder(shipped(name)).files; }

inline PackPtr pack_of(const std::string& name) {
  const Loaded loaded = load_folder(shipped(name));
  for (const Complaint& c : loaded.complaints) ADD_FAILURE() << to_line(c, Language::en);
  return loaded.pack;
}

// The first occurrence of `from` in `file` changed to `to`; its line, or 0 when it is not there.
inline int change(Files& files, const std::string& file, const std::string& from, const std::string& to) {
  std::string& text = files[file];
  const auto at = text.find(from);
  if (at == std::string::npos) return 0;
  text.replace(at, from.size(), to);
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

// facts[document][field] = value, as JSON; no value takes the member away.
inline void put(json::Value& facts, const std::string& document, const std::string& field,
                std::optional<json::Value> value) {
  json::Object& data = facts.at("application").get_object()[document].get_object();
  if (value) data[field] = *value;
  else data.erase(field);
}

// An application that every phase of dadong-2022 accepts.
inline json::Value dadong_facts() {
  return *json::parse(R"({
    "enterprise": {"id": "e", "name": "沈阳<甲>厂", "usc": "91210100MA0YQ4XK3T", "scale": "above", "industry": "C36", "subdistrict": "210104001",
      "park": "", "address": "大东路1号", "legal_representative": "张三", "normal_workers": 1000, "normal_output": 1,
      "key_supply": true, "military": false, "phone": "13800000000"},
    "application": {
      "application_form": {"name": "沈阳<甲>厂", "address": "大东路1号", "responsible": "张三", "contact_phone": "13800000000",
        "start_date": "2022-04-24", "normal_workers": 1000, "first_batch": 800, "returning_total": 900,
        "housed_in_plant": 900, "from_outside": 0, "tests_within_hours": 48, "stocks_days": 14, "production_load": 60},
      "commitment": {"signed_by": "张三", "accepted": true},
      "resumption_plan": {"mode": "live_in", "isolation_rooms": 18, "dormitory": true, "zones": "生产区、生活区分开管理，不交叉",
        "commuting": "全员住厂，班车停运，不外出", "production": "两班倒，首批八成到岗生产"},
      "emergency_plan": {"leader": "张三", "leader_phone": "13800000000", "hospital": "大东区医院",
        "measures": "发现异常立即隔离、上报街道和疾控，封闭工段，转运就诊，全面消杀。"}}})");
}

// The codes of what is wrong, in order.
inline std::vector<std::string> codes(const std::vector<Unmet>& unmet) {
  std::vector<std::string> out;
  for (const Unmet& u : unmet) out.push_back(u.code + "@" + u.field);
  return out;
}

}  // namespace fugong::policy_test
