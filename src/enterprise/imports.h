// Internal to enterprise/: a file read, checked and sealed, waiting for the writer.
#pragma once

#include <algorithm>

#include "enterprise/import_table.h"
#include "enterprise/service.h"
#include "enterprise/store.h"

namespace fugong::enterprise {

struct RejectedFault {
  std::string field, code;
  std::map<std::string, std::string> params;
};
BOOST_DESCRIBE_STRUCT(RejectedFault, (), (field, code, params))

struct RejectedRow {
  std::int64_t number = 0;
  std::vector<std::string> cells;
  std::vector<RejectedFault> faults;
};
BOOST_DESCRIBE_STRUCT(RejectedRow, (), (number, cells, faults))

// What one stored text holds: some rows and, for each text to stand alone, the headings they came under.
struct RejectedPart {
  std::vector<std::string> heading;
  std::vector<RejectedRow> rows;
};
BOOST_DESCRIBE_STRUCT(RejectedPart, (), (heading, rows))

// What all imports share.
struct ImportBasis {
  Import import;
  std::vector<ImportFault> errors;  // the first ones, in the reader's language
  std::vector<std::string> sealed;  // RejectedPart each
};

struct RosterImport : ImportBasis {
  EnterpriseId enterprise;
  std::vector<WorkerChange> good;
};
struct VehicleImport : ImportBasis {
  EnterpriseId enterprise;
  std::vector<Vehicle> good;
};
struct RegisterImport : ImportBasis {
  std::vector<Enterprise> good;
};

// Gathers the rejected rows while a table is read.
class Rejects {
 public:
  Rejects(const ServiceOptions& o, ImportKind kind, const sheet::Row& heading, Language language)
      : o_(o), kind_(kind), language_(language) {
    part_.heading = heading.cells;
  }
  void add(const sheet::Row& row, const Faults& faults);
  void finish(ImportBasis& basis);

 private:
  void seal_part();

  const ServiceOptions& o_;
  ImportKind kind_;
  Language language_;
  RejectedPart part_;
  std::size_t part_bytes_ = 0;
  std::int64_t rejected_ = 0;
  std::vector<ImportFault> errors_;
  std::vector<std::string> sealed_;
};

// Sorted ids, so that rows made at one instant are listed in the order of their file.
template <class Tag>
std::vector<Id<Tag>> make_ids(std::size_t count, Timestamp now, Random& random) {
  std::vector<Id<Tag>> ids;
  ids.reserve(count);
  for (std::size_t i = 0; i < count; ++i) ids.push_back(Id<Tag>::make(now, random));
  std::ranges::sort(ids);
  return ids;
}

// Records the import and its rejected rows, forgets those of earlier ones, and answers.
ImportReceipt record(db::Session& session, const ServiceOptions& o, const Context& context, const ImportBasis& basis,
                     std::int64_t imported, std::int64_t updated);

// The rejected rows as CSV, with a column that says why.
Result<http::File> rejected_file(const ServiceOptions& o, ImportKind kind, std::span<const std::string> sealed,
                                 Language language);
Result<RejectedRows> rejected_cells(const ServiceOptions& o, ImportKind kind, std::span<const std::string> sealed,
                                    Language language);
Result<http::File> template_file(ImportKind kind, Language language);

}  // namespace fugong::enterprise
