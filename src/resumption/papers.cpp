#include "resumption/papers.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/day_words.h"
#include "policy/words.h"

namespace fugong::resumption {
namespace {

const TaskView* inspected(const CaseView& view) {
  const TaskView* found = nullptr;
  for (const TaskView& task : view.tasks)
    if (task.kind == policy::StepKind::inspection && task.decision && task.decided_at) found = &task;
  return found;  // the last one: an inspection may be made again
}

// What the decision says, and since when.
struct Outcome {
  const char* name = nullptr;  // of the texts; none: nobody has decided
  std::optional<Timestamp> at;
};
Outcome outcome_of(const CaseView& view) {
  std::optional<Timestamp> last;
  for (const TaskView& task : view.tasks)
    if (task.decided_at && (!last || *task.decided_at > *last)) last = task.decided_at;
  switch (view.line.state) {
    case CaseState::refused: return {"refused", view.line.ended_at ? view.line.ended_at : last};
    case CaseState::returned: return {"returned", last};
    default: return view.line.decided_at ? Outcome{"approved", view.line.decided_at} : Outcome{};
  }
}

class Worder {
 public:
  Worder(const CaseView& view, const json::Value& enterprise, const policy::Pack& pack, Language language)
      : view_(view), enterprise_(enterprise), pack_(pack), language_(language) {
    params_ = {{"enterprise", view.line.enterprise_name},
               {"usc", fact("usc")},
               {"phase", view.phase_name},
               {"class", view.class_name},
               {"submitted", day(view.line.submitted_at)},
               {"decided", day(view.line.decided_at)},
               {"resumed", day(view.line.resumed_at)}};
  }

  // The pack's words for a paper, or ours, with what they speak of filled in.
  std::string words(const std::string& name) const {
    return fill_text(policy::text_of(pack_, "paper." + name, ("case.paper." + name).c_str(), language_), params_);
  }
  std::string own(const char* key) const { return policy::text_of(pack_, key, nullptr, language_); }
  std::string label(const char* name) const { return message(language_, std::string("case.paper.label.") + name); }
  std::string fact(const char* name) const {
    const json::Object* card = enterprise_.if_object();
    const json::Value* value = card ? card->if_contains(name) : nullptr;
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
  }
  std::string day(const std::optional<Timestamp>& at) const {
    return at ? in_words(local_date(*at, pack_.calendar.zone), language_) : std::string();
  }
  std::string minute(const std::optional<Timestamp>& at) const {
    return at ? to_local_minutes(*at, pack_.calendar.zone) : std::string();
  }

  Paper begin(PaperKind kind, Timestamp now) const {
    Paper paper{.kind = kind, .enterprise_name = view_.line.enterprise_name, .at = now};
    paper.signed_by = own("paper.signed_by");
    paper.reference = message(language_, "case.paper.reference", {{"case", view_.line.id.text}});
    return paper;
  }
  void about_the_works(Paper& paper) const {
    paper.facts = {{label("enterprise"), view_.line.enterprise_name},
                   {label("usc"), fact("usc")},
                   {label("legal_representative"), fact("legal_representative")},
                   {label("address"), fact("address")}};
  }

  Paper decision(const Outcome& outcome, Timestamp now) const {
    Paper paper = begin(PaperKind::decision, now);
    const std::string name = std::string("decision.") + outcome.name;
    paper.head = own("paper.head");
    paper.number = own("paper.number");
    paper.title = words(name + ".title");
    paper.to = words("to");
    paper.paragraphs = policy::paragraphs_of(words(name + ".body"));
    if (outcome.name != std::string_view("approved")) {
      int number = 0;
      for (const Reason& reason : view_.reasons)
        paper.paragraphs.push_back(
            message(language_, "case.paper.item", {{"n", std::to_string(++number)}, {"text", reason.text}}));
      paper.paragraphs.push_back(words(name + ".closing"));
    }
    paper.day = day(outcome.at);
    return paper;
  }

