// The official papers of a case – the decision, the certificate that work may start, the record of the inspection –
// worded from its records by the pack's texts paper.*, or by our own where the pack has none. Pure.
#pragma once

#include "resumption/view.h"

namespace fugong::resumption {

struct PaperFinding {
  std::string text, result, note;
};
using Stroke = std::vector<std::pair<double, double>>;

struct Paper {
  PaperKind kind = PaperKind::decision;
  std::string head, number;  // of red-headed documents, where the pack has a mark; else empty
  std::string title;
  std::string to;                                          // whom it speaks to; empty: nobody
  std::vector<std::string> paragraphs;                     // before the facts
  std::vector<std::pair<std::string, std::string>> facts;  // label and value
  std::vector<PaperFinding> findings;                      // of inspections
  std::vector<Stroke> signature;                           // of the inspector, in a box of 600 × 240
  std::string signed_by, day;                              // who issues it, and the day in words
  std::string reference;                                   // which case it is of
  std::string enterprise_name;
  Timestamp at{};
};

// Which papers the case has now: a decision once it was decided, refused or given back; the certificate while it is at
// work; the record once an inspection was made.
std::vector<PaperKind> papers_of(const CaseView& view);

// `enterprise` is the register's card of it. Code case.no_paper.
Result<Paper> word_paper(PaperKind kind, const CaseView& view, const json::Value& enterprise, const policy::Pack& pack,
                         Language language, Timestamp now);

// "M40 60L120 30…", as the phone's page sends it.
std::vector<Stroke> strokes_of(std::string_view path);

}  // namespace fugong::resumption
