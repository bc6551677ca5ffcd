#include "enterprise/world.h"
#include "sheet/table.h"

namespace fugong::enterprise_test {
namespace {

class Imports : public World {
 protected:
  Result<ImportReceipt> roster_file(const Actor& a, const EnterpriseId& e, const std::string& file) {
    const auto prepared =
        read<RosterImportPtr>([&](db::Session& s) { return service_->prepare_roster(s, by(a), e, file); });
    if (!prepared) return std::unexpected(prepared.error());
    return write<ImportReceipt>([&](db::Session& s) { return service_->import_roster(s, by(a), *prepared); });
  }
  Result<ImportReceipt> vehicle_file(const Actor& a, const EnterpriseId& e, const std::string& file) {
    const auto prepared =
        read<VehicleImportPtr>([&](db::Session& s) { return service_->prepare_vehicles(s, by(a), e, file); });
    if (!prepared) return std::unexpected(prepared.error());
    return write<ImportReceipt>([&](db::Session& s) { return service_->import_vehicles(s, by(a), *prepared); });
  }
  Result<ImportReceipt> register_file(const Actor& a, const std::string& file) {
    const auto prepared =
        read<RegisterImportPtr>([&](db::Session& s) { return service_->prepare_register(s, by(a), file); });
    if (!prepared) return std::unexpected(prepared.error());
    return write<ImportReceipt>([&](db::Session& s) { return service_->import_register(s, by(a), *prepared); });
  }
  Result<http::File> rejected(const Actor& a, const EnterpriseId& e, const ImportId& id) {
    return read<http::File>([&](db::Session& s) { return service_->rejected(s, by(a), e, id); });
  }
  std::int64_t count(const std::string& table) {
    return must(read<std::int64_t>(
        [&](db::Session& s) -> Result<std::int64_t> { return *s.one<std::int64_t>("SELECT COUNT(*) FROM " + table); }));
  }
  static std::string row(int number, const std::string& more = "") {
    return "张三," + resident_id_of(number) + ",13900005678,焊工" + more + "\n";
  }
};
FUGONG_BOTH_ENGINES(Imports);

TEST_P(Imports, keep_the_good_rows_and_send_the_bad_ones_back) {
  const auto e = enter(1);
  const Actor own = clerk(e.id);
  const std::string file = "姓名,身份证号,手机号,岗位,最近检测时间,最近检测结果,疫苗剂次\n" +
                           row(1, ",2022-04-20 08:30,阴性,3针") +
                           "李四,210199199001010010,13900005678,钳工\n" +  // check character
                           "王五," + resident_id_of(2) + ",12,钳工\n" +    // phone
                           "," + resident_id_of(3) + ",,\n" +              // name
                           row(1) +                                        // twice
                           row(4, ",昨天,也许,很多") +                     // time, result, doses
                           row(5, ",,,");
  const auto receipt = must(roster_file(own, e.id, file));
  EXPECT_EQ(receipt.rows, 7);
  EXPECT_EQ(receipt.imported, 2);
  EXPECT_EQ(receipt.updated, 0);
  EXPECT_EQ(receipt.rejected, 5);
  std::vector<std::string> faults;
  for (const ImportFault& f : receipt.errors) faults.push_back(std::to_string(f.row) + " " + f.field + " " + f.code);
  EXPECT_EQ(faults, (std::vector<std::string>{"3 resident_id resident_id.check_digit", "4 phone phone.format",
                                              "5 name enterprise.text_missing", "6 resident_id import.twice",
                                              "7 vaccine_doses import.whole_number", "7 last_test_at import.time",
                                              "7 last_test_result import.choice"}));
  const auto people = must(roster(own, e.id)).items;
  ASSERT_EQ(people.size(), 2u);
  EXPECT_EQ(people[0].resident_id, mask_resident_id(resident_id_of(1)));  // in the order of the file
  EXPECT_EQ(to_rfc3339(*people[0].last_test_at), "2022-04-20T00:30:00.000Z");
  EXPECT_EQ(people[0].last_test_result, TestResult::negative);
  EXPECT_EQ(people[0].vaccine_doses, 3);

  ASSERT_TRUE(receipt.error_file);
  const auto back = must(rejected(own, e.id, *receipt.error_file));
  const auto table = sheet::read_table(back.bytes);
  ASSERT_TRUE(table);
  ASSERT_EQ(table->rows.size(), 6u);
  EXPECT_EQ(table->rows[0].cells.back(), "Reason");
  EXPECT_EQ(table->rows[1].cells[1], "210199199001010010");
  EXPECT_EQ(table->rows[1].cells[7], "3");
  EXPECT_EQ(table->rows[1].cells[8].substr(0, 12), "Resident ID:");
  // It goes in again as it is: the columns that were added do not disturb, and what stood twice now stands once.
  const auto again = must(roster_file(own, e.id, back.bytes));
  EXPECT_EQ(again.rejected, 4);
  EXPECT_EQ(again.updated, 1);

  EXPECT_EQ(code_of(rejected(officer, e.id, *receipt.error_file)), "auth.forbidden");
  EXPECT_EQ(code_of(rejected(clerk(enter(2).id), e.id, *receipt.error_file)), "auth.forbidden");
  EXPECT_EQ(audit_text().find("2101991990"), std::string::npos);
}

TEST_P(Imports, of_the_same_people_update_them) {
  const auto e = enter(1);
  const Actor own = clerk(e.id);
  must(roster_file(own, e.id, "姓名,身份证号,手机号,岗位,班组\n" + row(1, ",一班") + row(2, ",二班")));
  const auto before = must(roster(own, e.id)).items;
  must(write<WorkerLine>([&](db::Session& s) {
    return service_->change_worker(s, by(own), e.id, before[1].id, {.status = WorkerStatus::left});
  }));
  now_ = now_ + minutes(5);
  const auto receipt = must(roster_file(own, e.id,
                                        "Name,Resident ID,Team,Last test result\n张三丰," + resident_id_of(2) +
                                            ",,pending\n新人," + resident_id_of(3) + ",三班,\n"));
  EXPECT_EQ(receipt.imported, 1);
  EXPECT_EQ(receipt.updated, 1);
  EXPECT_FALSE(receipt.error_file);
  const auto after = must(roster(own, e.id)).items;
  ASSERT_EQ(after.size(), 3u);
  EXPECT_EQ(json::write(after[0]), json::write(before[0]));
  EXPECT_EQ(after[1].id, before[1].id);
  EXPECT_EQ(after[1].name, "张三丰");
  EXPECT_EQ(after[1].team, "二班");  // an empty cell leaves what is there
  EXPECT_EQ(after[1].phone, "139****5678");
  EXPECT_EQ(after[1].last_test_result, TestResult::pending);
  EXPECT_EQ(after[1].status, WorkerStatus::active);
  EXPECT_EQ(count("enterprise_roster_changes"), 0);
}

TEST_P(Imports, forget_rejected_rows_once_the_file_comes_again) {
  const auto e = enter(1);
  const Actor own = clerk(e.id);
  const std::string bad = "姓名,身份证号\n张三,1\n";
  const auto first = must(roster_file(own, e.id, bad));
  EXPECT_EQ(count("enterprise_import_rejects"), 1);
  const auto second = must(roster_file(own, e.id, bad));
  EXPECT_EQ(code_of(rejected(own, e.id, *first.error_file)), "import.nothing_rejected");
  must(rejected(own, e.id, *second.error_file));
  must(roster_file(own, e.id, "姓名,身份证号\n张三," + resident_id_of(1) + "\n"));
  EXPECT_EQ(count("enterprise_import_rejects"), 0);
  EXPECT_EQ(code_of(rejected(own, e.id, {"01800000-0000-7000-8000-0000000000ff"})), "import.not_found");
}

TEST_P(Imports, that_cannot_be_read_write_nothing) {
  const auto e = enter(1);
  const Actor own = clerk(e.id);
  for (const auto& [file, code] :
       std::vector<std::pair<std::string, std::string>>{{"", "sheet.empty"},
                                                        {"姓名\n张三\n", "import.heading_missing"},
                                                        {"姓名,身份证号\n", "import.no_rows"},
                                                        {"PK\x03\x04", "sheet.archive"},
                                                        {std::string(21u << 20, 'x'), "sheet.too_large"},
                                                        {"姓名,身份证号\n\"张三", "sheet.quote"}})
    EXPECT_EQ(code_of(roster_file(own, e.id, file)), code);
  std::string many = "姓名,身份证号\n";
  for (int i = 0; i < 20'001; ++i) many += "a,b\n";
  EXPECT_EQ(code_of(roster_file(own, e.id, many)), "sheet.too_many_rows");
  sheet::Table huge;
  for (std::size_t i = 2; i <= 50'001; ++i) huge.rows.push_back({i, {"张三", "210199199001010010"}});
  const auto workbook = roster_file(own, e.id, must(sheet::write_xlsx("名册", {{"姓名", 10}, {"身份证号", 20}}, huge)));
  EXPECT_EQ(code_of(workbook), "sheet.too_many_rows");
  EXPECT_EQ(workbook.error().params, (TextParams{{"limit", "20000"}}))
      << "says how many fit, so that it is sent in parts";
  EXPECT_EQ(code_of(roster_file(clerk(enter(2).id), e.id, "姓名,身份证号\n" + row(1))), "auth.forbidden");
  EXPECT_EQ(count("enterprise_workers"), 0);
  EXPECT_EQ(count("enterprise_imports"), 0);
}

TEST_P(Imports, take_vehicles_too) {
  const auto one = enter(1), two = enter(2);
  must(vehicle_file(clerk(two.id), two.id, "车牌号,用途\n辽A00001,货车\n"));
  const auto receipt = must(vehicle_file(
      clerk(one.id), one.id,
      "车牌号,用途,座位数,路线,驾驶员手机号\n辽A00001,货车\n辽A00002,班车,45,厂—家,13800001234\n辽A00003,飞机\n辽a·00002,班车\n辽A00004,truck,许多\n"));
  EXPECT_EQ(receipt.imported, 1);
  EXPECT_EQ(receipt.rejected, 4);
  std::vector<std::string> codes;
  for (const ImportFault& f : receipt.errors) codes.push_back(f.code);
  EXPECT_EQ(codes, (std::vector<std::string>{"enterprise.plate_taken", "import.choice", "import.twice",
                                             "import.whole_number"}));
  const auto again = must(vehicle_file(clerk(one.id), one.id, "plate,use,seats\n辽A00002,bus,40\n辽A00005,bus,30\n"));
  EXPECT_EQ(again.updated, 1);
  EXPECT_EQ(again.imported, 1);
  must(read<int>([&](db::Session& s) -> Result<int> {
    const auto page = must(service_->vehicles(s, by(officer), one.id, {}));
    EXPECT_EQ(page.items.size(), 2u);
    EXPECT_EQ(page.items[0].seats, 40);
    EXPECT_EQ(page.items[0].route, "厂—家");
    EXPECT_EQ(page.items[0].driver_phone, "138****1234");
    return 0;
  }));
}

TEST_P(Imports, take_more_vehicles_than_are_looked_up_one_by_one) {
  const auto one = enter(1), two = enter(2);
  const auto fleet = [](int from, int to) {
    std::string file = "车牌号,用途,载重（吨）\n";
    for (int i = from; i < to; ++i) file.append("辽A").append(std::to_string(10'000 + i)).append(",货车,12.5\n");
    return file;
  };
  EXPECT_EQ(must(vehicle_file(clerk(two.id), two.id, fleet(0, 100))).imported, 100);
  const auto receipt = must(vehicle_file(clerk(one.id), one.id, fleet(50, 2000)));
  EXPECT_EQ(receipt.imported, 1900);
  EXPECT_EQ(receipt.rejected, 50);
  const auto again = must(vehicle_file(clerk(one.id), one.id, fleet(100, 2100)));
  EXPECT_EQ(again.updated, 1900);
  EXPECT_EQ(again.imported, 100);
}

TEST_P(Imports, of_the_register_write_all_or_nothing_of_what_was_checked) {
  const std::string head = "企业名称,统一社会信用代码,规模,行业代码,街道代码,地址,法定代表人,正常用工人数,是否军工\n";
  const auto firm = [](int n, const std::string& subdistrict) {
    return "厂" + std::to_string(n) + "," + usc_of(n) + ",规上,3670," + subdistrict + ",路,王伟,100,否\n";
  };
  enter(1);
  const auto receipt = must(register_file(inspector, head + firm(1, "210104012") + firm(2, "210104012") +
                                                         firm(3, "210104002") + firm(2, "210104012") +
                                                         "坏厂,123,中,9999,1,路,王伟,,也许\n" + firm(4, "210104012")));
  EXPECT_EQ(receipt.imported, 2);
  EXPECT_EQ(receipt.rejected, 4);
  EXPECT_EQ(receipt.errors[0].code, "enterprise.usc_taken");
  EXPECT_EQ(receipt.errors[1].code, "enterprise.other_subdistrict");
  EXPECT_EQ(receipt.errors[2].code, "import.twice");
  EXPECT_EQ(receipt.errors.size(), 9u);
  EXPECT_EQ(must(list(officer)).items.size(), 3u);
  const auto file = [&](const Actor& a) {
    return read<http::File>([&](db::Session& s) { return service_->rejected_register(s, by(a), *receipt.error_file); });
  };
  must(file(inspector));
  must(file(officer));
  EXPECT_EQ(code_of(file(actor(OrganisationKind::subdistrict, "210104002", Role::subdistrict_inspector))),
            "import.not_found");
  EXPECT_EQ(code_of(file(reviewer)), "auth.forbidden");

  // Somebody enters one of the firms between the reading and the writing.
  const auto prepared = must(read<RegisterImportPtr>([&](db::Session& s) {
    return service_->prepare_register(s, by(officer), head + firm(5, "210104012") + firm(6, "210104012"));
  }));
  must(enter(officer, request(6)));
  EXPECT_EQ(code_of(write<ImportReceipt>(
                [&](db::Session& s) { return service_->import_register(s, by(officer), prepared); })),
            "import.changed_meanwhile");
  EXPECT_EQ(must(list(officer)).items.size(), 4u);
}

TEST_P(Imports, templates_are_read_back_with_every_heading) {
  const auto e = enter(1);
  const Context zh{officer, now_, Language::zh_cn};
  const auto table = sheet::read_table(must(service_->roster_template(zh)).bytes);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rows[0].cells[1], "身份证号*");
  EXPECT_EQ(must(service_->roster_template(zh)).filename, "员工花名册.xlsx");
  sheet::Table filled{{{2, {"张三", resident_id_of(1)}}}};
  const auto bytes = sheet::write_xlsx("s", {{"姓名*", 9}, {"身份证号*", 9}}, filled);
  EXPECT_EQ(must(roster_file(clerk(e.id), e.id, *bytes)).imported, 1);
  EXPECT_EQ(sheet::read_table(must(service_->vehicle_template(zh)).bytes)->rows[0].cells[0], "车牌号*");
  EXPECT_EQ(sheet::read_table(must(service_->register_template(zh)).bytes)->rows[0].cells[0], "企业名称*");
}

}  // namespace
}  // namespace fugong::enterprise_test
