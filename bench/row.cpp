#include "row.h"

#include <fmt/core.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "base/json.h"

namespace fugong::bench {
namespace {

// Four digits are more than any of these figures is worth.
double rounded(double value) {
  if (value == 0 || !std::isfinite(value)) return 0;
  const double unit = std::pow(10, std::floor(std::log10(std::fabs(value))) - 3);
  return std::round(value / unit) * unit;
}

std::string figure(double value) {
  if (value >= 1000) return fmt::format("{:.0f}", value);
  if (value >= 10) return fmt::format("{:.1f}", value);
  return fmt::format("{:.3g}", value);
}

const char* verdict(const Row& row) { return !row.held ? "" : *row.held ? "held" : "MISSED"; }

std::string value_of(const Row& row) { return figure(row.value) + " " + row.unit; }
std::string reference_of(const Row& row) { return figure(row.reference_value) + " " + row.reference; }

}  // namespace

std::string to_line(const Row& row) {
  return fmt::format("{:<64} {:>14}   ratio {:>6}  {:<7} {:<7} beside {}", row.name, value_of(row), figure(row.ratio),
                     row.goal.empty() ? "" : row.goal.substr(6), verdict(row), reference_of(row));
}

std::string to_markdown(const Row& row) {
  return fmt::format("| {} | {} | {} | {} | {} | {} |", row.name, value_of(row), reference_of(row), figure(row.ratio),
                     row.goal, verdict(row));
}

Options read_options(int argc, char** argv) {
  Options options;
  options.program = std::filesystem::absolute(argv[0]).parent_path().parent_path() / "fugong";
  CLI::App app("One part of the table of bench/run");
  bool json = false;
  app.add_flag("--json", json, "one JSON object per row");
  app.add_flag("--brief", options.brief, "show that it works, not how fast");
  app.add_option("--rounds", options.rounds, "how often subject and reference take turns")
      ->capture_default_str()
      ->check(CLI::Range(1, 99));
  app.add_option("--seconds", options.seconds, "of one measurement")
      ->capture_default_str()
      ->check(CLI::Range(0.1, 600.0));
  app.add_option("arguments", options.arguments, "what the program needs besides");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    std::exit(app.exit(e) == 0 ? 0 : 2);
  }
  options.format = json ? Format::json : Format::table;
  if (options.brief) options.rounds = 1, options.seconds = 0.3;
  return options;
}

void print(const Options& options, Row row, Goal goal) {
  if (goal.kind != Goal::Kind::none) {
    const bool least = goal.kind == Goal::Kind::at_least;
    row.goal = fmt::format("ratio {} {}", least ? ">=" : "<=", figure(goal.ratio));
    row.held = least ? row.ratio >= goal.ratio : row.ratio <= goal.ratio;
  }
  row.value = rounded(row.value);
  row.reference_value = rounded(row.reference_value);
  row.ratio = rounded(row.ratio);
  fmt::print("{}\n", options.format == Format::json ? json::write(row) : to_line(row));
  std::fflush(stdout);
}

void print(const Options& options, Row row, const Pairs& pairs, Goal goal) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(pairs.subject.size(), pairs.reference.size()); ++i)
    if (pairs.reference[i] > 0) ratios.push_back(pairs.subject[i] / pairs.reference[i]);
  row.value = median(pairs.subject);
  row.reference_value = median(pairs.reference);
  row.ratio = median(ratios);
  bench::print(options, std::move(row), goal);
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

int run(const Options& options, void (*measure)(const Options&)) {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("bench"));
  spdlog::set_level(spdlog::level::err);
  try {
    measure(options);
    return 0;
  } catch (const std::exception& e) {
    fmt::print(stderr, "bench: {}\n", e.what());
    return 1;
  }
}

double own_mib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("RssAnon:")) return std::stod(line.substr(8)) / 1024;
  throw std::runtime_error("/proc/self/status has no RssAnon");
}

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "fugong-bench.XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("cannot make a folder " + name);
  path = name;
}
Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

}  // namespace fugong::bench
