// A pass verified by our library beside the EU certificate's own program library (@pathcheck/dcc-sdk, in Node)
// verifying the very same token: its format is the same CWT in COSE_Sign1 in Base45, with another prefix.
#include <time.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "base/random.h"
#include "crypto/hash.h"
#include "row.h"
#include "token/verdict.h"

namespace {

using namespace fugong;
using namespace fugong::bench;

constexpr const char* script = FUGONG_SOURCE_DIR "/bench/dcc-sdk/verify.mjs";

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

struct District {
  crypto::Signer signer{crypto::KeyPair::generate(crypto::Algorithm::es256)};
  Timestamp now = SystemClock().now();
  SystemRandom random;
  token::Trust trust{token::TrustList{"city",
                                      now.ms / 1000,
                                      now.ms / 1000 + 86'400,
                                      {{{"210104"}, "", {{signer.public_key(), 0, 4'000'000'000}}, {}, ""}}}};

  std::string token() {
    token::Claims c;
    c.issuer = {"210104"};
    c.not_before_s = c.issued_s = now.ms / 1000;
    c.expires_s = c.issued_s + 7 * 86'400;
    c.id = PassId::make(now, random);
    c.kind = "employee";
    c.enterprise = EnterpriseId::make(now, random);
    c.holder = "张*";
    c.zones = {"dadong"};
    return token::mint(c, token::cose::Sealer(signer, token::cose::Type::pass));
  }
};

// What the script wants to know, as lines.
void write_input(const std::filesystem::path& file, const District& district, const std::string& token) {
  const std::string pem = district.signer.public_key().pem();
  std::string der;
  for (std::size_t at = pem.find('\n') + 1; pem[at] != '-'; ++at)
    if (pem[at] != '\n') der += pem[at];
  std::ofstream(file) << token << '\n' << crypto::to_base64url(district.signer.key_id()) << '\n' << der << '\n';
}

double by_the_sdk(const std::filesystem::path& input, double seconds) {
  const std::string command = "node " + std::string(script) + " " + std::to_string(seconds) + " <" + input.string();
  FILE* pipe = popen(command.c_str(), "r");
  double rate = 0;
  std::array<char, 512> line{};
  while (pipe && fgets(line.data(), line.size(), pipe)) std::sscanf(line.data(), "%lf", &rate);
  if (!pipe || pclose(pipe) != 0 || rate <= 0) throw std::runtime_error("no figure from: " + command);
  return rate;
}

double by_us(const District& district, const std::string& token, double seconds) {
  const token::Circumstances here{.at = district.now};
  const double begin = thread_seconds();
  std::int64_t count = 0;
  for (; thread_seconds() - begin < seconds; ++count)
    if (token::verify(token, district.trust, {}, here, Language::zh_cn).verdict != token::Verdict::green)
      throw std::runtime_error("a good pass is not green");
  return static_cast<double>(count) / (thread_seconds() - begin);
}

void measure(const Options& options) {
  const Folder folder;
  District district;
  const std::string token = district.token();
  write_input(folder.path / "input", district, token);
  Pairs pairs;
  for (int round = 0; round < options.rounds; ++round) {
    pairs.reference.push_back(by_the_sdk(folder.path / "input", options.seconds));
    pairs.subject.push_back(by_us(district, token, options.seconds));
  }
  bench::print(options,
               {.name = "passes verified by the library, one core",
                .unit = "/s",
                .reference = "@pathcheck/dcc-sdk in Node, the same token"},
               pairs, at_least(8));
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
