#include "base/validators.h"

#include <array>
#include <cstdint>

namespace fugong {
namespace {

constexpr std::string_view usc_alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
// GA 36-2018: letters without I and O.
constexpr std::string_view plate_letters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
constexpr std::string_view provinces = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新";

struct Character {
  char32_t code = 0;
  std::size_t bytes = 1;
};

// One UTF-8 character; a broken one is taken as its first byte, which no rule accepts.
Character next(std::string_view s) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const auto tail = [&](std::size_t i) { return i < s.size() && (byte(i) & 0xC0) == 0x80; };
  const unsigned char a = byte(0);
  if (a >= 0xC2 && a < 0xE0 && tail(1)) return {char32_t((a & 0x1F) << 6 | (byte(1) & 0x3F)), 2};
  if (a >= 0xE0 && a < 0xF0 && tail(1) && tail(2))
    return {char32_t((a & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F)), 3};
  if (a >= 0xF0 && a < 0xF5 && tail(1) && tail(2) && tail(3))
    return {char32_t((a & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F)), 4};
  return {a, 1};
}

// Upper case, half width, without blanks and middle dots; what people paste out of other systems.
std::string normalise(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Character c = next(text);
    char32_t code = c.code;
    if (code >= 0xFF01 && code <= 0xFF5E) code -= 0xFEE0;  // full-width forms
    const bool skip = code == ' ' || code == '\t' || code == 0x3000 || code == 0xA0 || code == 0xB7 || code == 0x2022 ||
                      code == 0x30FB || code == 0xFEFF;
    if (!skip) {
      if (code >= 'a' && code <= 'z') out += static_cast<char>(code - 32);
      else if (code < 0x80) out += static_cast<char>(code);
      else out.append(text.substr(0, c.bytes));
    }
    text.remove_prefix(c.bytes);
  }
  return out;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view s) {
  for (char c : s)
    if (!is_digit(c)) return false;
  return true;
}
bool in(std::string_view set, char c) { return set.find(c) != std::string_view::npos; }

bool is_real_day(std::string_view yyyymmdd) {
  const std::string text = std::string(yyyymmdd.substr(0, 4)) + "-" + std::string(yyyymmdd.substr(4, 2)) + "-" +
                           std::string(yyyymmdd.substr(6, 2));
  return text >= "1850" && parse_date(text).has_value();
}

// Ordinary: six places, the last may be a Chinese mark for trailers, trainers, police, Hong Kong and Macao.
bool is_ordinary_plate(std::string_view rest) {
  if (rest.size() < 6 || !in(plate_letters, rest[0])) return false;
  for (std::size_t i = 1; i < 5; ++i)
    if (!is_digit(rest[i]) && !in(plate_letters, rest[i])) return false;
  const std::string_view last = rest.substr(5);
  if (last.size() == 1) return is_digit(last[0]) || in(plate_letters, last[0]);
  for (std::string_view mark : {"挂", "学", "警", "港", "澳"})
    if (last == mark) return true;
  return false;
}

bool is_new_energy_plate(std::string_view rest) {
  if (rest.size() != 7 || !in(plate_letters, rest[0])) return false;
  const bool small =
      in("ABCDEFGHJK", rest[1]) && (is_digit(rest[2]) || in(plate_letters, rest[2])) && all_digits(rest.substr(3));
  const bool large = all_digits(rest.substr(1, 5)) && in("ABCDEFGHJK", rest[6]);
  return small || large;
}

// The first `count` characters, not bytes.
std::string_view first_characters(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; count > 0 && at < text.size(); --count) at += next(text.substr(at)).bytes;
  return text.substr(0, at);
}

}  // namespace

char usc_check_character(std::string_view first17) {
  // GB 32100-2015: weights 3^(i-1) mod 31.
  int sum = 0, weight = 1;
  for (char c : first17.substr(0, 17)) {
    const auto value = usc_alphabet.find(c);
    if (value == std::string_view::npos) return '?';
    sum += static_cast<int>(value) * weight;
    weight = weight * 3 % 31;
  }
  return usc_alphabet[static_cast<std::size_t>((31 - sum % 31) % 31)];
}

char organisation_check_character(std::string_view first8) {
  // GB 11714-1997: 11 - Σ mod 11, where 10 is X and 11 is 0.
  constexpr std::array<int, 8> weights{3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 8 && i < first8.size(); ++i) {
    const char c = first8[i];
    if (!is_digit(c) && !(c >= 'A' && c <= 'Z')) return '?';
    sum += (is_digit(c) ? c - '0' : c - 'A' + 10) * weights[i];
  }
  const int check = 11 - sum % 11;
  return check == 10 ? 'X' : check == 11 ? '0' : static_cast<char>('0' + check);
}

char resident_id_check_character(std::string_view first17) {
  constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 17 && i < first17.size(); ++i) sum += (first17[i] - '0') * weights[i];
  return "10X98765432"[sum % 11];
}

Result<std::string> parse_usc(std::string_view text, std::string field) {
  std::string code = normalise(text);
  if (code.size() != 18) return invalid("usc.length", std::move(field));
  for (char c : code)
    if (!in(usc_alphabet, c)) return invalid("usc.character", std::move(field), {{"character", std::string(1, c)}});
  if (usc_check_character(code) != code[17]) return invalid("usc.check_digit", std::move(field));
  if (organisation_check_character(std::string_view(code).substr(8, 8)) != code[16])
    return invalid("usc.organisation_check_digit", std::move(field));
  return code;
}

Result<std::string> parse_resident_id(std::string_view text, std::string field) {
  std::string id = normalise(text);
  if (id.size() != 18) return invalid("resident_id.length", std::move(field));
  if (!all_digits(std::string_view(id).substr(0, 17)) || !(is_digit(id[17]) || id[17] == 'X') || id[0] == '0')
    return invalid("resident_id.character", std::move(field));
  if (!is_real_day(std::string_view(id).substr(6, 8))) return invalid("resident_id.birth_date", std::move(field));
  if (resident_id_check_character(id) != id[17]) return invalid("resident_id.check_digit", std::move(field));
  return id;
}

Result<std::string> parse_plate(std::string_view text, std::string field) {
  std::string plate = normalise(text);
  const std::string_view province = first_characters(plate, 1);
  const std::string_view rest = std::string_view(plate).substr(province.size());
  const auto at = provinces.find(province);
  const bool known = province.size() == 3 && at != std::string_view::npos && at % 3 == 0;
  if (!known || (!is_ordinary_plate(rest) && !is_new_energy_plate(rest)))
    return invalid("plate.format", std::move(field));
  return plate;
}

Result<std::string> parse_mobile(std::string_view text, std::string field) {
  std::string phone = normalise(text);
  if (phone.size() != 11 || !all_digits(phone) || phone[0] != '1' || phone[1] < '3')
    return invalid("phone.format", std::move(field));
  return phone;
}

std::string mask_name(std::string_view name) {
  if (name.empty()) return {};
  return std::string(first_characters(name, 1)) + "*";
}

std::string mask_resident_id(std::string_view id) {
  if (id.size() < 12) return std::string(id.size(), '*');
  return std::string(id.substr(0, 6)) + std::string(id.size() - 10, '*') + std::string(id.substr(id.size() - 4));
}

std::string mask_mobile(std::string_view phone) {
  if (phone.size() < 8) return std::string(phone.size(), '*');
  return std::string(phone.substr(0, 3)) + std::string(phone.size() - 7, '*') +
         std::string(phone.substr(phone.size() - 4));
}

}  // namespace fugong
