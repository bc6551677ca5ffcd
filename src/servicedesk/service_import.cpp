// Problems from a table, CSV or XLSX: each row is a ticket of its own, and what is wrong with one is said beside it.
#include <algorithm>
#include <map>

#include "enterprise/service.h"
#include "servicedesk/work.h"
#include "sheet/table.h"

namespace fugong::servicedesk {

struct TicketImport {
  struct Row {
    std::int64_t number = 0;
    TicketRequest request;
  };
  std::vector<Row> rows;
  std::vector<RefusedRow> refused;
};

namespace {

struct Heading {
  std::string_view field;
  std::vector<std::string_view> names;
};
const std::vector<Heading> headings{
    {"usc", {"统一社会信用代码", "信用代码", "usc"}},
    {"category", {"类别", "category"}},
    {"priority", {"优先级", "priority"}},
    {"title", {"标题", "诉求", "title"}},
    {"text", {"内容", "描述", "text"}},
};

std::map<std::string_view, std::size_t> columns_of_tickets(const sheet::Row& heading) {
  std::map<std::string_view, std::size_t> out;
  for (const Heading& h : headings)
    for (std::size_t i = 0; i < heading.cells.size(); ++i)
      if (std::ranges::find(h.names, std::string_view(heading.cells[i])) != h.names.end()) out.emplace(h.field, i);
  return out;
}

// Ids, or names in either language.
template <class T>
std::string id_of(const std::vector<T>& list, const std::string& said) {
  for (const T& item : list)
    if (item.id == said || item.name.zh_cn == said || item.name.en == said) return item.id;
  return said;
}

RefusedRow refusal(const Context& context, std::int64_t row, const Error& e) {
  return {row, e.field, e.code, message(context.language, e.code, e.params)};
}

class RowReader {
 public:
  RowReader(const ServiceOptions& o, db::Session& session, const Context& context, const policy::ServiceRules& rules,
            std::map<std::string_view, std::size_t> columns)
      : o_(o), session_(session), context_(context), rules_(rules), columns_(std::move(columns)) {}

  Result<TicketRequest> read(const sheet::Row& row) {
    TicketRequest r{.client = make_uuid_v7(context_.now, o_.random),
                    .category = id_of(rules_.categories, cell(row, "category")),
                    .title = cell(row, "title"),
                    .text = cell(row, "text")};
    if (const std::string priority = cell(row, "priority"); !priority.empty())
      r.priority = id_of(rules_.priorities, priority);
    if (r.text.empty()) r.text = r.title;
    const std::string usc = cell(row, "usc");
    const auto found = o_.enterprises.list(session_, {context_.actor, context_.now, context_.language},
                                           {.search = usc.empty() ? std::optional<std::string>("?") : usc, .limit = 2});
    if (!found) return std::unexpected(found.error());
    if (found->items.size() != 1) return invalid("ticket.enterprise_unknown", "usc", {{"usc", usc}});
    r.enterprise = found->items.front().id;
    return r;
  }

 private:
  std::string cell(const sheet::Row& row, std::string_view field) const {
    const auto found = columns_.find(field);
    return found == columns_.end() ? std::string() : std::string(row.at(found->second));
  }

  const ServiceOptions& o_;
  db::Session& session_;
  const Context& context_;
  const policy::ServiceRules& rules_;
  const std::map<std::string_view, std::size_t> columns_;
};

}  // namespace

Result<TicketImportPtr> Service::prepare_import(db::Session& session, const Context& context, std::string_view file) {
  if (!identity::allows(context.actor, "ticket.import")) FG_CHECK(identity::require(context.actor, "ticket.import"));
  FG_TRY(const policy::InForce in_force, o_.policies.in_force(session));
  FG_TRY(const sheet::Table table, sheet::read_table(file, {.rows_max = imported_rows_max + 1}));
  if (table.rows.empty()) return invalid("sheet.empty");
  auto columns = columns_of_tickets(table.rows.front());
  for (const char* needed : {"usc", "category", "title"})
    if (!columns.contains(needed)) return invalid("ticket.headings");
  auto out = std::make_shared<TicketImport>();
  RowReader reader(o_, session, context, in_force.pack->service, std::move(columns));
  for (std::size_t i = 1; i < table.rows.size(); ++i) {
    const std::int64_t number = std::int64_t(table.rows[i].number);
    auto request = reader.read(table.rows[i]);
    if (request) out->rows.push_back({number, std::move(*request)});
    else out->refused.push_back(refusal(context, number, request.error()));
  }
  return TicketImportPtr(std::move(out));
}

Result<ImportReceipt> Service::import(db::Session& session, const Context& context, const TicketImportPtr& prepared) {
  ImportReceipt receipt{0, prepared->refused};
  for (const TicketImport::Row& row : prepared->rows) {
    const auto raised = raise_checked(session, context, row.request, Source::file);
    if (raised) ++receipt.raised;
    else receipt.refused.push_back(refusal(context, row.number, raised.error()));
  }
  std::ranges::sort(receipt.refused, {}, &RefusedRow::row);
  return receipt;
}

}  // namespace fugong::servicedesk
