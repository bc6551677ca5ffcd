// Passes on paper, many to a document: how fast they are drawn, and what memory that takes. The document is given away
// while it is drawn, so what grows with it are the passes to be drawn and Cairo's table of objects.
#include <chrono>
#include <stdexcept>

#include "pass/printed.h"
#include "row.h"

namespace {

using namespace fugong;
using namespace fugong::bench;

constexpr std::size_t few = 1'000, many = 20'000;  // the second is print::pages_max

// Of the length that real ones have.
std::string some_token(std::size_t number) {
  std::string out = "FG1:";
  for (std::size_t i = 0; i < 410; ++i)
    out += "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"[(i * i + number * (i + 3)) % 45];
  return out;
}

pass::Printing printing(pass::Paper paper, std::size_t count) {
  pass::Printing out{.paper = paper, .district_name = "沈阳市大东区", .zone = "Asia/Shanghai", .passes = {}};
  for (std::size_t i = 0; i < count; ++i)
    out.passes.push_back({.number = "210104" + std::to_string(100'000 + i),
                          .kind_name = paper == pass::Paper::windscreen ? "货车通行证" : "职工通行证",
                          .enterprise_name = "沈阳第" + std::to_string(i % 405) + "汽车零部件有限公司",
                          .subject = paper == pass::Paper::windscreen ? "辽A" + std::to_string(10'000 + i) : "王*伟",
                          .route = "京哈高速沈北出口—望花卡口—东贸路厂区",
                          .zones = {"大东区"},
                          .issued_at = {1'650'513'600'000},
                          .not_before = {1'650'513'600'000},
                          .expires_at = {1'651'809'600'000},
                          .token = some_token(i)});
  return out;
}

struct Printed {
  double seconds = 0, mib_more = 0, bytes = 0;
};

Printed printed(pass::Paper paper, std::size_t count) {
  Printed out;
  const double before = own_mib();
  const auto begin = std::chrono::steady_clock::now();
  const auto document = pass::lay_out(printing(paper, count));
  if (!document || !print::write_pdf(*document, [&](std::string_view piece) {
        out.bytes += static_cast<double>(piece.size());
        out.mib_more = std::max(out.mib_more, own_mib() - before);
      }))
    throw std::runtime_error("the passes were not printed");
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return out;
}

void measure(const Options& options) {
  const std::size_t less = options.brief ? 10 : few, more = options.brief ? 40 : many;
  for (const auto paper : {pass::Paper::windscreen, pass::Paper::sheet}) {
    const std::string what = paper == pass::Paper::windscreen ? " windscreen sheets" : " cards, ten to a sheet";
    (void)printed(paper, less);  // fonts are opened
    Pairs memory, speed;
    for (int round = 0; round < (options.brief ? 1 : 2); ++round) {
      const Printed small = printed(paper, less), large = printed(paper, more);
      memory.subject.push_back(large.mib_more);
      memory.reference.push_back(small.mib_more);
      speed.subject.push_back(static_cast<double>(more) / large.seconds);
      speed.reference.push_back(static_cast<double>(less) / small.seconds);
    }
    bench::print(options,
                 {.name = "memory that a PDF of " + std::to_string(more) + what + " takes",
                  .unit = "MiB",
                  .reference = "MiB for " + std::to_string(less)},
                 memory, {});
    bench::print(
        options,
        {.name = std::to_string(more) + what + " drawn", .unit = "/s", .reference = "of " + std::to_string(less)},
        speed, {});
  }
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
