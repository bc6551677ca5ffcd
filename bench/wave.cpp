// The whole rehearsal as a newcomer runs it, then the server that starts on what it left behind. With the argument 10
// it is ten times as large, and measured beside the plain one.
#include <chrono>
#include <stdexcept>
#include <thread>

#include "child.h"
#include "row.h"

namespace {

using namespace fugong;
using namespace fugong::bench;

constexpr double wave_s = 60, ready_s = 0.5, idle_mib = 64, scaled_mib = 1024;
constexpr double factor_max = 12;

Ended rehearse(const Options& options, const std::filesystem::path& folder, const std::string& scale) {
  const Ended ended =
      run_child({options.program.string(), "rehearse", FUGONG_SOURCE_DIR "/scenarios/dadong-2022-04.yaml", "--db",
                 "sqlite:" + (folder / ("wave" + scale + ".db")).string(), "--scale", scale, "--quiet"});
  // Exit status 1: the bulletin of a scaled-down district is not the scenario's; in full size it has to be.
  if (ended.status > 1 || (ended.status == 1 && !options.brief))
    throw std::runtime_error("the rehearsal ended with " + std::to_string(ended.status));
  return ended;
}

void measure_server(const Options& options, const std::filesystem::path& database) {
  Pairs ready, idle;
  for (int round = 0; round < options.rounds; ++round) {
    const ServedChild server(options.program, "sqlite:" + database.string(), database.string() + ".keys");
    ready.subject.push_back(server.ready_seconds());
    ready.reference.push_back(ready_s);
    std::this_thread::sleep_for(std::chrono::duration<double>(options.seconds));
    idle.subject.push_back(server.resident_mib());
    idle.reference.push_back(idle_mib);
  }
  bench::print(options,
               {.name = "ready on the wave's database, first answer given", .unit = "s", .reference = "s promised"},
               ready, at_most(1));
  bench::print(options, {.name = "resident memory of the idle server", .unit = "MiB", .reference = "MiB promised"},
               idle, at_most(1));
}

void measure_plain(const Options& options) {
  Pairs times;
  for (int round = 0; round < options.rounds; ++round) {
    const Folder folder;
    const Ended ended = rehearse(options, folder.path, options.brief ? "0.1" : "1");
    times.subject.push_back(ended.seconds);
    times.reference.push_back(wave_s);
    if (round + 1 < options.rounds) continue;
    bench::print(options, {.name = "the whole Dadong wave rehearsed", .unit = "s", .reference = "s promised"}, times,
                 at_most(1));
    measure_server(options, folder.path / (options.brief ? "wave0.1.db" : "wave1.db"));
  }
}

void measure_scaled(const Options& options) {
  const Folder folder;
  const Ended plain = rehearse(options, folder.path, options.brief ? "0.1" : "1");
  const Ended scaled = rehearse(options, folder.path, options.brief ? "0.3" : "10");
  bench::print(options,
               {.name = "the wave at --scale 10",
                .value = scaled.seconds,
                .unit = "s",
                .reference = "s at scale 1",
                .reference_value = plain.seconds,
                .ratio = scaled.seconds / plain.seconds},
               at_most(factor_max));
  bench::print(options,
               {.name = "peak memory at --scale 10",
                .value = scaled.peak_mib,
                .unit = "MiB",
                .reference = "MiB promised",
                .reference_value = scaled_mib,
                .ratio = scaled.peak_mib / scaled_mib},
               at_most(1));
}

void measure(const Options& options) {
  const bool scaled = !options.arguments.empty() && options.arguments[0] == "10";
  scaled ? measure_scaled(options) : measure_plain(options);
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
