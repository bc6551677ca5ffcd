#include "enterprise/imports.h"

#include "audit/log.h"
#include "enterprise/purposes.h"

namespace fugong::enterprise {
namespace {

constexpr std::size_t part_bytes_max = 128 * 1024;  // of cells in one sealed text

const char* action_of(ImportKind kind) {
  switch (kind) {
    case ImportKind::roster: return "roster.import";
    case ImportKind::vehicles: return "vehicle.import";
    case ImportKind::enterprises: return "enterprise.import";
  }
  return "import";
}

// "手机号：…"; the heading says where, the message what to do.
std::string reason_of(ImportKind kind, const RejectedFault& fault, Language language) {
  const auto known = headings(kind);
  const auto heading = std::ranges::find(known, fault.field, &Heading::field);
  const std::string text = message(language, fault.code, TextParams(fault.params.begin(), fault.params.end()));
  if (heading == known.end()) return text;
  return language == Language::en ? std::string(heading->en) + ": " + text : std::string(heading->zh_cn) + "：" + text;
}

}  // namespace

void Rejects::add(const sheet::Row& row, const Faults& faults) {
  RejectedRow rejected{static_cast<std::int64_t>(row.number), row.cells, {}};
  for (const FieldError& fault : faults) {
    rejected.faults.push_back({fault.field, fault.code, {fault.params.begin(), fault.params.end()}});
    if (errors_.size() < import_errors_shown)
      errors_.push_back({rejected.number, fault.field, fault.code, message(language_, fault.code, fault.params)});
  }
  for (const std::string& cell : row.cells) part_bytes_ += cell.size();
  part_.rows.push_back(std::move(rejected));
  ++rejected_;
  if (part_bytes_ >= part_bytes_max || part_.rows.size() >= 500) seal_part();
}

void Rejects::seal_part() {
  if (part_.rows.empty()) return;
  sealed_.push_back(o_.vault.seal(json::write(part_), purpose::rejected_rows));
  part_.rows.clear();
  part_bytes_ = 0;
}

void Rejects::finish(ImportBasis& basis) {
  seal_part();
  basis.import.kind = kind_;
  basis.import.rejected = rejected_;
  basis.errors = std::move(errors_);
  basis.sealed = std::move(sealed_);
}

ImportReceipt record(db::Session& session, const ServiceOptions& o, const Context& context, const ImportBasis& basis,
                     std::int64_t imported, std::int64_t updated) {
  Import import = basis.import;
  import.at = context.now;
  import.by_person = context.actor.person.text;
  import.imported = imported;
  import.updated = updated;
  Store store(o.district, session);
  store.insert(import);
  store.insert_rejects(import.id, basis.sealed);
  store.forget_earlier_rejects(import);
  const json::Object detail{
      {"rows", import.rows}, {"imported", imported}, {"updated", updated}, {"rejected", import.rejected}};
  audit::append(session, {.district = o.district,
                          .at = context.now,
                          .actor = context.actor.person.text,
                          .actor_name = context.actor.person_name,
                          .action = action_of(import.kind),
                          .subject_kind = import.enterprise.empty() ? "import" : "enterprise",
                          .subject_id = import.enterprise.empty() ? import.id.text : import.enterprise,
                          .detail = json::write_value(detail)});
  ImportReceipt receipt{import.id, import.rows, imported, updated, import.rejected, basis.errors, {}};
  if (import.rejected > 0) receipt.error_file = import.id;
  return receipt;
}

Result<http::File> rejected_file(const ServiceOptions& o, ImportKind kind, std::span<const std::string> sealed,
                                 Language language) {
  sheet::Table table;
  std::size_t width = 0;
  for (const std::string& text : sealed) {
    FG_TRY(const std::string plain, o.vault.open(text, purpose::rejected_rows));
    FG_TRY(RejectedPart part, json::read<RejectedPart>(plain));
    if (table.rows.empty()) {
      width = part.heading.size();
      for (const RejectedRow& row : part.rows) width = std::max(width, row.cells.size());
      part.heading.resize(width);
      part.heading.push_back(message(language, "import.column.row"));
      part.heading.push_back(message(language, "import.column.reason"));
      table.rows.push_back({1, std::move(part.heading)});
    }
    for (RejectedRow& row : part.rows) {
      row.cells.resize(width);
      std::string reasons;
      for (const RejectedFault& fault : row.faults)
        reasons.append(reasons.empty()            ? ""
                       : language == Language::en ? " "
                                                  : "")
            .append(reason_of(kind, fault, language));
      row.cells.push_back(std::to_string(row.number));
      row.cells.push_back(std::move(reasons));
      table.rows.push_back({static_cast<std::size_t>(row.number), std::move(row.cells)});
    }
  }
  return http::File{"text/csv; charset=utf-8", message(language, "import.file.rejected") + ".csv",
                    sheet::write_csv(table)};
}

Result<RejectedRows> rejected_cells(const ServiceOptions& o, ImportKind kind, std::span<const std::string> sealed,
                                    Language language) {
  RejectedRows out;
  for (const std::string& text : sealed) {
    FG_TRY(const std::string plain, o.vault.open(text, purpose::rejected_rows));
    FG_TRY(RejectedPart part, json::read<RejectedPart>(plain));
    if (out.headings.empty()) {
      out.headings = std::move(part.heading);
      for (const std::string& heading : out.headings) out.fields.emplace_back(field_of(kind, heading));
    }
    for (RejectedRow& row : part.rows) {
      ++out.total;
      if (out.rows.size() >= rejected_rows_shown) continue;
      RejectedCells cells{row.number, std::move(row.cells), {}};
      cells.cells.resize(std::max(cells.cells.size(), out.headings.size()));
      for (const RejectedFault& f : row.faults)
        cells.faults.push_back(
            {row.number, f.field, f.code, message(language, f.code, TextParams(f.params.begin(), f.params.end()))});
      out.rows.push_back(std::move(cells));
    }
  }
  return out;
}

Result<http::File> template_file(ImportKind kind, Language language) {
  std::vector<sheet::Column> columns;
  for (const Heading& h : headings(kind))
    columns.push_back(
        {std::string(language == Language::en ? h.en : h.zh_cn) + (h.needed ? "*" : ""), h.width_characters});
  const std::string name = message(language, "import.file." + std::string(json::enum_name(kind)));
  FG_TRY(std::string bytes, sheet::write_xlsx(name, columns, {}));
  return http::File{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name + ".xlsx",
                    std::move(bytes)};
}

}  // namespace fugong::enterprise
