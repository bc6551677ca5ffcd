// One file: everything that the records say of an enterprise, in one time line, with the originals.
//
// Each room that knows something contributes to the book; whoever comes later registers a contributor of its own
// (Hooks::dossier) and appears in the time line, the PDF and the archive without a change here.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "db/session.h"
#include "enterprise/view.h"
#include "http/message.h"
#include "policy/pack.h"
#include "sheet/zip.h"

namespace fugong::supervision {

constexpr std::size_t dossier_entries_max = 20'000;  // a year of a large plant; some 700 pages
constexpr std::size_t dossier_files_max = 5'000;
constexpr std::int64_t dossier_part_bytes = 48 << 20;  // of originals in one archive; what memory holds of them

struct DossierEntry {
  Timestamp at{};
  std::string section;  // "application", "report", …; its name is the text dossier.section.SECTION
  std::string title, text;
  std::string by_name;  // empty: the rules
};
BOOST_DESCRIBE_STRUCT(DossierEntry, (), (at, section, title, text, by_name))

struct DossierFile {
  std::string path;  // in the archive
  std::string section;
  Timestamp at{};
  std::int64_t bytes = 0;
  std::string sha256;  // hexadecimal
};
BOOST_DESCRIBE_STRUCT(DossierFile, (), (path, section, at, bytes, sha256))

// What contributors write into.
class DossierBook {
 public:
  using Read = std::function<Result<std::string>(db::Session&)>;
  DossierBook(Timestamp from, Timestamp to) : from_(from), to_(to) {}

  // Left out when it lies outside of the time asked for.
  void add(DossierEntry entry);
  // An original: its name within `folder`, and how its bytes are read when an archive is made.
  void add(const std::string& folder, const std::string& name, DossierFile file, Read read);
  void add_json(const std::string& folder, const std::string& name, const std::string& section, Timestamp at,
                std::string bytes);

  // Code dossier.too_long: ask for a shorter time.
  Status check() const;
  void sort();  // by time

  std::vector<DossierEntry> entries;
  struct Original {
    DossierFile file;
    Read read;
  };
  std::vector<Original> originals;

 private:
  bool is_asked(Timestamp at) const { return at >= from_ && at < to_; }
  Timestamp from_, to_;
};

struct DossierFilter {
  std::optional<Date> from, to;
  std::optional<std::string> section;
  std::optional<int> after, limit;  // entries that were shown already
};
BOOST_DESCRIBE_STRUCT(DossierFilter, (), (from, to, section, after, limit))

struct DossierSection {
  std::string section, name;
  std::int64_t entries = 0;
};
BOOST_DESCRIBE_STRUCT(DossierSection, (), (section, name, entries))

struct DossierPage {
  EnterpriseId enterprise;
  std::string name;
  std::vector<DossierSection> sections;  // of the time asked for
  std::vector<DossierEntry> entries;     // the newest first
  std::optional<int> next;
  std::int64_t files = 0, files_bytes = 0, parts = 0;  // of the archive
};
BOOST_DESCRIBE_STRUCT(DossierPage, (), (enterprise, name, sections, entries, next, files, files_bytes, parts))

enum class DossierFormat : std::uint8_t { pdf, zip };
BOOST_DESCRIBE_ENUM(DossierFormat, pdf, zip)
struct DossierOrder {
  DossierFormat format = DossierFormat::pdf;
  std::optional<Date> from, to;
  std::optional<int> part;  // of an archive, from 1; absent: the first
};
BOOST_DESCRIBE_STRUCT(DossierOrder, (), (format, from, to, part))

// Read on a reader; what is left to do needs no session.
struct PreparedDossier {
  enterprise::EnterpriseView enterprise;
  policy::PackPtr pack;
  DossierFormat format = DossierFormat::pdf;
  Timestamp at{};
  Language language = Language::zh_cn;
  std::vector<DossierEntry> entries;
  std::vector<DossierFile> files;
  std::vector<sheet::ZipFile> originals;  // of this part
  int part = 1, parts = 1;
};

// How the originals are spread over archives: the number of the first one of each part.
std::vector<std::size_t> dossier_parts(const std::vector<DossierBook::Original>& originals);

// Codes print.fonts_missing, print.too_long, sheet.archive. The archive has dossier.pdf and timeline.json in its first
// part, and in each MANIFEST.sha256 of what lies in it, as sha256sum writes them.
Result<http::File> make_dossier_file(const PreparedDossier& d);

}  // namespace fugong::supervision
