#include "exchange/letter.h"

#include <algorithm>

#include "token/cwt.h"
#include "token/token.h"

namespace fugong::exchange {
namespace {

using token::cbor::Value;
namespace cbor = token::cbor;
namespace cwt = token::cwt;
namespace cose = token::cose;
using Texts = std::vector<std::string>;

constexpr std::int64_t claim_journey = -65560, claim_answer = -65561;
constexpr std::int64_t journey_plate = 1, journey_route = 2, journey_entries = 3, journey_from = 4, journey_until = 5,
                       journey_enterprise = 6, journey_zones = 7;
constexpr std::int64_t answer_granted = 1, answer_zones = 2, answer_reason = 3;
constexpr std::size_t district_bytes = 6;

cbor::Bytes id_bytes(const RecognitionId& id) {
  const auto bytes = uuid_bytes(id.text);
  return {std::string(bytes.begin(), bytes.end())};
}

Value texts_value(const Texts& texts) {
  cbor::Array out;
  for (const std::string& text : texts) out.push_back(cbor::Text{text});
  return out;
}

// Reads members of a map one by one; the first that is missing, of another kind or too long makes all of it bad.
class Reader {
 public:
  explicit Reader(const Value* map) : map_(map), good_(map != nullptr) {}

  std::string text(std::int64_t key, std::size_t bytes_max) {
    const Value* v = find(key);
    return take(v && is_line(*v, bytes_max)) ? *v->text() : std::string();
  }
  std::int64_t time(std::int64_t key) {
    const Value* v = find(key);
    constexpr std::int64_t end_of_time_s = 253402300799;  // 9999-12-31T23:59:59Z
    return take(v && v->integer() && *v->integer() >= 0 && *v->integer() <= end_of_time_s) ? *v->integer() : 0;
  }
  bool boolean(std::int64_t key) {
    const Value* v = find(key);
    return take(v && v->as<bool>()) && *v->as<bool>();
  }
  RecognitionId id(std::int64_t key) {
    const Value* v = find(key);
    if (!take(v && v->bytes() && v->bytes()->size() == 16)) return {};
    const auto* data = reinterpret_cast<const std::uint8_t*>(v->bytes()->data());
    RecognitionId out{uuid_text(std::span<const std::uint8_t, 16>(data, 16))};
    return take(is_uuid(out.text)) ? out : RecognitionId{};
  }
  Texts texts(std::int64_t key, std::size_t count_max, std::size_t bytes_max) {
    const Value* v = find(key);
    const cbor::Array* array = v ? v->as<cbor::Array>() : nullptr;
    Texts out;
    if (!take(array && array->size() <= count_max)) return out;
    for (const Value& item : *array)
      if (take(is_line(item, bytes_max) && !item.text()->empty())) out.push_back(*item.text());
    return out;
  }
  const Value* map(std::int64_t key) {
    const Value* v = find(key);
    return take(v && v->as<cbor::Map>()) ? v : nullptr;
  }
  bool good() const { return good_; }

