// Validators of Chinese identifiers. Pure and total: normalise, then say what is wrong by a stable code.
// Each returns the normalised text (upper case, half width, no blanks or "·").
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace fugong {

// GB 32100-2015 unified social credit code, 18 characters with both check characters (its own and GB 11714's).
// Codes: usc.length, usc.character, usc.check_digit, usc.organisation_check_digit.
Result<std::string> parse_usc(std::string_view text, std::string field);

// GB 11643-1999 resident id with birth date and check character; also residence permits 81/82/83.
// Codes: resident_id.length, .character, .birth_date, .check_digit.
Result<std::string> parse_resident_id(std::string_view text, std::string field);

// GA 36-2018 plates: ordinary, new-energy small, new-energy large. Code: plate.format.
Result<std::string> parse_plate(std::string_view text, std::string field);

// ^1[3-9]\d{9}$. Code: phone.format.
Result<std::string> parse_mobile(std::string_view text, std::string field);

// Computes the missing check characters; for generators of plausible test data.
char usc_check_character(std::string_view first17);
char organisation_check_character(std::string_view first8);
char resident_id_check_character(std::string_view first17);

// "张*", "210199********1234", "138****5678": what screens show that do not need the whole.
std::string mask_name(std::string_view name);
std::string mask_resident_id(std::string_view id);
std::string mask_mobile(std::string_view phone);

}  // namespace fugong
