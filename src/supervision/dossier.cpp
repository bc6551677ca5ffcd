#include "supervision/dossier.h"

#include <algorithm>
#include <map>

#include "crypto/hash.h"
#include "print/flow.h"

namespace fugong::supervision {
namespace {

std::string numbered(std::size_t number) {
  std::string text = std::to_string(number);
  return text.size() < 4 ? std::string(4 - text.size(), '0') + text : text;
}

std::string hash_of(std::string_view bytes) { return crypto::to_hex(crypto::as_bytes(crypto::sha256(bytes))); }

std::string section_name(const std::string& section, Language language) {
  return message(language, "dossier.section." + section);
}

// ---- on paper ----

const print::Type month_type{.face = print::Face::hei, .size_pt = 16, .line_spacing = 1.5};
const print::Type day_type{.face = print::Face::hei, .size_pt = 12, .line_spacing = 1.5};

print::Text title_of(std::string text, const print::Type& type, int index_level) {
  return {.runs = {{std::move(text)}},
          .type = type,
          .before_mm = 3,
          .after_mm = 2,
          .keep_with_next = true,
          .index_level = index_level};
}

print::Table facts_table(const PreparedDossier& d) {
  print::Table table{.columns = {{2}, {5}}, .padding_mm = 1.6, .after_mm = 6};
  const enterprise::EnterpriseView& e = d.enterprise;
  const auto row = [&](const char* code, const std::string& value) {
    table.rows.push_back({{.text = message(d.language, code), .head = true}, {.text = value}});
  };
  row("dossier.usc", e.usc);
  row("dossier.address", e.address);
  row("dossier.legal_representative", e.legal_representative);
  row("dossier.normal_workers", std::to_string(e.normal_workers));
  row("dossier.made_at", to_local_minutes(d.at, d.pack->calendar.zone));
  row("dossier.entries", std::to_string(d.entries.size()));
  row("dossier.files", std::to_string(d.files.size()));
  return table;
}

// What happened on one day, from `first` on; gives the first entry of another day.
std::size_t day_table(const PreparedDossier& d, std::size_t first, const Date& day, print::Table& table) {
  const std::string& zone = d.pack->calendar.zone;
  std::size_t i = first;
  for (; i < d.entries.size() && local_date(d.entries[i].at, zone) == day; ++i) {
    const DossierEntry& e = d.entries[i];
    const std::string minutes = to_local_minutes(e.at, zone);
    table.rows.push_back({{.text = minutes.substr(minutes.size() - 5)},
                          {.text = section_name(e.section, d.language)},
                          {.text = e.text.empty() ? e.title : e.title + "\n" + e.text},
                          {.text = e.by_name}});
  }
  return i;
}

print::Table files_table(const PreparedDossier& d) {
  print::Table table{.columns = {{4}, {1, print::Align::right}, {5}},
                     .head_rows = 1,
                     .type = {.size_pt = 8, .line_spacing = 1.4},
                     .head = {.face = print::Face::hei, .size_pt = 9, .line_spacing = 1.4}};
  table.rows.push_back({{.text = message(d.language, "dossier.column.path"), .head = true},
                        {.text = message(d.language, "dossier.column.bytes"), .head = true},
                        {.text = "SHA-256", .head = true}});
  for (const DossierFile& f : d.files)
    table.rows.push_back({{.text = f.path}, {.text = std::to_string(f.bytes)}, {.text = f.sha256}});
  return table;
}

Result<std::string> to_pdf(const PreparedDossier& d) {
  const std::string& zone = d.pack->calendar.zone;
  const std::string name = message(d.language, "dossier.title", {{"name", d.enterprise.name}});
  print::Flow flow;
  flow.margins = {.top = 25, .right = 20, .bottom = 25, .left = 25};
  flow.foot = print::page_numbers(d.language);
  auto& blocks = flow.blocks;
  blocks.emplace_back(
      print::Text{.runs = {{name}},
                  .type = {.face = print::Face::hei, .size_pt = 22, .align = print::Align::centre, .line_spacing = 1.6},
                  .before_mm = 10,
                  .after_mm = 10});
  blocks.emplace_back(facts_table(d));
  blocks.emplace_back(print::Index{});
  blocks.emplace_back(print::PageBreak{});
  std::string month;
  for (std::size_t i = 0; i < d.entries.size();) {
    const Date day = local_date(d.entries[i].at, zone);
    if (day.text.substr(0, 7) != month) {
      month = day.text.substr(0, 7);
      blocks.emplace_back(title_of(month, month_type, 1));
    }
    blocks.emplace_back(title_of(day.text, day_type, 2));
    print::Table table{
        .columns = {{1.2}, {1.8}, {7}, {2}}, .type = {.size_pt = 10, .line_spacing = 1.4}, .padding_mm = 1};
    i = day_table(d, i, day, table);
    blocks.emplace_back(std::move(table));
  }
  if (!d.files.empty()) {
    blocks.emplace_back(print::PageBreak{});
    blocks.emplace_back(title_of(message(d.language, "dossier.originals"), month_type, 1));
    blocks.emplace_back(files_table(d));
  }
  FG_TRY(const print::Document document,
         print::lay_out(std::move(flow), {.title = name, .author = {}, .subject = d.enterprise.usc, .made_at = d.at}));
  return print::to_pdf(document);
}

// ---- as an archive ----

struct TimeLine {
  EnterpriseId enterprise;
  std::string name, usc;
  std::vector<DossierEntry> entries;
  std::vector<DossierFile> files;
};
BOOST_DESCRIBE_STRUCT(TimeLine, (), (enterprise, name, usc, entries, files))

Result<std::string> to_zip(const PreparedDossier& d) {
  std::vector<sheet::ZipFile> files;
  if (d.part == 1) {
    FG_TRY(std::string pdf, to_pdf(d));
    files.push_back({"dossier.pdf", std::move(pdf), true});
    files.push_back({"timeline.json",
                     json::write(TimeLine{d.enterprise.id, d.enterprise.name, d.enterprise.usc, d.entries, d.files})});
  }
  files.insert(files.end(), d.originals.begin(), d.originals.end());
  std::string manifest;
  for (const sheet::ZipFile& file : files) manifest += hash_of(file.bytes) + "  " + file.name + "\n";
  files.push_back({"MANIFEST.sha256", std::move(manifest)});
  return sheet::write_zip(files, d.at, d.pack->calendar.zone);
}

}  // namespace

void DossierBook::add(DossierEntry entry) {
  if (is_asked(entry.at)) entries.push_back(std::move(entry));
}

void DossierBook::add(const std::string& folder, const std::string& name, DossierFile file, Read read) {
  if (!is_asked(file.at)) return;
  file.path = folder + "/" + numbered(originals.size() + 1) + "-" + sheet::zip_name(name);
  originals.push_back({std::move(file), std::move(read)});
}

void DossierBook::add_json(const std::string& folder, const std::string& name, const std::string& section, Timestamp at,
                           std::string bytes) {
  DossierFile file{{}, section, at, std::int64_t(bytes.size()), hash_of(bytes)};
  add(folder, name, std::move(file), [bytes = std::move(bytes)](db::Session&) -> Result<std::string> { return bytes; });
}

Status DossierBook::check() const {
  if (entries.size() <= dossier_entries_max && originals.size() <= dossier_files_max) return {};
  return invalid("dossier.too_long", "from", {{"limit", std::to_string(dossier_entries_max)}});
}

void DossierBook::sort() { std::ranges::stable_sort(entries, {}, &DossierEntry::at); }

std::vector<std::size_t> dossier_parts(const std::vector<DossierBook::Original>& originals) {
  std::vector<std::size_t> firsts{0};
  std::int64_t bytes = 0;
  for (std::size_t i = 0; i < originals.size(); ++i) {
    if (bytes > 0 && bytes + originals[i].file.bytes > dossier_part_bytes) {
      firsts.push_back(i);
      bytes = 0;
    }
    bytes += originals[i].file.bytes;
  }
  return firsts;
}

Result<http::File> make_dossier_file(const PreparedDossier& d) {
  const std::string name = message(d.language, "dossier.title", {{"name", d.enterprise.name}});
  if (d.format == DossierFormat::pdf) {
    FG_TRY(std::string bytes, to_pdf(d));
    return http::File{"application/pdf", name + ".pdf", std::move(bytes)};
  }
  FG_TRY(std::string bytes, to_zip(d));
  const std::string part = d.parts > 1 ? "-" + std::to_string(d.part) + "-" + std::to_string(d.parts) : "";
  return http::File{"application/zip", name + part + ".zip", std::move(bytes)};
}

}  // namespace fugong::supervision
