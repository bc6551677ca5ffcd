#include "token/status_list.h"
#include "token/cwt.h"

#include <zlib.h>

#include <algorithm>
#include <new>
#include <optional>
#include <stdexcept>

namespace fugong::token {
namespace {

using cbor::Value;

constexpr std::int64_t claim_status_list = 65533, claim_ttl = 65534;
constexpr std::int64_t bits_per_entry = 2;

// Where every sixth byte says something, nothing repeats itself any more: looking for it takes seconds, and the codes
// alone are smaller.
bool is_dense(const std::string& raw) {
  return std::ranges::count(raw, '\0') < static_cast<std::ptrdiff_t>(raw.size() - raw.size() / 6);
}

std::string deflate_all(const std::string& raw) {
  constexpr int window_bits = 15, memory_level = 9;  // the largest: half a percent smaller than zlib's usual ones
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits, memory_level,
                   is_dense(raw) ? Z_HUFFMAN_ONLY : Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::string out(deflateBound(&stream, raw.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(raw.data()));
  stream.avail_in = static_cast<uInt>(raw.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int state = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (state != Z_STREAM_END) throw std::runtime_error("zlib could not compress a status list");
  return out;
}

// nullopt for anything that is not one whole zlib stream of at most `limit` bytes.
std::optional<std::string> inflate_all(const std::string& packed, std::size_t limit) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) throw std::bad_alloc();
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  int state = Z_OK;
  while (state == Z_OK && out.size() <= limit) {
    const std::size_t have = out.size();
    out.resize(have + 64 * 1024);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + have);
    stream.avail_out = static_cast<uInt>(out.size() - have);
    state = inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
  }
  const bool whole = state == Z_STREAM_END && stream.avail_in == 0 && out.size() <= limit;
  inflateEnd(&stream);
  if (!whole) return std::nullopt;
  return out;
}

std::optional<SignedStatusList> read_list(std::string_view payload) {
  const auto whole = cbor::decode(payload);
  if (!whole) return std::nullopt;
  const Value* iss = whole->find(cwt::iss);
  const Value* sub = whole->find(cwt::sub);
  const Value* iat = whole->find(cwt::iat);
  const Value* ttl = whole->find(claim_ttl);
  const Value* list = whole->find(claim_status_list);
  const Value* bits = list ? list->find("bits") : nullptr;
  const Value* packed = list ? list->find("lst") : nullptr;
  if (!iss || !iss->text() || !sub || !sub->text() || !iat || !iat->integer() || !bits || !bits->integer() ||
      *bits->integer() != bits_per_entry || !packed || !packed->bytes())
    return std::nullopt;
  auto raw = inflate_all(*packed->bytes(), status_list_raw_bytes_max);
  if (!raw) return std::nullopt;
  SignedStatusList out{{*iss->text()}, *sub->text(), *iat->integer(), 0, StatusList::from_raw(std::move(*raw))};
  if (ttl && ttl->integer()) out.ttl_s = *ttl->integer();
  return out;
}

}  // namespace

PassStatus StatusList::at(std::int64_t index) const {
  const auto byte = static_cast<std::size_t>(index / 4);
  if (index < 0 || byte >= raw_.size()) return PassStatus::valid;
  const unsigned value = static_cast<unsigned char>(raw_[byte]) >> (index % 4 * bits_per_entry) & 3u;
  return value == 0 ? PassStatus::valid : value == 1 ? PassStatus::revoked : PassStatus::suspended;
}

void StatusList::set(std::int64_t index, PassStatus status) {
  const auto byte = static_cast<std::size_t>(index / 4);
  if (byte >= raw_.size()) raw_.resize(byte + 1, '\0');
  const unsigned shift = static_cast<unsigned>(index % 4 * bits_per_entry);
  const unsigned cleared = static_cast<unsigned char>(raw_[byte]) & ~(3u << shift);
  raw_[byte] = static_cast<char>(cleared | static_cast<unsigned>(status) << shift);
}

StatusList StatusList::from_raw(std::string raw) {
  StatusList out;
  out.raw_ = std::move(raw);
  return out;
}

std::string seal_status_list(const SignedStatusList& list, const crypto::Signer& issuer) {
  cbor::Map packed{{cbor::Text{"bits"}, bits_per_entry},
                   {cbor::Text{"lst"}, cbor::Bytes{deflate_all(list.entries.raw())}}};
  const Value payload = cbor::Map{{cwt::iss, cbor::Text{list.issuer.text}},
                                  {cwt::sub, cbor::Text{list.uri}},
                                  {cwt::iat, list.issued_s},
                                  {claim_status_list, std::move(packed)},
                                  {claim_ttl, list.ttl_s}};
  return cose::Sealer(issuer, cose::Type::status_list).seal(cbor::encode(payload));
}

Result<SignedStatusList> open_status_list(std::string_view bytes, const Trust& trust) {
  const auto refused = [](const char* code) { return fail(ErrorKind::malformed, code); };
  if (bytes.size() > status_list_signed_bytes_max) return refused("status.malformed");
  const auto message = cose::parse(bytes);
  if (!message || !message->is(cose::Type::status_list)) return refused("status.malformed");
  // Who signed stands inside; nothing is unpacked before the signature is known to be good.
  const auto claims = cbor::decode(message->payload);
  const Value* iss = claims ? claims->find(cwt::iss) : nullptr;
  const Value* iat = claims ? claims->find(cwt::iat) : nullptr;
  if (!iss || !iss->text() || !iat || !iat->integer()) return refused("status.malformed");
  switch (trust.verify(*message, {*iss->text()}, *iat->integer())) {
    case Trust::Answer::good: break;
    case Trust::Answer::unknown_issuer: return refused("status.unknown_issuer");
    case Trust::Answer::unknown_key:
    case Trust::Answer::bad_signature: return refused("status.signature");
  }
  auto list = read_list(message->payload);
  if (!list) return refused("status.malformed");
  return std::move(*list);
}

}  // namespace fugong::token
