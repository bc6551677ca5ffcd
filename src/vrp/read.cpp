#include "vrp/read.h"

#include "vrp/file_problem.h"

namespace fugong::vrp {
namespace {

bool is_vrplib(std::string_view text) {
  Lines lines(text);
  return lines.next() && lines.whole().find(':') != std::string_view::npos;
}

Result<Route> read_route(const Lines& lines, const Problem& problem) {
  const auto& words = lines.words();
  if (words.size() < 2 || !words[1].starts_with('#') || !words[1].ends_with(':'))
    return lines.fails("vrp.line", lines.whole());
  const std::string_view number = words[1].substr(1, words[1].size() - 2);
  FG_TRY(const std::int64_t vehicle, lines.whole_number(number, 1, static_cast<std::int64_t>(problem.vehicles.size())));
  Route route{static_cast<std::uint32_t>(vehicle - 1), {}};
  const auto depots = static_cast<std::int64_t>(problem.depots.size());
  for (std::size_t i = 2; i < words.size(); ++i) {
    FG_TRY(const std::int64_t node,
           lines.whole_number(words[i], depots, static_cast<std::int64_t>(problem.nodes()) - 1));
    route.stops.push_back(static_cast<std::uint32_t>(node - depots));
  }
  return route;
}

}  // namespace

Problem to_problem(const FileProblem& file) {
  const Convention& c = file.convention;
  Problem problem{.name = file.name, .distance = Matrix(file.nodes.size()), .cost_decimals = c.cost_decimals};
  for (std::size_t i = 0; i < file.nodes.size(); ++i) {
    const FileNode& from = file.nodes[i];
    for (std::size_t j = 0; j < file.nodes.size(); ++j) {
      const double x = from.x - file.nodes[j].x, y = from.y - file.nodes[j].y;
      problem.distance.set(i, j, c.of(std::sqrt(x * x + y * y)));
    }
    const Window window{c.of(from.open), c.of(from.close)};
    if (i < file.depots) problem.depots.push_back({std::to_string(i)});
    else
      problem.sites.push_back({.name = std::to_string(i),
                               .load = static_cast<std::int32_t>(from.load),
                               .window = window,
                               .service = c.of(from.service)});
  }
  for (std::size_t v = 0; v < file.vehicles.size(); ++v) {
    const std::uint32_t depot = file.vehicles[v];
    const FileNode& at = file.nodes[depot];
    Vehicle& vehicle = problem.vehicles.emplace_back();
    vehicle.name = std::to_string(v + 1);
    vehicle.start = vehicle.end = depot;
    vehicle.shift = {c.of(at.open), c.of(at.close)};
    vehicle.capacity = static_cast<std::int32_t>(file.capacity);
    if (file.duration_max) vehicle.duration_max = c.of(*file.duration_max);
  }
  return problem;
}

Result<Problem> read_problem(std::string_view text) {
  if (text.size() > file_bytes_max)
    return fail(ErrorKind::too_large, "vrp.file_too_large", {}, {{"limit_mib", std::to_string(file_bytes_max >> 20)}});
  FG_TRY(const FileProblem file, is_vrplib(text) ? read_vrplib(text) : read_solomon(text));
  // The matrix grows with the square: no more is made of a small file that says it is large.
  if (file.nodes.size() - file.depots > sites_max)
    return invalid("vrp.too_many_sites", "sites", {{"limit", std::to_string(sites_max)}});
  if (file.depots > depots_max)
    return invalid("vrp.too_many_depots", "depots", {{"limit", std::to_string(depots_max)}});
  Problem problem = to_problem(file);
  FG_CHECK(check(problem));
  return problem;
}

Result<Published> read_sol(std::string_view text, const Problem& problem) {
  Lines lines(text);
  Published out;
  bool has_cost = false;
  while (lines.next()) {
    const auto& words = lines.words();
    if (words[0] == "Route") {
      FG_TRY(Route route, read_route(lines, problem));
      if (!route.stops.empty()) out.plan.routes.push_back(std::move(route));
    } else if (words[0] == "Cost" || words[0] == "Cost:") {
      if (words.size() != 2) return lines.fails("vrp.line", lines.whole());
      FG_TRY(const double cost, lines.decimal(words[1], 1e12));
      out.cost = std::llround(cost * std::pow(10, problem.cost_decimals));
      has_cost = true;
    } else {
      return lines.fails("vrp.line", lines.whole());
    }
  }
  if (!has_cost) return lines.fails("vrp.missing", "Cost");
  return out;
}

std::string write_sol(const Problem& problem, const Plan& plan, std::int64_t cost) {
  std::string out;
  for (const Route& route : plan.routes) {
    if (route.stops.empty()) continue;
    out += "Route #" + std::to_string(route.vehicle + 1) + ":";
    for (const std::uint32_t site : route.stops) out += " " + std::to_string(problem.node_of(site));
    out += '\n';
  }
  return out + "Cost " + cost_text(cost, problem.cost_decimals) + '\n';
}

}  // namespace fugong::vrp
