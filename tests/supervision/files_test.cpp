// Photos and papers of reports, violations, sanctions and inspections: who adds, reads and takes them away.
#include <gmock/gmock.h>

#include "attachment/service.h"
#include "crypto/hash.h"
#include "supervision/world.h"

namespace fugong::supervision_test {
namespace {

using attachment::AttachmentLine;

constexpr std::string_view pdf = "%PDF-1.7\n%%EOF\n";
// One grey point.
const std::string png = crypto::from_hex(
                            "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
                            "0000000a49444154789c636800000082008177cd72b60000000049454e44ae426082")
                            .value_or("");

class Evidence : public World {
 protected:
  Result<AttachmentLine> add(const Actor& a, const FilesOf& of, std::string_view bytes = png) {
    auto line = act(a, &Service::begin_attachment, of, attachment::BeginRequest{"照片", std::int64_t(bytes.size())});
    if (!line) return line;
    const auto piece = look(a, &Service::prepare_piece, of, line->id, std::int64_t{0}, bytes);
    if (!piece) return std::unexpected(piece.error());
    FG_CHECK(act(a, &Service::put_piece, of, *piece));
    const auto examined = look(a, &Service::examine_attachment, of, line->id);
    if (!examined) return std::unexpected(examined.error());
    return act(a, &Service::complete_attachment, of, *examined);
  }
  std::string remove(const Actor& a, const FilesOf& of, const attachment::AttachmentId& file) {
    return code_of(write<int>([&](db::Session& s) -> Result<int> {
      FG_CHECK(watch_->remove_attachment(s, as(a), of, file));
      return 0;
    }));
  }
  ReportDay today(const EnterpriseId& e) { return {e, Date{"2022-04-11"}}; }
};

TEST_P(Evidence, photos_of_a_report_are_told_by_their_content) {
  const auto e = plant();
  EXPECT_EQ(code_of(add(clerk(e), today(e), "no photo at all, whatever its name says")), "attachment.type");
  EXPECT_EQ(code_of(add(clerk(e), today(e), pdf)), "supervision.not_a_photo");
  EXPECT_EQ(code_of(add(clerk(e), today(e), std::string_view(png).substr(0, 40))), "attachment.damaged");
  const auto line = must(add(clerk(e), today(e)));
  const auto view = must(look(officer, &Service::report_of, e, Date{"2022-04-11"}));
  ASSERT_EQ(view.photos.size(), 1u);
  EXPECT_EQ(view.photos[0].id, line.id);
  EXPECT_EQ(must(look(inspector, &Service::read_attachment, FilesOf{today(e)}, line.id)).bytes, png);
}

TEST_P(Evidence, a_report_takes_so_many_photos_and_keeps_those_that_were_filed) {
  const auto e = plant();
  const auto kept = must(add(clerk(e), today(e)));
  must(act(clerk(e), &Service::report, e, report_for("2022-04-11")));
  EXPECT_EQ(remove(clerk(e), today(e), kept.id), "attachment.handed_in");
  const auto spare = must(add(clerk(e), today(e)));
  EXPECT_EQ(remove(clerk(e), today(e), spare.id), "");
  for (int i = 1; i < small_rules().report.photos_max; ++i) must(add(clerk(e), today(e)));
  EXPECT_EQ(code_of(add(clerk(e), today(e))), "report.photos");
  EXPECT_EQ(code_of(add(clerk(e), ReportDay{e, Date{"2022-04-12"}})), "report.future");
}

TEST_P(Evidence, both_sides_add_to_a_violation_while_it_is_open) {
  const auto e = plant();
  const ViolationId v = confirmed(e);
  const Actor own = clerk(e);
  const auto theirs = must(add(own, v, pdf));
  const auto ours = must(add(inspector, v));
  EXPECT_EQ(must(look(clerk(e), &Service::violation, v)).files.size(), 2u);
  EXPECT_EQ(remove(own, v, ours.id), "evidence.others");
  EXPECT_EQ(remove(own, v, theirs.id), "");
  EXPECT_EQ(code_of(add(clerk(enterprise()), v)), "auth.forbidden");
  EXPECT_EQ(code_of(look(clerk(enterprise()), &Service::attachments, FilesOf{v})), "auth.forbidden");
  must(act(clerk(e), &Service::appeal, v, TextRequest{"不服"}));
  EXPECT_EQ(remove(inspector, v, ours.id), "attachment.handed_in");
  must(act(other_officer, &Service::hear, v, HearingRequest{Hearing::uphold, "维持"}));
  EXPECT_EQ(code_of(add(inspector, v)), "violation.state");
}

TEST_P(Evidence, a_rectification_is_shown_with_photos_until_it_is_lifted) {
  const auto e = plant_at_work();
  const ViolationId v = confirmed(e);
  const SanctionId s = must(act(officer, &Service::order, SanctionRequest{e, "rectification", "整改", {v}})).line.id;
  must(add(clerk(e), s));
  must(act(clerk(e), &Service::rectify, s, TextRequest{"已整改，见照片"}));
  must(add(inspector, s));
  EXPECT_EQ(must(look(officer, &Service::sanction, s)).files.size(), 2u);
  must(act(inspector, &Service::inspect_again, s, InspectRequest{Outcome::passed, "合格"}));
  EXPECT_EQ(code_of(add(clerk(e), s)), "sanction.state");
}

TEST_P(Evidence, photos_of_an_inspection_are_the_inspector_s_until_the_result_is_in) {
  const auto e = plant();
  const auto plan = must(act(officer, &Service::draw_inspections, PlanRequest{}));
  const InspectionId id = plan.inspections.at(0).id;
  EXPECT_EQ(code_of(add(clerk(e), id)), "auth.forbidden");
  must(add(inspector, id));
  must(act(inspector, &Service::record_inspection, id, ResultRequest{{{"gate", true, {}}, {"posters", true, {}}}, {}}));
  EXPECT_EQ(code_of(add(inspector, id)), "inspection.done");
  EXPECT_EQ(code_of(add(inspector, InspectionId{uuid(1)})), "inspection.not_found");
}

TEST_P(Evidence, an_officer_adds_to_the_own_plant_only) {
  const auto e = plant(), other = plant();
  assign(e, wang);
  must(add(wang, today(e)));
  EXPECT_EQ(code_of(add(wang, today(other))), "officer.not_assigned");
  must(add(wang, confirmed(e)));
}
FUGONG_BOTH_ENGINES(Evidence);

}  // namespace
}  // namespace fugong::supervision_test
