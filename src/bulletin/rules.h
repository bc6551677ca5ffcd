// The arithmetic and the words of the bulletin. Pure.
#pragma once

#include <vector>

#include "bulletin/model.h"
#include "policy/pack.h"

namespace fugong::bulletin {

constexpr double capacity_percent_default = 80;  // where the pack has no indicator of the measure capacity_over_80

// In percent with one decimal, halves upward; 0 of nothing is 0.
double percent_of(std::int64_t part, std::int64_t whole);

// What an enterprise must exceed to count as recovered, in tenths of a percent of its normal output.
std::int64_t capacity_threshold_of(const policy::Pack& pack);

// What a bulletin of the day looks at: its records from `begin` to `until`, both included. `until` is the day's last
// millisecond, or `now` while the day lasts.
struct Span {
  Timestamp begin, until;
};
Span span_of(const Date& as_of, const std::string& zone, Timestamp now);

// 48480 → "48,480".
std::string with_thousands(std::int64_t number);

// The bulletin as the district publishes it: the pack's texts bulletin.title and bulletin.body, or our own where the
// pack has none. Placeholders are the JSON names of Bulletin's members: as_of in words, numbers with thousands
// separators. A title line, an empty line, then the body; ends with a line feed.
std::string to_text(const Bulletin& bulletin, const policy::Pack& pack, Language language);

// Every figure by name, as it is printed beside the day before: with thousands separators, percentages with one
// decimal, differences with their sign ("+12", "−0.3 points", or that nothing changed). The first is the day itself.
struct Figure {
  std::string name, value, before, difference;
};
std::vector<Figure> figures_of(const Bulletin& bulletin, const Bulletin& before, Language language);

// Every figure but the day, beside the day before.
std::vector<FigureChange> changes_of(const Bulletin& bulletin, const Bulletin& before);

// A day's bulletin beside the day before, with the pack that words it: what is printed.
struct Edition {
  Bulletin bulletin, before;
  policy::PackPtr pack;
};

// At most `spots_max` spots: each place its own, or else the places of each square of a grid together, the squares as
// small as that allows. A square stands where its places' middle is.
std::vector<Spot> gather(std::vector<Spot> places, std::size_t spots_max);

// The bulletin in the parts that paper needs. A pack with the text bulletin.head has red-headed documents
// (GB/T 9704-2012, 7.2): `head` is then the issuing authority's mark; `number` and `signed_by` come from
// bulletin.number and bulletin.signed_by and may be empty.
struct Wording {
  std::string title;
  std::vector<std::string> paragraphs;
  std::string head, number, signed_by;
  std::string date;  // in words
};
Wording wording_of(const Bulletin& bulletin, const policy::Pack& pack, Language language);

}  // namespace fugong::bulletin
