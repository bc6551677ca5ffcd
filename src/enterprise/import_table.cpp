#include "enterprise/import_table.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "enterprise/service.h"

namespace fugong::enterprise {
namespace {

constexpr std::size_t heading_rows_max = 10;  // a title and remarks may stand above the headings

const std::vector<Heading> roster_headings = {
    {"name", true, 12, "姓名", "Name", {"员工姓名", "人员姓名", "worker", "fullname"}},
    {"resident_id",
     true,
     22,
     "身份证号",
     "Resident ID",
     {"身份证号码", "身份证", "公民身份号码", "证件号码", "证件号", "居民身份证号", "idnumber", "idno", "residentid"}},
    {"phone", false, 14, "手机号", "Phone", {"手机号码", "手机", "联系电话", "电话", "联系方式", "mobile"}},
    {"post", false, 14, "岗位", "Post", {"工种", "职务", "职位", "岗位工种", "position", "job"}},
    {"team", false, 14, "班组", "Team", {"车间", "部门", "班组车间", "所在班组", "workshop"}},
    {"residence", false, 28, "居住地", "Residence", {"住址", "居住地址", "现住址", "家庭住址", "居住小区", "address"}},
    {"commuting", false, 14, "通勤方式", "Commuting", {"通勤", "上下班方式", "出行方式"}},
    {"vaccine_doses",
     false,
     12,
     "疫苗剂次",
     "Vaccine doses",
     {"疫苗接种剂次", "接种剂次", "疫苗接种", "疫苗针数", "doses"}},
    {"last_test_at",
     false,
     18,
     "最近检测时间",
     "Last test at",
     {"最近核酸时间", "核酸时间", "检测时间", "采样时间", "最近检测日期", "testtime"}},
    {"last_test_result",
     false,
     14,
     "最近检测结果",
     "Last test result",
     {"最近核酸结果", "核酸结果", "检测结果", "testresult"}},
};
const std::vector<Heading> vehicle_headings = {
    {"plate", true, 14, "车牌号", "Plate", {"车牌", "车牌号码", "号牌", "号牌号码", "platenumber"}},
    {"use", true, 12, "用途", "Use", {"车辆用途", "车辆类型", "类型", "车型类别", "kind", "type"}},
    {"model", false, 14, "车型", "Model", {"品牌型号", "车辆型号", "型号"}},
    {"seats", false, 10, "座位数", "Seats", {"核定载客", "核载人数", "座位"}},
    {"load_tonnes", false, 12, "载重（吨）", "Load (t)", {"核定载重", "载重吨", "载重量", "吨位", "loadtonnes"}},
    {"route", false, 28, "路线", "Route", {"行驶路线", "运行路线", "通行路线", "起止地点"}},
    {"driver", false, 12, "驾驶员", "Driver", {"司机", "驾驶员姓名", "司机姓名"}},
    {"driver_phone",
     false,
     14,
     "驾驶员手机号",
     "Driver's phone",
     {"驾驶员电话", "司机电话", "司机手机号", "联系电话", "driverphone"}},
};
const std::vector<Heading> register_headings = {
    {"name", true, 32, "企业名称", "Name", {"单位名称", "名称", "企业全称", "enterprise", "company"}},
    {"usc", true, 22, "统一社会信用代码", "Unified social credit code", {"信用代码", "社会信用代码", "usc", "uscc"}},
    {"scale", true, 10, "规模", "Scale", {"是否规上", "规上规下", "企业规模"}},
    {"industry", true, 12, "行业代码", "Industry", {"国民经济行业代码", "行业", "行业类别", "industrycode"}},
    {"subdistrict", true, 14, "街道代码", "Subdistrict", {"所属街道代码", "街道", "属地街道", "subdistrictcode"}},
    {"park", false, 12, "园区代码", "Park", {"园区", "所属园区"}},
    {"address", true, 32, "地址", "Address", {"企业地址", "经营地址", "详细地址"}},
    {"legal_representative",
     true,
     14,
     "法定代表人",
     "Legal representative",
     {"法人", "法人代表", "legalrepresentative"}},
    {"phone", false, 14, "联系电话", "Phone", {"电话", "手机号", "联系方式"}},
    {"normal_workers",
     true,
     12,
     "正常用工人数",
     "Normal workers",
     {"员工总数", "用工人数", "职工人数", "正常用工", "workers"}},
    {"normal_output", false, 14, "正常日产值", "Normal output", {"日产值", "正常日产量", "日产量"}},
    {"output_unit", false, 10, "产值单位", "Output unit", {"单位", "产量单位"}},
    {"latitude", false, 10, "纬度", "Latitude", {"lat"}},
    {"longitude", false, 10, "经度", "Longitude", {"lng", "lon"}},
    {"key_supply", false, 12, "是否重点保供", "Key supply", {"重点保供", "保供企业"}},
    {"military", false, 12, "是否军工", "Military", {"军工", "军工企业"}},
};

// What people add to a heading does not count: blanks, stars, underscores, remarks in brackets, case.
std::string bare(std::string_view heading) {
  std::string out;
  for (std::size_t i = 0; i < heading.size();) {
    const std::string_view rest = heading.substr(i);
    const bool wide = rest.starts_with("（");
    if (wide || rest.front() == '(') {
      const std::size_t narrow_end = rest.find(')'), wide_end = rest.find("）");
      const std::size_t end = std::min(narrow_end == rest.npos ? rest.npos : narrow_end + 1,
                                       wide_end == rest.npos ? rest.npos : wide_end + std::string_view("）").size());
      if (end == rest.npos) return out;
      i += end;
      continue;
    }
    const char c = rest.front();
    if (rest.starts_with("　")) i += std::string_view("　").size();
    else {
      if (c >= 'A' && c <= 'Z') out += static_cast<char>(c + 32);
      else if (!std::string_view(" *_-'/\t\r\n").contains(c)) out += c;
      ++i;
    }
  }
  return out;
}

const Heading* find_heading(std::span<const Heading> known, std::string_view cell) {
  const std::string wanted = bare(cell);
  if (wanted.empty()) return nullptr;
  const auto matches = [&](const Heading& h) {
    return wanted == bare(h.zh_cn) || wanted == bare(h.en) || wanted == bare(h.field) ||
           std::ranges::any_of(h.also, [&](std::string_view name) { return wanted == name; });
  };
  const auto found = std::ranges::find_if(known, matches);
  return found == known.end() ? nullptr : &*found;
}

std::string number_text(std::string_view cell) {
  std::string out;
  for (char c : cell)
    if (c != ',' && c != ' ') out += c;  // 1,200
  return out;
}

template <class T>
std::optional<T> parse_number(std::string_view cell) {
  const std::string text = number_text(cell);
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_one_of(std::string_view cell, std::initializer_list<std::string_view> words) {
  std::string low(cell);
  for (char& c : low)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return std::ranges::find(words, low) != words.end();
}

void unknown_choice(Faults& faults, std::string_view field, std::string_view cell, std::string_view choices) {
  faults.push_back({std::string(field),
                    "import.choice",
                    {{"value", std::string(cell.substr(0, 40))}, {"choices", std::string(choices)}}});
}

std::unexpected<Error> too_many_rows() {
  return invalid("sheet.too_many_rows", {}, {{"limit", std::to_string(import_rows_max)}});
}

}  // namespace

std::span<const Heading> headings(ImportKind kind) {
  switch (kind) {
    case ImportKind::roster: return roster_headings;
    case ImportKind::vehicles: return vehicle_headings;
    case ImportKind::enterprises: return register_headings;
  }
  return {};
}

std::string_view field_of(ImportKind kind, std::string_view heading) {
  const Heading* found = find_heading(headings(kind), heading);
  return found ? found->field : std::string_view();
}

Result<ImportTable> ImportTable::read(std::string_view file, ImportKind kind, Language language) {
  ImportTable out;
  const sheet::Limits limits{.rows_max = import_rows_max + heading_rows_max,
                             .columns_max = import_columns_max,
                             .cell_bytes_max = import_cell_bytes_max};
  auto table = sheet::read_table(file, limits);
  // Said as what it is for the reader: the rows of people, not those of headings besides.
  if (!table && table.error().code == "sheet.too_many_rows") return too_many_rows();
  FG_TRY(out.table_, std::move(table));
  const auto known = headings(kind);
  std::size_t best = 0;
  for (std::size_t i = 0; i < std::min(out.table_.rows.size(), heading_rows_max); ++i) {
    const auto found = static_cast<std::size_t>(std::ranges::count_if(
        out.table_.rows[i].cells, [&](const std::string& cell) { return find_heading(known, cell) != nullptr; }));
    if (found > best) best = found, out.first_row_ = i + 1;
  }
  if (best > 0) {
    const auto& cells = out.heading_row().cells;
    for (std::size_t c = 0; c < cells.size(); ++c)
      if (const Heading* h = find_heading(known, cells[c]); h && !out.columns_.emplace(h->field, c).second)
        return invalid("import.heading_twice", {}, {{"heading", cells[c]}});
  }
  std::string missing;
  for (const Heading& h : known)
    if (h.needed && !out.columns_.contains(h.field))
      missing.append(missing.empty()            ? ""
                     : language == Language::en ? ", "
                                                : "、")
          .append(language == Language::en ? h.en : h.zh_cn);
  if (!missing.empty()) return invalid("import.heading_missing", {}, {{"headings", missing}});
  if (out.rows().empty()) return invalid("import.no_rows");
  if (out.rows().size() > import_rows_max) return too_many_rows();
  return out;
}

std::string_view ImportTable::cell(const sheet::Row& row, std::string_view field) const {
  const auto column = columns_.find(field);
  return column == columns_.end() ? std::string_view() : row.at(column->second);
}

std::optional<LocalMinute> parse_local_minute(std::string_view text) {
  std::array<int, 6> parts{};  // year, month, day, hour, minute, second
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size() && count < parts.size();) {
    if (text[i] < '0' || text[i] > '9') {
      ++i;
      continue;
    }
    const auto [end, error] = std::from_chars(text.data() + i, text.data() + text.size(), parts[count]);
    if (error != std::errc{}) return std::nullopt;
    i = static_cast<std::size_t>(end - text.data());
    ++count;
  }
  if (count < 3 || text.empty() || text[0] < '0' || text[0] > '9') return std::nullopt;
  if (parts[0] < 1900 || parts[0] > 9999 || parts[1] > 12 || parts[2] > 31 || parts[3] > 23 || parts[4] > 59)
    return std::nullopt;
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  auto day = parse_date(std::to_string(parts[0]) + "-" + two(parts[1]) + "-" + two(parts[2]));
  if (!day) return std::nullopt;
  return LocalMinute{std::move(*day), parts[3] * 60 + parts[4]};
}

std::string RowReader::text(const sheet::Row& row, std::string_view field) const {
  return std::string(table_.cell(row, field));
}

std::optional<std::string> RowReader::given(const sheet::Row& row, std::string_view field) const {
  const std::string_view cell = table_.cell(row, field);
  if (cell.empty()) return std::nullopt;
  return std::string(cell);
}

std::optional<std::int64_t> RowReader::whole(const sheet::Row& row, std::string_view field, Faults& faults) const {
  const std::string_view cell = table_.cell(row, field);
  if (cell.empty()) return std::nullopt;
  if (auto value = parse_number<std::int64_t>(cell)) return value;
  faults.push_back({std::string(field), "import.whole_number", {{"value", std::string(cell.substr(0, 40))}}});
  return std::nullopt;
}

std::optional<double> RowReader::number(const sheet::Row& row, std::string_view field, Faults& faults) const {
  const std::string_view cell = table_.cell(row, field);
  if (cell.empty()) return std::nullopt;
  if (auto value = parse_number<double>(cell)) return value;
  faults.push_back({std::string(field), "import.number", {{"value", std::string(cell.substr(0, 40))}}});
  return std::nullopt;
}

std::optional<Timestamp> RowReader::instant(const sheet::Row& row, std::string_view field, Faults& faults) {
  const std::string_view cell = table_.cell(row, field);
  if (cell.empty()) return std::nullopt;
  const auto local = parse_local_minute(cell);
  if (!local) {
    faults.push_back({std::string(field), "import.time", {{"value", std::string(cell.substr(0, 40))}}});
    return std::nullopt;
  }
  if (local->day != last_day_) {
    last_day_start_ = start_of_day(local->day, zone_);
    last_day_ = local->day;
  }
  return last_day_start_ + minutes(local->minute);
}

bool RowReader::flag(const sheet::Row& row, std::string_view field, Faults& faults) const {
  const std::string_view cell = table_.cell(row, field);
  if (is_one_of(cell, {"是", "y", "yes", "true", "1", "√"})) return true;
  if (!is_one_of(cell, {"", "否", "n", "no", "false", "0", "×"})) unknown_choice(faults, field, cell, "是/否 yes/no");
  return false;
}

ReadRow<WorkerRequest> RowReader::worker(const sheet::Row& row) {
  ReadRow<WorkerRequest> out;
  WorkerRequest& r = out.request;
  r.name = text(row, "name");
  r.resident_id = text(row, "resident_id");
  r.phone = given(row, "phone");
  r.post = given(row, "post");
  r.team = given(row, "team");
  r.residence = given(row, "residence");
  r.commuting = given(row, "commuting");
  std::string_view doses = table_.cell(row, "vaccine_doses");
  for (std::string_view unit : {"针", "剂", "剂次"})
    if (doses.ends_with(unit)) doses.remove_suffix(unit.size());
  if (!doses.empty() && !(r.vaccine_doses = parse_number<std::int64_t>(doses)))
    out.faults.push_back({"vaccine_doses", "import.whole_number", {{"value", std::string(doses.substr(0, 40))}}});
  r.last_test_at = instant(row, "last_test_at", out.faults);
  const std::string_view result = table_.cell(row, "last_test_result");
  if (is_one_of(result, {"阴性", "阴", "negative", "-"})) r.last_test_result = TestResult::negative;
  else if (is_one_of(result, {"阳性", "阳", "positive", "+"})) r.last_test_result = TestResult::positive;
  else if (is_one_of(result, {"待出", "待出结果", "已采样", "检测中", "pending"}))
    r.last_test_result = TestResult::pending;
  else if (!result.empty())
    unknown_choice(out.faults, "last_test_result", result, "阴性/阳性/待出 negative/positive/pending");
  check_worker(r, out.faults);
  return out;
}

ReadRow<VehicleRequest> RowReader::vehicle(const sheet::Row& row) {
  ReadRow<VehicleRequest> out;
  VehicleRequest& r = out.request;
  r.plate = text(row, "plate");
  const std::string_view use = table_.cell(row, "use");
  if (is_one_of(use, {"货车", "货运", "卡车", "货运车辆", "truck"})) r.use = VehicleUse::truck;
  else if (is_one_of(use, {"客车", "班车", "通勤车", "通勤班车", "大巴", "bus", "shuttle"})) r.use = VehicleUse::bus;
  else unknown_choice(out.faults, "use", use, "货车/班车 truck/bus");
  r.model = given(row, "model");
  r.seats = whole(row, "seats", out.faults);
  r.load_tonnes = number(row, "load_tonnes", out.faults);
  r.route = given(row, "route");
  r.driver = given(row, "driver");
  r.driver_phone = given(row, "driver_phone");
  check_vehicle(r, out.faults);
  return out;
}

ReadRow<RegisterRequest> RowReader::enterprise(const sheet::Row& row, const DistrictCode& district) {
  ReadRow<RegisterRequest> out;
  RegisterRequest& r = out.request;
  r.name = text(row, "name");
  r.usc = text(row, "usc");
  const std::string_view scale = table_.cell(row, "scale");
  if (is_one_of(scale, {"规上", "是", "above", "yes"})) r.scale = Scale::above;
  else if (is_one_of(scale, {"规下", "否", "below", "no"})) r.scale = Scale::below;
  else unknown_choice(out.faults, "scale", scale, "规上/规下 above/below");
  r.industry = text(row, "industry");
  r.subdistrict = text(row, "subdistrict");
  r.park = given(row, "park");
  r.address = text(row, "address");
  r.legal_representative = text(row, "legal_representative");
  r.phone = given(row, "phone");
  const std::size_t before = out.faults.size();
  const auto workers = whole(row, "normal_workers", out.faults);
  r.normal_workers = workers.value_or(0);
  if (!workers && out.faults.size() == before) out.faults.push_back({"normal_workers", "enterprise.text_missing"});
  r.normal_output = number(row, "normal_output", out.faults);
  r.output_unit = given(row, "output_unit");
  r.latitude = number(row, "latitude", out.faults);
  r.longitude = number(row, "longitude", out.faults);
  r.key_supply = flag(row, "key_supply", out.faults);
  r.military = flag(row, "military", out.faults);
  check_registration(r, district, out.faults);
  return out;
}

}  // namespace fugong::enterprise
