#include "pass/listings.h"

#include "enterprise/service.h"
#include "pass/travel.h"

namespace fugong::pass {
namespace {

using http::Call;
using http::Method;

std::string firm_cell(enterprise::Service& enterprises, const EnterpriseId& id, const listing::Words& words) {
  return words.once("enterprise " + id.text, [&] {
    const auto facts = enterprises.facts(words.session, id);
    return facts ? facts->name : std::string();
  });
}

listing::List<PassFilter, PassLine> pass_list(Service& service, enterprise::Service& enterprises) {
  return {.route = {Method::post, "/api/v1/passes/export", "pass.read", "exportPasses",
                    "Passes as a file; holders masked, without codes"},
          .name = "passes",
          .page = [&service](Call& call, db::Session& session,
                             const PassFilter& filter) { return service.list(session, call.as<Context>(), filter); },
          .columns = {
              {"number", 24, [](const PassLine& p, const listing::Words&) { return p.number; }},
              {"kind", 16, [](const PassLine& p, const listing::Words&) { return p.kind_name; }},
              {"enterprise", 32,
               [&enterprises](const PassLine& p, const listing::Words& w) {
                 return firm_cell(enterprises, p.enterprise, w);
               }},
              {"holder", 16, [](const PassLine& p, const listing::Words&) { return p.subject; }},
              {"issued", 18, [](const PassLine& p, const listing::Words& w) { return w.time(p.issued_at); }},
              {"expires", 18, [](const PassLine& p, const listing::Words& w) { return w.time(p.expires_at); }},
              {"state", 12, [](const PassLine& p, const listing::Words& w) { return w.choice("pass", p.state); }},
          }};
}

std::string sighting_cell(const TravelAlertView& alert, std::size_t number, const listing::Words& words) {
  if (number >= alert.scans.size()) return {};
  return alert.scans[number].checkpoint + " " + words.time(alert.scans[number].at);
}

listing::List<TravelFilter, TravelAlertView> travel_alert_list(Service& service, enterprise::Service& enterprises) {
  return {
      .route = {Method::post, "/api/v1/travel-alerts/export", "scan.read", "exportTravelAlerts",
                "Sightings that cannot be, as a file"},
      .name = "travel_alerts",
      .page = [&service](
                  Call& call, db::Session& session,
                  const TravelFilter& filter) { return service.travel().alerts(session, call.as<Context>(), filter); },
      .columns = {
          {"raised", 18, [](const TravelAlertView& a, const listing::Words& w) { return w.time(a.raised_at); }},
          {"kind", 14, [](const TravelAlertView& a, const listing::Words&) { return a.kind_name; }},
          {"number", 24, [](const TravelAlertView& a, const listing::Words&) { return a.number.value_or(""); }},
          {"holder", 14, [](const TravelAlertView& a, const listing::Words&) { return a.subject.value_or(""); }},
          {"enterprise", 28,
           [&enterprises](const TravelAlertView& a, const listing::Words& w) {
             return a.enterprise ? firm_cell(enterprises, *a.enterprise, w) : std::string();
           }},
          {"first_seen", 24, [](const TravelAlertView& a, const listing::Words& w) { return sighting_cell(a, 0, w); }},
          {"then_seen", 24, [](const TravelAlertView& a, const listing::Words& w) { return sighting_cell(a, 1, w); }},
          {"speed", 12, [](const TravelAlertView& a, const listing::Words&) { return std::to_string(a.speed_kmh); }},
          {"closed", 18, [](const TravelAlertView& a, const listing::Words& w) { return w.time(a.closed_at); }},
          {"note", 24, [](const TravelAlertView& a, const listing::Words&) { return a.note.value_or(""); }},
      }};
}

listing::List<ScanSummaryFilter, CheckpointCount> scan_list(Service& service) {
  return {
      .route = {Method::post, "/api/v1/scans/summary/export", "scan.read", "exportScanSummary",
                "A day's scans by checkpoint, as a file"},
      .name = "scans",
      .page = [&service](Call& call, db::Session& session,
                         const ScanSummaryFilter& filter) -> Result<http::Page<CheckpointCount>> {
        FG_TRY(ScanSummary summary, service.scan_summary(session, call.as<Context>(), filter));
        http::Page<CheckpointCount> page;
        page.items = std::move(summary.checkpoints);
        return page;
      },
      .columns = {
          {"checkpoint", 30, [](const CheckpointCount& c, const listing::Words&) { return c.checkpoint; }},
          {"scans", 12, [](const CheckpointCount& c, const listing::Words&) { return std::to_string(c.scans); }},
          {"let_through", 12, [](const CheckpointCount& c, const listing::Words&) { return std::to_string(c.green); }},
      }};
}

}  // namespace

void declare_listings(http::Router& router, const listing::Desk& desk, Service& service,
                      enterprise::Service& enterprises) {
  listing::declare(router, desk, pass_list(service, enterprises));
  listing::declare(router, desk, travel_alert_list(service, enterprises));
  listing::declare(router, desk, scan_list(service));
}

}  // namespace fugong::pass
