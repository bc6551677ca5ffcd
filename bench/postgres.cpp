// Durable commands over HTTP on PostgreSQL, beside pgbench sending the same statements from as many clients as the
// platform keeps connections for writing. The argument is the URL of an empty database of a throw-away cluster.
#include <array>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "reports.h"
#include "row.h"

namespace {

using namespace fugong;
using namespace fugong::bench;

// As the platform's command writes them: the figure, the log's size, the log's entry.
constexpr const char* script = R"(\set n random(1, 1000000000)
BEGIN ISOLATION LEVEL SERIALIZABLE;
INSERT INTO resumption_daily_figures (district, enterprise, day, on_site, output, tests_done, reported_at, reported_by) VALUES ('000000', '01804a1e-0000-7000-8000-00000000abcd', '2022-04-24', 100, 100.5, 100, :n, '01804a1e-7c00-7abc-8def-0123456789ab') ON CONFLICT DO NOTHING;
INSERT INTO audit_head (district, size) VALUES ('000000', 1) ON CONFLICT (district) DO UPDATE SET size = audit_head.size + excluded.size RETURNING size AS seq \gset
INSERT INTO audit_entry (district, seq, at, actor, actor_name, action, subject_kind, subject_id, detail, leaf_hash) VALUES ('000000', :seq, 1650000000000, '01804a1e-7c00-7abc-8def-0123456789ab', '王伟', 'figures.report', 'enterprise', '01804a1e-0000-7000-8000-00000000abcd', '{"enterprise":"01804a1e-0000-7000-8000-00000000abcd","day":"2022-04-24","on_site":100,"output":100.5,"tests_done":100,"reported_at":"2022-04-24T08:00:00.000Z"}', '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef');
END;
)";

double pgbench(const Folder& folder, const std::string& url, double seconds) {
  const auto file = folder.path / "same.sql";
  std::ofstream(file) << script;
  const std::string command = "pgbench -n -M prepared --max-tries=100 -c 8 -j 2 -T " +
                              std::to_string(std::max(1, static_cast<int>(seconds))) + " -f '" + file.string() + "' '" +
                              url + "' 2>/dev/null";
  FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) throw std::runtime_error("cannot run pgbench");
  double rate = 0;
  std::array<char, 512> line{};
  while (fgets(line.data(), line.size(), pipe)) std::sscanf(line.data(), "tps = %lf", &rate);
  if (pclose(pipe) != 0 || rate <= 0) throw std::runtime_error("no figure from: " + command);
  return rate;
}

void measure(const Options& options) {
  if (options.arguments.empty()) throw std::runtime_error("the URL of a PostgreSQL database is missing");
  const std::string& url = options.arguments[0];
  const Folder folder;
  District district(url, folder.path);
  Reports reports(district);
  Pairs pairs;
  for (int round = 0; round < options.rounds; ++round) {
    pairs.reference.push_back(pgbench(folder, url, options.seconds));
    pairs.subject.push_back(reports.run(options.seconds));
  }
  bench::print(options,
               {.name = "durable commands over HTTP on PostgreSQL, 64 connections",
                .unit = "/s",
                .reference = "pgbench, 8 clients, the same rows"},
               pairs, {});
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
