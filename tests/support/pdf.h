// Reads a PDF with other programs than those that wrote it (poppler's).
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "support/picture.h"

namespace fugong::pdf_test {

using picture_test::from_png;
using picture_test::Image;

namespace fs = std::filesystem;

inline std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A PDF on disk for as long as this lives.
class PdfFile {
 public:
  explicit PdfFile(const std::string& bytes) {
    std::string name = (fs::temp_directory_path() / "fugong-pdf-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
    folder_ = name;
    std::ofstream(path(), std::ios::binary) << bytes;
  }
  ~PdfFile() { fs::remove_all(folder_); }
  PdfFile(const PdfFile&) = delete;
  PdfFile& operator=(const PdfFile&) = delete;

  std::string text() const { return output("pdftotext -layout " + path().string() + " -"); }
  // The text without blanks and line ends: where a line broke says nothing.
  std::string words() const {
    std::string out;
    for (char c : text())
      if (c != ' ' && c != '\n' && c != '\f') out += c;
    return out;
  }
  std::string info() const { return output("pdfinfo " + path().string()); }
  int pages() const {
    const std::string all = info();
    const auto at = all.find("Pages:");
    return at == std::string::npos ? 0 : std::atoi(all.c_str() + at + 6);
  }
  // The fonts that are named but not in the file.
  std::vector<std::string> missing_fonts() const {
    std::vector<std::string> out;
    for (const auto& [name, embedded] : fonts())
      if (!embedded) out.push_back(name);
    return out;
  }
  std::vector<std::pair<std::string, bool>> fonts() const {
    std::vector<std::pair<std::string, bool>> out;
    std::istringstream lines(output("pdffonts " + path().string()));
    std::string line;
    for (int i = 0; std::getline(lines, line); ++i) {
      if (i < 2) continue;  // the head
      // name, type and encoding stand in columns of fixed width; then "yes yes yes": embedded, subset, unicode
      out.emplace_back(line.substr(0, line.find(' ')), line.find(" yes yes ") != std::string::npos);
    }
    return out;
  }
  // A page as PNG, drawn by poppler.
  std::string page_png(int page = 1, int dots_per_inch = 150) const {
    const fs::path out = folder_ / "page";
    output("pdftoppm -png -singlefile -r " + std::to_string(dots_per_inch) + " -f " + std::to_string(page) + " " +
           path().string() + " " + out.string());
    return read(out.string() + ".png");
  }

 private:
  fs::path path() const { return folder_ / "document.pdf"; }
  std::string output(const std::string& command) const {
    FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    if (!pipe) return {};
    std::string out(64 * 1024, '\0'), all;
    while (const std::size_t got = std::fread(out.data(), 1, out.size(), pipe)) all.append(out, 0, got);
    EXPECT_EQ(pclose(pipe), 0) << command << "\n" << all;
    return all;
  }
  fs::path folder_;
};

}  // namespace fugong::pdf_test