  Paper certificate(Timestamp now) const {
    Paper paper = begin(PaperKind::certificate, now);
    paper.title = words("certificate.title");
    paper.paragraphs = policy::paragraphs_of(words("certificate.body"));
    about_the_works(paper);
    paper.facts.emplace_back(label("class"), view_.class_name);
    paper.facts.emplace_back(label("phase"), view_.phase_name);
    paper.facts.emplace_back(label("decided"), day(view_.line.decided_at));
    paper.facts.emplace_back(label("resumed"), day(view_.line.resumed_at));
    paper.day = day(view_.line.resumed_at);
    return paper;
  }

  Paper inspection(const TaskView& task, Timestamp now) const {
    Paper paper = begin(PaperKind::inspection, now);
    const policy::Checklist* list = task.checklist ? pack_.checklist(*task.checklist) : nullptr;
    paper.title = list ? list->name.in(language_) : words("inspection.title");
    about_the_works(paper);
    const Evidence evidence = task.evidence.value_or(Evidence{});
    paper.facts.emplace_back(label("inspected_at"), minute(evidence.made_at ? evidence.made_at : task.decided_at));
    if (evidence.latitude && evidence.longitude)
      paper.facts.emplace_back(label("place"), fmt::format("{:.5f}, {:.5f}", *evidence.latitude, *evidence.longitude));
    const bool passed = task.decision == Decision::approve;
    paper.facts.emplace_back(label("outcome"), words(passed ? "inspection.passed" : "inspection.failed"));
    for (const Finding& finding : task.findings) paper.findings.push_back(found(list, finding));
    for (const Reason& reason : task.reasons) paper.paragraphs.push_back(reason.text);
    if (evidence.signature) paper.signature = strokes_of(*evidence.signature);
    paper.signed_by = task.decided_by_name.value_or("");
    paper.day = day(task.decided_at);
    return paper;
  }

 private:
  PaperFinding found(const policy::Checklist* list, const Finding& finding) const {
    std::string text = finding.item;
    if (list)
      for (const policy::ChecklistItem& item : list->items)
        if (item.id == finding.item) text = item.text.in(language_);
    return {text, message(language_, finding.passed ? "case.paper.passed" : "case.paper.failed"),
            finding.note.value_or("")};
  }

  const CaseView& view_;
  const json::Value& enterprise_;
  const policy::Pack& pack_;
  Language language_;
  TextParams params_;
};

}  // namespace

std::vector<PaperKind> papers_of(const CaseView& view) {
  std::vector<PaperKind> out;
  if (outcome_of(view).name) out.push_back(PaperKind::decision);
  if (view.line.state == CaseState::resumed) out.push_back(PaperKind::certificate);
  if (inspected(view)) out.push_back(PaperKind::inspection);
  return out;
}

Result<Paper> word_paper(PaperKind kind, const CaseView& view, const json::Value& enterprise, const policy::Pack& pack,
                         Language language, Timestamp now) {
  const std::vector<PaperKind> there = papers_of(view);
  if (std::ranges::find(there, kind) == there.end()) return fail(ErrorKind::not_found, "case.no_paper");
  const Worder worder(view, enterprise, pack, language);
  switch (kind) {
    case PaperKind::decision: return worder.decision(outcome_of(view), now);
    case PaperKind::certificate: return worder.certificate(now);
    case PaperKind::inspection: return worder.inspection(*inspected(view), now);
  }
  return fail(ErrorKind::not_found, "case.no_paper");
}

std::vector<Stroke> strokes_of(std::string_view path) {
  std::vector<Stroke> out;
  std::vector<double> numbers;
  const auto take = [&] {
    if (numbers.size() < 2) return;
    if (out.empty()) out.emplace_back();
    out.back().emplace_back(numbers[numbers.size() - 2], numbers.back());
    numbers.clear();
  };
  const char* const end = path.data() + path.size();
  for (const char* at = path.data(); at < end;) {
    if (*at == 'M') out.emplace_back();
    double number = 0;
    const auto [next, problem] = std::from_chars(at, end, number);
    if (problem == std::errc()) {
      numbers.push_back(number);
      at = next;
    } else {
      if (*at == 'M' || *at == 'L') numbers.clear();
      ++at;
    }
    if (numbers.size() == 2) take();
  }
  std::erase_if(out, [](const Stroke& stroke) { return stroke.size() < 2; });
  return out;
}

}  // namespace fugong::resumption