 private:
  // One line: no control characters, which would only be there to mislead a reader or a table.
  static bool is_line(const Value& v, std::size_t bytes_max) {
    return v.text() && v.text()->size() <= bytes_max &&
           std::ranges::none_of(*v.text(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  }
  const Value* find(std::int64_t key) const { return map_ ? map_->find(key) : nullptr; }
  bool take(bool fits) { return good_ = good_ && fits; }

  const Value* map_;
  bool good_;
};

// Whoever reads and writes back gets the same bytes: nothing more stood there, and nothing twice.
template <class Letter>
std::optional<Letter> exactly(Letter letter, std::string_view payload) {
  if (encode(letter) != payload) return std::nullopt;
  return letter;
}

template <class Letter, class Decode>
Result<Letter> open(std::string_view bytes, const token::Trust& trust, cose::Type type, Decode decode) {
  const auto malformed = [] { return fail(ErrorKind::malformed, "letter.malformed"); };
  if (bytes.size() > letter_bytes_max) return malformed();
  const auto message = cose::parse(bytes);
  if (!message || !message->is(type)) return malformed();
  auto letter = decode(message->payload);
  if (!letter) return malformed();
  switch (trust.verify(*message, letter->from, letter->issued_s)) {
    case token::Trust::Answer::good: return std::move(*letter);
    case token::Trust::Answer::unknown_issuer:
      return fail(ErrorKind::forbidden, "letter.unknown_sender", {}, {{"district", letter->from.text}});
    case token::Trust::Answer::bad_signature: break;
  }
  return fail(ErrorKind::forbidden, "letter.signature", {}, {{"district", letter->from.text}});
}

}  // namespace

std::string encode(const RequestLetter& l) {
  const Journey& j = l.journey;
  cbor::Map journey{{journey_plate, cbor::Text{j.plate}},           {journey_route, cbor::Text{j.route}},
                    {journey_entries, texts_value(j.entry_points)}, {journey_from, j.valid_from.ms / 1000},
                    {journey_until, j.valid_until.ms / 1000},       {journey_enterprise, cbor::Text{j.enterprise_name}},
                    {journey_zones, texts_value(j.zones)}};
  return cbor::encode(cbor::Map{{cwt::iss, cbor::Text{l.from.text}},
                                {cwt::aud, cbor::Text{l.to.text}},
                                {cwt::exp, l.expires_s},
                                {cwt::iat, l.issued_s},
                                {cwt::cti, id_bytes(l.id)},
                                {claim_journey, std::move(journey)}});
}

std::string encode(const AnswerLetter& l) {
  cbor::Map answer{{answer_granted, l.answer.granted},
                   {answer_zones, texts_value(l.answer.zones)},
                   {answer_reason, cbor::Text{l.answer.reason}}};
  return cbor::encode(cbor::Map{{cwt::iss, cbor::Text{l.from.text}},
                                {cwt::aud, cbor::Text{l.to.text}},
                                {cwt::iat, l.issued_s},
                                {cwt::cti, id_bytes(l.request)},
                                {claim_answer, std::move(answer)}});
}

std::optional<RequestLetter> decode_request(std::string_view payload) {
  const auto whole = cbor::decode(payload);
  if (!whole) return std::nullopt;
  Reader claims(&*whole);
  RequestLetter out;
  out.from.text = claims.text(cwt::iss, district_bytes);
  out.to.text = claims.text(cwt::aud, district_bytes);
  out.expires_s = claims.time(cwt::exp);
  out.issued_s = claims.time(cwt::iat);
  out.id = claims.id(cwt::cti);
  Reader journey(claims.map(claim_journey));
  out.journey.plate = journey.text(journey_plate, plate_bytes_max);
  out.journey.route = journey.text(journey_route, route_bytes_max);
  out.journey.entry_points = journey.texts(journey_entries, entry_points_max, entry_point_bytes_max);
  out.journey.valid_from = {journey.time(journey_from) * 1000};
  out.journey.valid_until = {journey.time(journey_until) * 1000};
  out.journey.enterprise_name = journey.text(journey_enterprise, enterprise_name_bytes_max);
  out.journey.zones = journey.texts(journey_zones, letter_zones_max, token::text_bytes_max);
  if (!claims.good() || !journey.good()) return std::nullopt;
  return exactly(std::move(out), payload);
}

std::optional<AnswerLetter> decode_answer(std::string_view payload) {
  const auto whole = cbor::decode(payload);
  if (!whole) return std::nullopt;
  Reader claims(&*whole);
  AnswerLetter out;
  out.from.text = claims.text(cwt::iss, district_bytes);
  out.to.text = claims.text(cwt::aud, district_bytes);
  out.issued_s = claims.time(cwt::iat);
  out.request = claims.id(cwt::cti);
  Reader answer(claims.map(claim_answer));
  out.answer.granted = answer.boolean(answer_granted);
  out.answer.zones = answer.texts(answer_zones, letter_zones_max, token::text_bytes_max);
  out.answer.reason = answer.text(answer_reason, reason_bytes_max);
  if (!claims.good() || !answer.good()) return std::nullopt;
  return exactly(std::move(out), payload);
}

Result<RequestLetter> open_request(std::string_view bytes, const token::Trust& trust) {
  return open<RequestLetter>(bytes, trust, cose::Type::district_request, decode_request);
}

Result<AnswerLetter> open_answer(std::string_view bytes, const token::Trust& trust) {
  return open<AnswerLetter>(bytes, trust, cose::Type::district_answer, decode_answer);
}

}  // namespace fugong::exchange
