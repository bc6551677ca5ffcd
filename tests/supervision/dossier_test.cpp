// One enterprise, one file: the time line, the PDF with its index, the archive with its manifest.
#include "supervision/dossier.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "supervision/world.h"
#include "support/pdf.h"

namespace fugong::supervision_test {
namespace {

using testing::Contains;
using testing::HasSubstr;

class Dossiers : public World {
 protected:
  // An enterprise with something in every section.
  EnterpriseId lived_through() {
    const EnterpriseId e = plant_at_work();
    assign(e, wang);
    must(act(clerk(e), &Service::report, e, report_for("2022-04-11")));
    must(act(clerk(e), &Service::report, e, report_for("2022-04-11", 80, 1)));
    const auto s =
        must(act(officer, &Service::order, SanctionRequest{e, "suspension", "闭环外人员进厂", {confirmed(e)}}));
    must(act(clerk(e), &Service::rectify, s.line.id, TextRequest{"已封闭侧门"}));
    return e;
  }
  DossierPage file(const Actor& a, const EnterpriseId& e, const DossierFilter& filter = {}) {
    return must(look(a, &Service::dossier, e, filter));
  }
  http::File exported(const EnterpriseId& e, DossierFormat format) {
    const auto prepared = must(look(officer, &Service::prepare_dossier, e, DossierOrder{.format = format}));
    must(write<int>([&](db::Session& s) -> Result<int> {
      FG_CHECK(watch_->record_dossier(s, as(officer), prepared));
      return 0;
    }));
    return must(make_dossier_file(*prepared));
  }
};

TEST_P(Dossiers, tell_the_whole_life_in_one_time_line) {
  const auto e = lived_through();
  const DossierPage page = file(officer, e, {.limit = 500});
  std::vector<std::string> sections, titles;
  for (const DossierSection& s : page.sections) sections.push_back(s.section);
  for (const char* section : {"application", "decision", "inspection", "officer", "report", "violation", "sanction"})
    EXPECT_THAT(sections, Contains(section));
  for (std::size_t i = 1; i < page.entries.size(); ++i) EXPECT_GE(page.entries[i - 1].at, page.entries[i].at);
  for (const DossierEntry& entry : page.entries) titles.push_back(entry.title);
  EXPECT_THAT(titles, Contains("Report of 2022-04-11 corrected (version 2)"));
  EXPECT_THAT(titles, Contains(HasSubstr("· confirmed")));
  EXPECT_GE(page.files, 3);  // the application and two versions of the report
}

TEST_P(Dossiers, are_read_by_section_time_and_page) {
  const auto e = lived_through();
  const DossierPage reports = file(officer, e, {.section = "report"});
  EXPECT_EQ(reports.entries.size(), 2u);
  const DossierPage first = file(officer, e, {.limit = 1}),
                    second = file(officer, e, {.after = first.next, .limit = 1});
  EXPECT_NE(first.entries[0].title + first.entries[0].section, second.entries[0].title + second.entries[0].section);
  EXPECT_TRUE(file(officer, e, {.from = Date{"2022-05-01"}}).entries.empty());
  EXPECT_EQ(
      code_of(look(officer, &Service::dossier, e, DossierFilter{.from = Date{"2022-05-01"}, .to = Date{"2022-04-01"}})),
      "dossier.days");
}

TEST_P(Dossiers, are_for_the_enterprise_its_subdistrict_and_the_command) {
  const auto e = lived_through();
  for (const Actor& reader : {clerk(e), inspector, officer, leader}) EXPECT_FALSE(file(reader, e).entries.empty());
  const Actor stranger = clerk(enterprise());
  const Actor neighbour = actor(OrganisationKind::subdistrict, "210104017", Role::subdistrict_inspector);
  for (const Actor& other : {stranger, neighbour, wang, industry})
    EXPECT_EQ(look(other, &Service::dossier, e, DossierFilter{}).error().kind, ErrorKind::forbidden);
}

TEST_P(Dossiers, of_an_enterprise_that_nobody_watches_have_its_application) {
  const auto e = enterprise();
  must(apply(e, papers(2)));
  EXPECT_FALSE(file(officer, e).entries.empty());
}

TEST_P(Dossiers, become_one_pdf_with_an_index) {
  const auto e = lived_through();
  const http::File pdf = exported(e, DossierFormat::pdf);
  EXPECT_EQ(pdf.content_type, "application/pdf");
  const pdf_test::PdfFile paper(pdf.bytes);
  EXPECT_TRUE(paper.missing_fonts().empty());
  EXPECT_THAT(paper.words(), HasSubstr("Reportof2022-04-11corrected"));
  EXPECT_GE(paper.pages(), 3);  // the first page with the index, the time line, the originals
  EXPECT_EQ(exported(e, DossierFormat::pdf).bytes, pdf.bytes) << "the same file twice";
}

// As whoever gets it checks it: with unzip and sha256sum.
TEST_P(Dossiers, become_an_archive_whose_manifest_has_the_hash_of_every_original) {
  const auto e = lived_through();
  std::string folder = (std::filesystem::temp_directory_path() / "fugong-zip-XXXXXX").string();
  ASSERT_TRUE(mkdtemp(folder.data()));
  std::ofstream(folder + "/d.zip", std::ios::binary) << exported(e, DossierFormat::zip).bytes;
  const auto run = [&](const std::string& command) { return std::system(("cd " + folder + " && " + command).c_str()); };
  EXPECT_EQ(run("unzip -q d.zip && rm d.zip"), 0);
  EXPECT_EQ(run("sha256sum --check --strict --quiet MANIFEST.sha256"), 0);
  EXPECT_EQ(run("test $(find . -type f | wc -l) = $(($(wc -l < MANIFEST.sha256) + 1))"), 0) << "a file is not listed";
  EXPECT_EQ(run("grep -q 闭环外人员进厂 timeline.json"), 0);
  EXPECT_EQ(run("test -s dossier.pdf && grep -q on_site reports/*v2.json"), 0);
  std::filesystem::remove_all(folder);
}

TEST_P(Dossiers, that_leave_the_house_are_in_the_audit_log) {
  const auto e = lived_through();
  exported(e, DossierFormat::zip);
  EXPECT_EQ(engine().query<std::int64_t>([&](db::Session& s) -> Result<std::int64_t> {
    return s
        .one<std::int64_t>("SELECT COUNT(*) FROM audit_entry WHERE action = :a AND subject_id = :s",
                           std::string("dossier.export"), e.text)
        .value_or(0);
  }),
            1);
}

TEST_P(Dossiers, hear_from_rooms_that_come_later) {
  watch_->hooks().dossier.push_back(
      [](db::Session&, const supervision::Context& context, const EnterpriseId&, DossierBook& book) -> Status {
        book.add({context.now, "ticket", "求助", "缺司机", "王五"});
        book.add_json("tickets", "t.json", "ticket", context.now, "{}");
        return {};
      });
  const DossierPage page = file(officer, plant());
  ASSERT_EQ(page.entries.size(), 1u);
  EXPECT_EQ(page.entries[0].title, "求助");
  EXPECT_EQ(page.sections[0].name, "Ticket");
  EXPECT_EQ(page.files, 1);
}
FUGONG_BOTH_ENGINES(Dossiers);

TEST(Dossier, goes_into_several_archives_when_its_originals_are_many) {
  DossierBook book(Timestamp{0}, never);
  for (int i = 0; i < 5; ++i)
    book.add("photos", "a/b.jpg", {{}, "report", Timestamp{1}, 20 << 20, "00"}, [](db::Session&) { return ""; });
  EXPECT_EQ(book.originals[0].file.path, "photos/0001-a_b.jpg");
  EXPECT_EQ(dossier_parts(book.originals), (std::vector<std::size_t>{0, 2, 4}));
}

}  // namespace
}  // namespace fugong::supervision_test
