// A case to print papers of.
#pragma once

#include "policy/loader.h"
#include "resumption/view.h"

namespace fugong::resumption::paper_test {

const Timestamp printed_at{1'650'513'600'000};  // 2022-04-21 12:00 in Shenyang

inline policy::PackPtr dadong() {
  static const policy::PackPtr pack =
      policy::load_folder(std::string(FUGONG_SOURCE_DIR) + "/policies/dadong-2022").pack;
  return pack;
}

inline json::Value a_card() {
  return json::Object{{"name", "沈阳新航齿轮有限公司"},
                      {"usc", "91210104MA0QWERT2X"},
                      {"legal_representative", "王伟"},
                      {"address", "沈阳市大东区东贸路 8 号"}};
}

// At work: applied for on the 20th, decided on the 21st, inspected with one fault that is no matter of must.
inline CaseView a_view() {
  CaseView view;
  view.line = {.id = CaseId{"01804a3c-7f2e-7b1d-9c64-5a0e13f2d788"},
               .enterprise_name = "沈阳新航齿轮有限公司",
               .state = CaseState::resumed,
               .submitted_at = Timestamp{1'650'420'000'000},
               .decided_at = Timestamp{1'650'500'000'000},
               .resumed_at = Timestamp{1'650'510'000'000}};
  view.phase_name = "有序复工";
  view.class_name = "规模以上工业企业";
  TaskView task;
  task.kind = policy::StepKind::inspection;
  task.decision = Decision::approve;
  task.decided_at = Timestamp{1'650'506'400'000};
  task.decided_by_name = "周敏";
  task.checklist = "five_readinesses";
  task.findings = {{"mechanism", true, {}}, {"people", true, "台账齐全"}, {"canteen", false, "食堂未错峰"}};
  task.evidence = Evidence{.latitude = 41.80512,
                           .longitude = 123.46813,
                           .accuracy_metres = 12,
                           .made_at = Timestamp{1'650'506'000'000},
                           .signature = "M60 150L120 60L150 160L200 90L260 140M300 60L320 180L400 80L470 150L560 110"};
  view.tasks = {task};
  return view;
}

}  // namespace fugong::resumption::paper_test
