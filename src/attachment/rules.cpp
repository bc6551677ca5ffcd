#include "attachment/rules.h"

#include <algorithm>
#include <array>

#include "sheet/office.h"

namespace fugong::attachment {
namespace {

constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t pdf_tail_bytes = 2048;  // readers look for the end mark in the last 1,024; some writers pad

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char c : bytes.substr(0, 4)) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}
std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

std::unexpected<Error> damaged() { return fail(ErrorKind::unsupported_media, "attachment.damaged"); }

Result<FileType> pdf(std::string_view bytes) {
  const std::string_view tail = bytes.substr(bytes.size() - std::min(bytes.size(), pdf_tail_bytes));
  if (tail.find("%%EOF") == std::string_view::npos) return damaged();
  return FileType::pdf;
}

// PNG (third edition), 5.3: length, "IHDR" …, and the last chunk is IEND.
Result<FileType> png(std::string_view bytes) {
  const bool begins = bytes.size() >= 45 && bytes.substr(12, 4) == "IHDR" && big_endian(bytes.substr(8)) == 13;
  if (!begins || bytes.substr(bytes.size() - 12).find("IEND") == std::string_view::npos) return damaged();
  return FileType::png;
}

// ITU-T T.81: ends with the marker EOI; cameras append their own blocks after it.
Result<FileType> jpeg(std::string_view bytes) {
  if (bytes.find("\xFF\xD9") == std::string_view::npos) return damaged();
  return FileType::jpeg;
}

// RFC 9649: "RIFF", the size of what follows, "WEBP", and a chunk "VP8 ", "VP8L" or "VP8X".
Result<FileType> webp(std::string_view bytes) {
  if (bytes.size() < 20 || std::uint64_t{little_endian(bytes.substr(4))} + 8 > bytes.size() + 1) return damaged();
  if (!bytes.substr(12).starts_with("VP8")) return damaged();
  return FileType::webp;
}

Result<FileType> office(std::string_view bytes) {
  const auto kind = sheet::office_kind(bytes);
  if (!kind) return damaged();
  switch (*kind) {
    case sheet::OfficeKind::document: return FileType::docx;
    case sheet::OfficeKind::workbook: return FileType::xlsx;
    case sheet::OfficeKind::with_macros: return fail(ErrorKind::unsupported_media, "attachment.macros");
    case sheet::OfficeKind::other: return fail(ErrorKind::unsupported_media, "attachment.type");
  }
  return damaged();
}

std::string_view ending_of(FileType type) {
  constexpr std::array<std::string_view, 6> endings{".pdf", ".png", ".jpg", ".webp", ".docx", ".xlsx"};
  return endings[static_cast<std::size_t>(type)];
}

// U+202A…202E and U+2066…2069 turn "gpj.exe" into "exe.jpg"; U+200E and U+200F are their smaller relatives.
bool turns_writing(std::string_view three_bytes) {
  if (three_bytes.size() < 3 || three_bytes[0] != '\xE2') return false;
  const auto second = static_cast<unsigned char>(three_bytes[1]), third = static_cast<unsigned char>(three_bytes[2]);
  if (second == 0x80) return (third >= 0xAA && third <= 0xAE) || third == 0x8E || third == 0x8F;
  return second == 0x81 && third >= 0xA6 && third <= 0xA9;
}

}  // namespace

Result<std::string> clean_name(std::string_view name) {
  if (const auto slash = name.find_last_of("/\\"); slash != std::string_view::npos) name.remove_prefix(slash + 1);
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    if (turns_writing(name.substr(i))) i += 2;
    else if (c >= 0x20 && c != 0x7F) out += name[i];
  }
  while (!out.empty() && (out.back() == ' ' || out.back() == '.')) out.pop_back();
  while (!out.empty() && out.front() == ' ') out.erase(0, 1);
  if (out.empty()) return invalid("attachment.name_missing", "name");
  if (out.size() > name_bytes_max) return invalid("attachment.name_long", "name");
  return out;
}

std::string name_for(std::string_view name, FileType type) {
  const std::string_view ending = ending_of(type);
  std::string lower(name);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const bool fits = lower.ends_with(ending) || (type == FileType::jpeg && lower.ends_with(".jpeg"));
  return std::string(name) + std::string(fits ? "" : ending);
}

Status check_size(std::int64_t bytes) {
  if (bytes <= 0) return invalid("attachment.empty", "bytes");
  if (bytes > file_bytes_max)
    return fail(ErrorKind::too_large, "attachment.too_large", "bytes",
                {{"limit_mib", std::to_string(file_bytes_max >> 20)}});
  return {};
}

std::int64_t pieces_of(std::int64_t bytes) { return (bytes + piece_bytes - 1) / piece_bytes; }

std::int64_t piece_length(std::int64_t bytes, std::int64_t number) {
  if (number < 0 || number >= pieces_of(bytes)) return 0;
  return std::min(piece_bytes, bytes - number * piece_bytes);
}

Result<FileType> type_of(std::string_view bytes) {
  if (bytes.starts_with("%PDF-")) return pdf(bytes);
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return png(bytes);
  if (bytes.starts_with("\xFF\xD8\xFF")) return jpeg(bytes);
  if (bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP") return webp(bytes);
  if (bytes.starts_with("PK\x03\x04")) return office(bytes);
  return fail(ErrorKind::unsupported_media, "attachment.type");
}

bool is_photo(FileType type) { return type == FileType::png || type == FileType::jpeg || type == FileType::webp; }

std::string_view content_type_of(FileType type) {
  switch (type) {
    case FileType::pdf: return "application/pdf";
    case FileType::png: return "image/png";
    case FileType::jpeg: return "image/jpeg";
    case FileType::webp: return "image/webp";
    case FileType::docx: return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    case FileType::xlsx: return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  }
  return "application/octet-stream";
}

}  // namespace fugong::attachment
