// The pass as a token: "FG1:" + Base45 of a COSE_Sign1 whose payload is a CBOR Web Token (RFC 8392).
//
//   { 1: iss district, 4: exp, 5: nbf, 6: iat (seconds), 7: cti pass id (16 bytes),
//     8: cnf {1: COSE_Key of the holder's phone: {1: 2, -1: 1, -2: x, -3: whether y is odd}} (RFC 8747),
//     65535: status [list, idx] or {"status_list": {"idx": …, "uri": …}},
//     -65537: { 1: kind, 2: scheme, 3: masked holder, 4: keyed hash of the national id (8 bytes),
//               5: enterprise id (16 bytes), 6: plate, 7: [zone …], 8: route, 9: [health colour, its end] } }
//
// Entries 3 to 9 stand only where they apply, and cnf exactly in the schemes above 1. Anything else in the maps and
// headers is refused: a field that a gate does not know must not widen a pass.
//
// A pass that is bound to a phone is shown inside a second COSE_Sign1, which the phone signs anew every 15 seconds:
//
//   18([ bstr {1: -7, 15: {6: time in seconds, 10: the gate's challenge}, 16: typ of a proof}, {}, bstr pass, bstr ])
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "token/cose.h"

namespace fugong::token {

constexpr std::string_view token_prefix = "FG1:";
constexpr std::size_t token_characters_max = 619;  // what a QR code of version 13, level L holds
constexpr std::size_t text_bytes_max = 96;         // of a name, a zone or a route
constexpr std::size_t zones_max = 8;
constexpr std::size_t id_hash_bytes = 8;
constexpr std::string_view challenge_prefix = "FC1:";
constexpr std::size_t challenge_bytes = 8;
// How hard a pass is to copy: static, may be printed; bound to a phone, which proves it is there; the proof answers the
// gate's own challenge.
constexpr std::int64_t scheme_printed = 1, scheme_bound = 2, scheme_challenged = 3;

// A city's e-pass colours: green negative, grey sampled and pending, red neither.
enum class Colour : std::uint8_t { green, grey, red };
BOOST_DESCRIBE_ENUM(Colour, green, grey, red)

struct Health {
  Colour colour = Colour::green;
  std::int64_t until_s = 0;  // from then on it counts as red
  bool operator==(const Health&) const = default;
};

// The public half of the P-256 key in the holder's phone, compressed.
struct HolderKey {
  std::string x;
  bool y_is_odd = false;
  bool operator==(const HolderKey&) const = default;
};
HolderKey holder_key_of(const crypto::PublicKey& key);

struct Claims {
  DistrictCode issuer;
  std::int64_t expires_s = 0, not_before_s = 0, issued_s = 0;  // seconds since 1970 UTC
  PassId id;
  std::int64_t list = 0, index = 0;  // of the issuer's status lists
  std::string status_uri{};          // instead of `list`: the long form
  std::string kind;                  // of the policy pack: employee, truck, commuter
  std::int64_t scheme = scheme_printed;
  std::string holder{};   // masked
  std::string id_hash{};  // raw bytes; empty: none
  EnterpriseId enterprise{};
  std::string plate{};
  std::vector<std::string> zones{};
  std::string route{};
  std::optional<Health> health{};
  std::optional<HolderKey> holder_key{};  // exactly when scheme > scheme_printed
  bool operator==(const Claims&) const = default;
};

std::string encode_claims(const Claims& claims);
std::optional<Claims> decode_claims(std::string_view payload);

// Signs one pass. The sealer must be of cose::Type::pass.
std::string mint(const Claims& claims, const cose::Sealer& sealer);
// Signs many on `threads` threads; the tokens stand in the claims' order.
std::vector<std::string> mint_all(std::span<const Claims> claims, const cose::Sealer& sealer, unsigned threads);

// Why a text is not a pass at all. garbled_* point at the scanner, the others at the paper.
enum class ReadFault : std::uint8_t {
  empty,
  not_a_pass,
  too_long,
  garbled_case,
  garbled_character,
  garbled_length,
  not_base45,
  not_signed_cbor,
  wrong_type,
  wrong_claims,
  wrong_header,
  wrong_proof,
};
BOOST_DESCRIBE_ENUM(ReadFault, empty, not_a_pass, too_long, garbled_case, garbled_character, garbled_length, not_base45,
                    not_signed_cbor, wrong_type, wrong_claims, wrong_header, wrong_proof)

// What a phone adds to its pass when it shows it.
struct Proof {
  cose::Sign1 message;
  std::int64_t at_s = 0;    // by the phone's clock
  std::string challenge{};  // of the gate; empty: none
};

struct Token {
  cose::Sign1 message;
  Claims claims;  // not yet verified
  std::optional<Proof> proof{};
};

// The pass `token` as the phone shows it at `at_s`. `token` must be a pass, `holder` its P-256 key.
std::string show(std::string_view token, const crypto::Signer& holder, std::int64_t at_s,
                 std::string_view challenge = {});
// Whether the proof was made by the phone that the pass names.
bool proof_is_valid(const Proof& proof, const HolderKey& key);

// The text of a gate's challenge as its QR code shows it, and back; nullopt for anything else.
std::string challenge_text(std::string_view challenge);
std::optional<std::string> read_challenge(std::string_view text);

// Takes the text apart and checks its form, not its signature. Line ends that a scanner adds are ignored.
std::expected<Token, ReadFault> read_token(std::string_view text);

}  // namespace fugong::token
