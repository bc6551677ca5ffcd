#include "attachment/rules.h"

#include <gtest/gtest.h>

#include "attachment/samples.h"
#include "base/json.h"

namespace fugong::attachment_test {
namespace {

using namespace attachment;

std::string type_name(std::string_view bytes) {
  const auto type = type_of(bytes);
  return type ? std::string(json::enum_name(*type)) : type.error().code;
}

TEST(AttachmentType, is_told_from_the_content) {
  EXPECT_EQ(type_name(pdf()), "pdf");
  EXPECT_EQ(type_name(png()), "png");
  EXPECT_EQ(type_name(jpeg()), "jpeg");
  EXPECT_EQ(type_name(webp()), "webp");
  EXPECT_EQ(type_name(docx()), "docx");
  EXPECT_EQ(type_name(xlsx()), "xlsx");
}

TEST(AttachmentType, refuses_everything_else_whatever_it_calls_itself) {
  const std::string others[] = {"",
                                "<html><script>alert(1)</script></html>",
                                "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
                                "MZ\x90",
                                "GIF89a",
                                "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old Word or Excel",
                                " %PDF-1.7\n%%EOF",
                                std::string("RIFF\x04\0\0\0AVI ", 12),
                                sheet_test::archive_of({{"a.txt", "a"}}),
                                sheet_test::archive_of({{"[Content_Types].xml", ""}, {"ppt/presentation.xml", ""}})};
  for (const std::string& bytes : others) EXPECT_EQ(type_name(bytes), "attachment.type") << bytes;
}

TEST(AttachmentType, refuses_what_was_cut_on_the_way) {
  for (const std::string& whole : {pdf(), png(), jpeg(), webp(), docx(), xlsx()}) {
    const auto cut = type_of(std::string_view(whole).substr(0, whole.size() - 5));
    ASSERT_FALSE(cut) << whole;
    EXPECT_EQ(cut.error().code, "attachment.damaged") << whole;
  }
}

TEST(AttachmentType, refuses_office_files_that_carry_programs) {
  EXPECT_EQ(type_name(sheet_test::workbook("", {{"xl/vbaProject.bin", "x"}})), "attachment.macros");
  EXPECT_EQ(type_name(sheet_test::archive_of(
                {{"[Content_Types].xml", ""}, {"word/document.xml", ""}, {"word/vbaProject.bin", ""}})),
            "attachment.macros");
}

TEST(AttachmentName, loses_what_could_deceive) {
  EXPECT_EQ(*clean_name("C:\\Users\\wang\\复工方案.pdf"), "复工方案.pdf");
  EXPECT_EQ(*clean_name("../../etc/passwd"), "passwd");
  EXPECT_EQ(*clean_name("a\r\nSet-Cookie: x\tb.pdf"), "aSet-Cookie: xb.pdf");
  EXPECT_EQ(*clean_name("\u202Efdp.exe"), "fdp.exe");
  EXPECT_EQ(*clean_name(" 方案. "), "方案");
  EXPECT_EQ(clean_name(" .. ").error().code, "attachment.name_missing");
  EXPECT_EQ(clean_name(std::string(201, 'a')).error().code, "attachment.name_long");
}

TEST(AttachmentName, ends_as_its_type_asks) {
  EXPECT_EQ(name_for("plan.PDF", FileType::pdf), "plan.PDF");
  EXPECT_EQ(name_for("photo.jpeg", FileType::jpeg), "photo.jpeg");
  EXPECT_EQ(name_for("photo.html", FileType::jpeg), "photo.html.jpg");
}

TEST(AttachmentPieces, cover_the_file_exactly) {
  for (const std::int64_t bytes : {std::int64_t{1}, piece_bytes - 1, piece_bytes, piece_bytes + 1, file_bytes_max}) {
    std::int64_t sum = 0;
    for (std::int64_t n = 0; n < pieces_of(bytes); ++n) sum += piece_length(bytes, n);
    EXPECT_EQ(sum, bytes);
    EXPECT_EQ(piece_length(bytes, -1), 0);
    EXPECT_EQ(piece_length(bytes, pieces_of(bytes)), 0);
  }
  EXPECT_EQ(check_size(0).error().code, "attachment.empty");
  EXPECT_TRUE(check_size(file_bytes_max));
  EXPECT_EQ(check_size(file_bytes_max + 1).error().code, "attachment.too_large");
}

}  // namespace
}  // namespace fugong::attachment_test
