// A ZIP archive of named files, in the order added. The same files give the same bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace fugong::sheet {

struct ZipFile {
  std::string name;  // with "/" between folders
  std::string bytes;
  bool packed = false;  // photos and PDF files are packed already
};

// Local time of `zone` stands in the archive as every file's. Code sheet.archive.
Result<std::string> write_zip(const std::vector<ZipFile>& files, Timestamp at, const std::string& zone);

// A stranger's text as part of a file name: without folders, control characters and what some system refuses; never
// empty, never longer than 100 bytes.
std::string zip_name(std::string_view text);

}  // namespace fugong::sheet
