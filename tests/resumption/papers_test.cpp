// The papers of a case: which there are, and what they say.
#include "resumption/papers.h"

#include <gtest/gtest.h>

#include "resumption/paper_samples.h"

namespace fugong::resumption {
namespace {

using namespace paper_test;

std::string code_of(const Result<Paper>& result) { return result ? "" : result.error().code; }
std::string text_of(const Paper& paper) {
  std::string out;
  for (const std::string& one : paper.paragraphs) out += one + "\n";
  return out;
}
Result<Paper> worded(PaperKind kind, const CaseView& view, Language language = Language::zh_cn) {
  return word_paper(kind, view, a_card(), *dadong(), language, printed_at);
}

TEST(Papers, are_there_when_what_they_say_has_happened) {
  CaseView view = a_view();
  EXPECT_EQ(papers_of(view), (std::vector{PaperKind::decision, PaperKind::certificate, PaperKind::inspection}));
  view.line.state = CaseState::suspended;  // nothing hangs by the gate that is not so
  EXPECT_EQ(papers_of(view), (std::vector{PaperKind::decision, PaperKind::inspection}));
  EXPECT_EQ(code_of(worded(PaperKind::certificate, view)), "case.no_paper");
  view.line.state = CaseState::reviewing;
  view.line.decided_at.reset();
  view.tasks.clear();
  EXPECT_TRUE(papers_of(view).empty());
  for (const PaperKind kind : {PaperKind::decision, PaperKind::certificate, PaperKind::inspection})
    EXPECT_EQ(code_of(worded(kind, view)), "case.no_paper");
}

TEST(Papers, the_decision_speaks_to_the_enterprise_in_the_districts_name) {
  const Paper paper = worded(PaperKind::decision, a_view()).value();
  EXPECT_EQ(paper.head, "沈阳市大东区复工复产工作专班");
  EXPECT_EQ(paper.to, "沈阳新航齿轮有限公司：");
  EXPECT_EQ(paper.title, "关于准予复工复产的决定");
  EXPECT_NE(text_of(paper).find("2022年4月20日提交"), std::string::npos) << text_of(paper);
  EXPECT_NE(text_of(paper).find("准予复工复产"), std::string::npos);
  EXPECT_EQ(paper.day, "2022年4月21日");
  EXPECT_EQ(text_of(paper).find('{'), std::string::npos) << "a placeholder was left";
}

TEST(Papers, a_refusal_and_a_return_give_their_reasons_one_by_one) {
  for (const auto& [state, title] : {std::pair{CaseState::refused, "关于不予复工复产的决定"},
                                     std::pair{CaseState::returned, "复工复产申请补正通知"}}) {
    CaseView view = a_view();
    view.line.state = state;
    view.reasons = {{"", "隔离房间不足"}, {"application_form.contact_phone", "电话无人接听"}};
    const Paper paper = worded(PaperKind::decision, view).value();
    EXPECT_EQ(paper.title, title);
    EXPECT_EQ(paper.paragraphs.at(1), "1．隔离房间不足");
    EXPECT_EQ(paper.paragraphs.at(2), "2．电话无人接听");
    EXPECT_EQ(text_of(paper).find("准予复工复产。"), std::string::npos);
  }
}

TEST(Papers, a_pack_without_words_gets_ours_and_no_red_head) {
  policy::Pack plain = *dadong();
  std::erase_if(plain.texts, [](const auto& text) { return text.first.starts_with("paper."); });
  const Paper paper = word_paper(PaperKind::decision, a_view(), a_card(), plain, Language::en, printed_at).value();
  EXPECT_TRUE(paper.head.empty());
  EXPECT_EQ(paper.title, "Decision: work may be resumed");
}

TEST(Papers, the_record_of_an_inspection_is_of_the_last_one_and_names_what_was_found) {
  CaseView view = a_view();
  TaskView earlier = view.tasks.back();
  earlier.decision = Decision::give_back;
  view.tasks.insert(view.tasks.begin(), earlier);
  const Paper paper = worded(PaperKind::inspection, view).value();
  ASSERT_EQ(paper.findings.size(), 3u);
  EXPECT_EQ(paper.findings[0].result, "合格");
  EXPECT_EQ(paper.findings[2].result, "不合格");
  EXPECT_EQ(paper.findings[2].note, "食堂未错峰");
  EXPECT_EQ(paper.signed_by, "周敏");
  EXPECT_EQ(paper.facts.back().second, "核验合格");
  EXPECT_EQ(paper.signature.size(), 2u);
}

TEST(Papers, strokes_are_read_as_the_phone_sends_them_and_nonsense_draws_nothing) {
  const auto two = strokes_of("M40 60L120 30L200.5 80M10 10L20 20");
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(two[0], (Stroke{{40, 60}, {120, 30}, {200.5, 80}}));
  EXPECT_EQ(two[1], (Stroke{{10, 10}, {20, 20}}));
  for (const char* nonsense : {"", "M", "L", "M1", "M1 2", "M 1 L 2", "....", "-", "M- -L", "LLLL1"})
    EXPECT_TRUE(strokes_of(nonsense).empty()) << nonsense;
}

}  // namespace
}  // namespace fugong::resumption
