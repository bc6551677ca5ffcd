// Internal to sheet/: how the numbers of a spreadsheet read as text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fugong::sheet {

// "1.38E+10" → "13800000000", "0.10000000000000001" → "0.1". What is no number, or larger than 21 digits, stays as it
// is.
std::string plain_number(std::string_view text);

// Days since 1899-12-30 (or 1904-01-01) → "2022-04-24", with a time of day "2022-04-24 08:30", below one day "08:30".
// What is not in the years 1900 to 9999 is given as a number.
std::string date_of_serial(std::string_view text, bool from_1904);
// ISO 8601 as in cells of type d.
std::string date_of_iso(std::string_view text);

// ECMA-376 18.8.30 numFmt: built-in ids of dates and times, those of Chinese Excel included.
bool is_builtin_date_format(std::size_t id);
// Whether a format code has parts of dates outside quotes, brackets and escapes.
bool is_date_format(std::string_view code);

}  // namespace fugong::sheet
