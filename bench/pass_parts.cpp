// Parts of the pass by themselves: Ed25519 beside OpenSSL's, the status list of ten million passes beside zlib, and how
// large the code is that a phone shows.
#include <openssl/evp.h>
#include <zlib.h>

#include <chrono>
#include <stdexcept>

#include "base/random.h"
#include "row.h"
#include "token/qr.h"
#include "token/status_list.h"
#include "token/token.h"

namespace {

using namespace fugong;
using namespace fugong::bench;

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

const unsigned char* octets(const std::string& s) { return reinterpret_cast<const unsigned char*>(s.data()); }

// How often `once` can be done in a second; it says whether it went well.
template <class F>
double rate_of(double seconds, F once) {
  const auto begin = Clock::now();
  std::int64_t count = 0;
  for (; count % 64 != 0 || seconds_since(begin) < seconds; ++count)
    if (!once()) throw std::runtime_error("what is measured does not work");
  return static_cast<double>(count) / seconds_since(begin);
}

token::Claims some_claims(Timestamp now, Random& random) {
  token::Claims c;
  c.issuer = {"210104"};
  c.not_before_s = c.issued_s = now.ms / 1000;
  c.expires_s = c.issued_s + 7 * 86'400;
  c.id = PassId::make(now, random);
  c.index = 71'234;
  c.kind = "truck";
  c.enterprise = EnterpriseId::make(now, random);
  c.plate = "辽AD12345";
  c.zones = {"dadong", "tiexi"};
  c.route = "京哈高速沈北出口—望花卡口—东贸路厂区";
  return c;
}

void measure_eddsa(const Options& options, Random& random) {
  const crypto::Signer signer(crypto::KeyPair::generate(crypto::Algorithm::eddsa));
  const std::string message = token::encode_claims(some_claims({1'650'513'600'000}, random));
  const std::string signature = signer.sign(message);
  const crypto::Verifier verifier(signer.public_key());
  EVP_PKEY* key = signer.public_key().handle().get();
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  Pairs pairs;
  for (int round = 0; round < options.rounds; ++round) {
    pairs.reference.push_back(rate_of(options.seconds / 2, [&] {
      return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key) == 1 &&
             EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(message), message.size()) == 1;
    }));
    pairs.subject.push_back(rate_of(options.seconds / 2, [&] { return verifier.verify(message, signature); }));
  }
  bench::print(options,
               {.name = "Ed25519 signatures of passes verified, one core",
                .unit = "/s",
                .reference = "OpenSSL's Ed25519, the same signature"},
               pairs, at_least(2));
}

std::size_t zlib_9(const std::string& raw) {
  std::string out(compressBound(raw.size()), '\0');
  uLongf size = out.size();
  if (compress2(reinterpret_cast<Bytef*>(out.data()), &size, octets(raw), raw.size(), 9) != Z_OK)
    throw std::runtime_error("zlib could not compress");
  return size;
}

// Every so-many-th pass is revoked, wherever it stands.
void measure_status_list(const Options& options, Random& random, std::int64_t one_in) {
  const std::int64_t passes = options.brief ? 100'000 : 10'000'000;
  constexpr double promised_s = 2;
  const crypto::Signer signer(crypto::KeyPair::generate(crypto::Algorithm::es256));
  std::vector<std::int64_t> revoked;
  for (std::int64_t i = 0; i < passes / one_in; ++i)
    revoked.push_back(static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(passes))));
  const std::string share = std::to_string(100 / one_in) + " %";
  Pairs times, sizes;
  for (int round = 0; round < options.rounds; ++round) {
    const auto begin = Clock::now();
    token::SignedStatusList list{
        {"210104"}, "https://210104.example/api/v1/status-list/0", 1'650'513'600, 900, token::StatusList(passes)};
    for (const std::int64_t index : revoked) list.entries.set(index, token::PassStatus::revoked);
    const std::string bytes = token::seal_status_list(list, signer);
    times.subject.push_back(seconds_since(begin));
    times.reference.push_back(promised_s);
    sizes.subject.push_back(static_cast<double>(bytes.size()) / 1024);
    sizes.reference.push_back(static_cast<double>(zlib_9(list.entries.raw())) / 1024);
  }
  bench::print(options,
               {.name = "status list of 10,000,000 passes, " + share + " revoked, built and signed",
                .unit = "s",
                .reference = "s promised"},
               times, at_most(1));
  bench::print(options,
               {.name = "status list of 10,000,000 passes, " + share + " revoked, signed",
                .unit = "KiB",
                .reference = "KiB, its bits by zlib, level 9"},
               sizes, at_most(1));
}

// The longest that is usual: a truck with two zones, a route of 20 characters and a health colour, answering a gate.
void measure_shown_code(const Options& options, Random& random) {
  const crypto::Signer issuer(crypto::KeyPair::generate(crypto::Algorithm::es256));
  const crypto::Signer phone(crypto::KeyPair::generate(crypto::Algorithm::es256));
  token::Claims claims = some_claims({1'650'513'600'000}, random);
  claims.scheme = token::scheme_challenged;
  claims.holder_key = token::holder_key_of(phone.public_key());
  const std::string pass = token::mint(claims, token::cose::Sealer(issuer, token::cose::Type::pass));
  const std::string shown = token::show(pass, phone, claims.issued_s, std::string(token::challenge_bytes, 'c'));
  const auto code = token::qr_modules(shown);
  if (!code) throw std::runtime_error("what a phone shows does not fit a code");
  const double version = (code->side - 17) / 4.0;
  bench::print(options,
               {.name = "version of the QR code that a phone shows (" + std::to_string(shown.size()) + " characters)",
                .value = version,
                .unit = "",
                .reference = "the largest that is allowed",
                .reference_value = token::qr_version_max,
                .ratio = version / token::qr_version_max},
               at_most(1));
}

void measure(const Options& options) {
  SeededRandom random(1);
  measure_eddsa(options, random);
  measure_status_list(options, random, 100);
  measure_status_list(options, random, 20);
  measure_shown_code(options, random);
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
