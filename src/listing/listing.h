// Any list as a file: the rows that its page of the API shows, under the same right, as a workbook or on paper.
//
//   listing::declare<CaseFilter, CaseLine>(router, desk, {
//       .route = {Method::post, "/api/v1/cases/export", "case.read", "exportCases", "The list of cases as a file"},
//       .name = "cases",
//       .page = [&](Call& call, db::Session& session, const CaseFilter& filter) { return service.list(…); },
//       .columns = {{"enterprise", 30, [](const CaseLine& line, const Words&) { return line.enterprise_name; }}, …}});
//
// A file takes data out of the house. So who took which list, with how many rows, is in the audit log before the file
// is made; which filters were set stands there too, but not their values, which may name people. What the list masks
// stays masked. The title is the text listing.title.NAME, a heading listing.column.COLUMN.
// Codes: listing.too_many, those of the list itself.
#pragma once

#include <functional>
#include <map>

#include "http/router.h"
#include "listing/sheet.h"

namespace fugong::listing {

constexpr int page_rows = 200;  // read at once; what every list allows

// The district that gives its lists out; outlives the router.
struct Desk {
  DistrictCode district;
  std::string name, name_en;
  std::string zone;
  // Of a GB/T 2260 code, in the reader's language; empty: none is known.
  std::function<std::string(db::Session&, const std::string& code, Language)> place_name{};
};

// How one reader's cells are written.
class Words {
 public:
  Words(const Desk& desk, db::Session& reader, Language readers) : session(reader), language(readers), desk_(desk) {}

  std::string time(const std::optional<Timestamp>& at) const;  // minutes in the district's zone; empty: none
  std::string place(const std::string& code) const;            // its name, else the code
  std::string yes(bool value) const;
  // The text listing.WHAT.NAME of an enumerator.
  template <class E>
  std::string choice(std::string_view what, E value) const {
    return message(language, "listing." + std::string(what) + "." + std::string(json::enum_name(value)));
  }
  // What is the same for many rows is asked once.
  const std::string& once(const std::string& key, const std::function<std::string()>& ask) const;

  db::Session& session;
  Language language;

 private:
  const Desk& desk_;
  mutable std::map<std::string, std::string> known_;
};

template <class Line>
struct Column {
  const char* name;
  double width_characters;
  std::function<std::string(const Line&, const Words&)> cell;
};

template <class Filter, class Line>
struct List {
  http::Route route;
  const char* name;
  std::function<Result<http::Page<Line>>(http::Call&, db::Session&, const Filter&)> page;
  std::vector<Column<Line>> columns;
};

// What somebody asks for: the list's own filter, without where it goes on.
template <class Filter>
struct Order {
  Format format = Format::xlsx;
  std::optional<Filter> filter;
  BOOST_DESCRIBE_CLASS(Order, (), (format, filter), (), ())
};

struct Taken {
  Sheet sheet;
  std::string list;
  std::string whose;  // the enterprise in the path; empty: the district's
  std::vector<std::string> filters;
};

Sheet begin_sheet(const Desk& desk, const http::Call& call, const char* name, Format format);
Status check_size(std::size_t rows, Format format);
void record(db::Session& session, const Desk& desk, const http::Call& call, const Taken& taken);

template <class Filter>
std::vector<std::string> filters_of(const Filter& filter) {
  std::vector<std::string> set;
  boost::mp11::mp_for_each<json::detail::Members<Filter>>([&](auto member) {
    if (filter.*member.pointer) set.emplace_back(member.name);
  });
  return set;
}

template <class Filter, class Line>
Result<Taken> take(const Desk& desk, const List<Filter, Line>& list, http::Call& call, db::Session& session,
                   const Order<Filter>& order) {
  Filter filter = order.filter.value_or(Filter{});
  if constexpr (requires { filter.after; }) {
    filter.after.reset();
    filter.limit.reset();
  }
  Taken taken{begin_sheet(desk, call, list.name, order.format), list.name, std::string(call.param("id")),
              filters_of(filter)};
  for (const Column<Line>& column : list.columns)
    taken.sheet.headings.push_back(
        {message(call.language, "listing.column." + std::string(column.name)), column.width_characters});
  const Words words(desk, session, call.language);
  for (bool more = true; more;) {
    if constexpr (requires { filter.limit; }) filter.limit = page_rows;
    FG_TRY(const http::Page<Line> page, list.page(call, session, filter));
    for (const Line& line : page.items) {
      auto& row = taken.sheet.rows.emplace_back();
      for (const Column<Line>& column : list.columns) row.push_back(column.cell(line, words));
    }
    FG_CHECK(check_size(taken.sheet.rows.size(), order.format));
    more = page.next.has_value();
    if constexpr (requires { filter.after; }) filter.after = page.next;
    else more = false;
  }
  return taken;
}

template <class Filter, class Line>
void declare(http::Router& router, const Desk& desk, List<Filter, Line> list) {
  const http::Route route = list.route;
  router.recorded<Order<Filter>, Taken, http::File>(
      route,
      [&desk, list = std::move(list)](http::Call& call, db::Session& reader, const Order<Filter>& order) {
        return take(desk, list, call, reader, order);
      },
      [&desk](http::Call& call, db::Session& session, const Taken& taken) -> Status {
        record(session, desk, call, taken);
        return {};
      },
      [](http::Call&, const Taken& taken) { return to_file(taken.sheet); });
}

}  // namespace fugong::listing
