// Durable commands over HTTP, beside a bare loop that writes the same rows and beside the same server without group
// commit.
#include "bare_loop.h"
#include "reports.h"
#include "row.h"

namespace {

using namespace fugong;
using namespace fugong::bench;

void measure(const Options& options) {
  const Folder folder;
  const auto database = [&](const char* name) { return folder.path / (std::string(name) + ".db"); };
  const auto url = [&](const char* name) { return "sqlite:" + database(name).string(); };
  District grouped(url("grouped"), folder.path / "grouped");
  District single(url("single"), folder.path / "single", {.readers = 4, .group_commit = false});
  District bare(url("bare"), folder.path / "bare");  // its empty tables are what is wanted
  Reports reports(grouped), reports_single(single);
  reports.run(options.seconds / 3);  // warm, and rows to copy
  BareLoop loop(database("grouped"), database("bare"));

  Pairs to_bare, to_single;
  for (int round = 0; round < options.rounds; ++round) {
    to_bare.reference.push_back(loop.run(options.seconds / 2, writers));
    to_bare.subject.push_back(reports.run(options.seconds));
    to_bare.reference.back() = (to_bare.reference.back() + loop.run(options.seconds / 2, writers)) / 2;
    to_single.subject.push_back(to_bare.subject.back());
    to_single.reference.push_back(reports_single.run(options.seconds));
  }
  bench::print(options,
               {.name = "durable commands over HTTP, 64 connections",
                .unit = "/s",
                .reference = "bare SQLite group-commit loop, same rows"},
               to_bare, at_least(0.5));
  bench::print(options,
               {.name = "durable commands over HTTP, 64 connections",
                .unit = "/s",
                .reference = "the same server, a transaction per command"},
               to_single, at_least(4));
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
