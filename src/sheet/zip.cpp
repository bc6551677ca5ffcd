#include "sheet/zip.h"

#include <zip.h>

#include <memory>

namespace fugong::sheet {
namespace {

constexpr std::size_t name_bytes_max = 100;

struct DropSource {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using Source = std::unique_ptr<zip_source_t, DropSource>;

// MS-DOS date and time, as ZIP has them.
std::pair<zip_uint16_t, zip_uint16_t> dos_time(Timestamp at, const std::string& zone) {
  const Date day = local_date(at, zone);
  const int year = std::stoi(day.text.substr(0, 4)), month = std::stoi(day.text.substr(5, 2)),
            of_month = std::stoi(day.text.substr(8, 2));
  const std::int64_t seconds = (at - start_of_day(day, zone)).ms / 1000;
  const auto date = static_cast<zip_uint16_t>((year < 1980 ? 0 : year - 1980) << 9 | month << 5 | of_month);
  const auto time = static_cast<zip_uint16_t>(seconds / 3600 << 11 | seconds / 60 % 60 << 5 | seconds % 60 / 2);
  return {time, date};
}

bool add(zip_t* zip, const ZipFile& file, std::pair<zip_uint16_t, zip_uint16_t> when) {
  Source source(zip_source_buffer(zip, file.bytes.data(), file.bytes.size(), 0));
  if (!source) return false;
  const zip_int64_t index = zip_file_add(zip, file.name.c_str(), source.get(), ZIP_FL_ENC_UTF_8);
  if (index < 0) return false;
  (void)source.release();  // the archive's now
  const auto at = static_cast<zip_uint64_t>(index);
  return zip_set_file_compression(zip, at, file.packed ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0) == 0 &&
         zip_file_set_dostime(zip, at, when.first, when.second, 0) == 0;
}

}  // namespace

Result<std::string> write_zip(const std::vector<ZipFile>& files, Timestamp at, const std::string& zone) {
  const auto broken = [] { return fail(ErrorKind::unavailable, "sheet.archive", {}, {{"part", "zip"}}); };
  zip_error_t error;
  zip_error_init(&error);
  const Source out(zip_source_buffer_create(nullptr, 0, 0, &error));
  if (!out) return broken();
  zip_source_keep(out.get());  // one for the archive, one to read it afterwards
  zip_t* zip = zip_open_from_source(out.get(), ZIP_TRUNCATE, &error);
  if (!zip) {
    zip_source_free(out.get());
    return broken();
  }
  const auto when = dos_time(at, zone);
  for (const ZipFile& file : files)
    if (!add(zip, file, when)) return zip_discard(zip), broken();
  if (zip_close(zip) != 0) return zip_discard(zip), broken();
  if (zip_source_open(out.get()) != 0) return broken();
  std::string bytes;
  zip_source_seek(out.get(), 0, SEEK_END);
  bytes.resize(static_cast<std::size_t>(zip_source_tell(out.get())));
  zip_source_seek(out.get(), 0, SEEK_SET);
  const zip_int64_t got = zip_source_read(out.get(), bytes.data(), bytes.size());
  zip_source_close(out.get());
  if (got < 0 || static_cast<std::size_t>(got) != bytes.size()) return broken();
  return bytes;
}

std::string zip_name(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte == 0x7f || std::string_view(R"(/\:*?"<>|)").contains(c) ? '_' : c;
  }
  while (!out.empty() && (out.back() == '.' || out.back() == ' ')) out.pop_back();
  while (!out.empty() && out.front() == '.') out.erase(0, 1);
  if (out.size() > name_bytes_max) {
    std::size_t end = name_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;  // between characters
    out.resize(end);
  }
  return out.empty() ? "_" : out;
}

}  // namespace fugong::sheet
