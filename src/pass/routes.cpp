#include "pass/routes.h"

#include <charconv>

#include "http/etag.h"
#include "http/url.h"
#include "pass/printed.h"
#include "pass/travel.h"
#include "pass/wallet_routes.h"

namespace fugong::pass {
namespace {

using http::Call;
using http::Empty;
using http::Method;

Result<std::int64_t> list_number(const Call& call) {
  const std::string_view text = call.param("number");
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size())
    return fail(ErrorKind::not_found, "not_found", "number");
  return number;
}

void declare_requests(http::Router& router, Service& service) {
  router.staged<PassRequestBody, PreparedRequest, PassRequestView>(
      {Method::post, "/api/v1/pass-requests", "pass.request", "requestPasses",
       "Ask for passes, with or after the application", 201},
      [&service](Call& call, db::Session& reader, const PassRequestBody& body) {
        return service.prepare_request(reader, call.as<Context>(), body);
      },
      [&service](Call& call, db::Session& session, const PreparedRequest& request) {
        return service.request(session, call.as<Context>(), request);
      });
  router.query<PassRequestFilter, http::Page<PassRequestView>>(
      {Method::get, "/api/v1/pass-requests", "pass.read", "listPassRequests", "What was asked for, newest first"},
      [&service](Call& call, db::Session& session, const PassRequestFilter& filter) {
        return service.requests(session, call.as<Context>(), filter);
      });
  router.command<Empty, PassRequestView>(
      {Method::post, "/api/v1/pass-requests/{id}/withdrawal", "pass.request", "withdrawPassRequest",
       "Take back what was asked for"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<PassRequestView> {
        FG_TRY(const PassRequestId id, call.id<PassRequestTag>("id"));
        return service.withdraw_request(session, call.as<Context>(), id);
      });
}

void declare_queue(http::Router& router, Service& service) {
  router.query<Empty, PassRequestDetail>(
      {Method::get, "/api/v1/pass-requests/{id}", "pass.look", "getPassRequest",
       "One request with its journeys; people are masked"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<PassRequestDetail> {
        FG_TRY(const PassRequestId id, call.id<PassRequestTag>("id"));
        return service.request_detail(session, call.as<Context>(), id);
      });
  router.staged<PassRequestBody, PreparedRequest, PassRequestView>(
      {Method::put, "/api/v1/pass-requests/{id}", "pass.request", "mendPassRequest", "A returned request anew"},
      [&service](Call& call, db::Session& reader, const PassRequestBody& body) {
        return service.prepare_request(reader, call.as<Context>(), body);
      },
      [&service](Call& call, db::Session& session, const PreparedRequest& prepared) -> Result<PassRequestView> {
        FG_TRY(const PassRequestId id, call.id<PassRequestTag>("id"));
        return service.mend_request(session, call.as<Context>(), id, prepared);
      });
  router.query<QueueFilter, http::Page<QueueLine>>(
      {Method::get, "/api/v1/pass-queue", "pass.review", "listPassQueue",
       "Requests on the own desk, the most urgent first"},
      [&service](Call& call, db::Session& session, const QueueFilter& filter) {
        return service.queue(session, call.as<Context>(), filter);
      });
  router.staged<DecisionsBody, PreparedDecisionsPtr, DecisionsReceipt>(
      {Method::post, "/api/v1/pass-decisions", "pass.review", "decidePassRequests",
       "Approve, give back or refuse many; each row whole, or as it was with the reason"},
      [&service](Call& call, db::Session& reader, const DecisionsBody& body) {
        return service.prepare_decisions(reader, call.as<Context>(), body);
      },
      [&service](Call& call, db::Session& session, const PreparedDecisionsPtr& prepared) {
        return service.decide(session, call.as<Context>(), prepared);
      });
}

void declare_issuing(http::Router& router, Service& service) {
  const auto commit = [&service](Call& call, db::Session& session, const PreparedIssuePtr& prepared) {
    return service.issue(session, call.as<Context>(), prepared);
  };
  router.staged<Empty, PreparedIssuePtr, IssueReceipt>(
      {Method::post, "/api/v1/pass-requests/{id}/issue", "pass.issue", "issuePassRequest",
       "Issue what one request asks for"},
      [&service](Call& call, db::Session& reader, const Empty&) -> Result<PreparedIssuePtr> {
        FG_TRY(const PassRequestId id, call.id<PassRequestTag>("id"));
        return service.prepare_issue(reader, call.as<Context>(), {.case_id = {}, .requests = std::vector{id}});
      },
      commit);
  router.staged<IssueBody, PreparedIssuePtr, IssueReceipt>(
      {Method::post, "/api/v1/pass-issuance", "pass.issue", "issuePasses",
       "Issue all open requests of a case, those listed, or the oldest"},
      [&service](Call& call, db::Session& reader, const IssueBody& body) {
        return service.prepare_issue(reader, call.as<Context>(), body);
      },
      commit);
}

void declare_paper(http::Router& router, Service& service) {
  const auto make = [](Call&, const PrintingPtr& printing) { return Service::print(printing); };
  router.made<PaperChoice, PrintingPtr, http::File>(
      {Method::get, "/api/v1/passes/{id}/print.pdf", "pass.read", "printPass", "One pass as PDF, to print"},
      [&service](Call& call, db::Session& reader, const PaperChoice& choice) -> Result<PrintingPtr> {
        FG_TRY(const PassId id, call.id<PassTag>("id"));
        return service.prepare_print(reader, call.as<Context>(), id, choice);
      },
      make);
  router.made<PrintFilter, PrintingPtr, http::File>(
      {Method::get, "/api/v1/passes/print", "pass.read", "printPasses",
       "Valid passes of a kind as one PDF, to print; the header Link names the next document"},
      [&service](Call& call, db::Session& reader, const PrintFilter& filter) -> Result<PrintingPtr> {
        FG_TRY(const PrintingPtr printing, service.prepare_print_many(reader, call.as<Context>(), filter));
        if (printing->next) {
          std::string next =
              "/api/v1/passes/print?kind=" + http::percent_encode(filter.kind) + "&after=" + *printing->next;
          if (filter.enterprise) next += "&enterprise=" + filter.enterprise->text;
          if (filter.paper) next += "&paper=" + std::string(json::enum_name(*filter.paper));
          call.reply_headers.push_back({"Link", "<" + next + ">; rel=\"next\""});
        }
        return printing;
      },
      make);
}

void declare_passes(http::Router& router, Service& service) {
  router.query<PassFilter, http::Page<PassLine>>(
      {Method::get, "/api/v1/passes", "pass.read", "listPasses", "Passes, newest first"},
      [&service](Call& call, db::Session& session, const PassFilter& filter) {
        return service.list(session, call.as<Context>(), filter);
      });
  router.query<Empty, PassView>({Method::get, "/api/v1/passes/{id}", "pass.read", "getPass", "One pass with its token"},
                                [&service](Call& call, db::Session& session, const Empty&) -> Result<PassView> {
                                  FG_TRY(const PassId id, call.id<PassTag>("id"));
                                  return service.view(session, call.as<Context>(), id);
                                });
  using AsFile = Result<http::File> (Service::*)(db::Session&, const Context&, const PassId&);
  const auto declare_file = [&](const http::Route& route, AsFile file) {
    router.query<Empty, http::File>(
        route, [&service, file](Call& call, db::Session& session, const Empty&) -> Result<http::File> {
          FG_TRY(const PassId id, call.id<PassTag>("id"));
          return (service.*file)(session, call.as<Context>(), id);
        });
  };
  declare_file({Method::get, "/api/v1/passes/{id}/qr.svg", "pass.read", "getPassQrSvg", "The QR code, to print"},
               &Service::qr_svg_file);
  declare_file({Method::get, "/api/v1/passes/{id}/qr.png", "pass.read", "getPassQrPng", "The QR code, to show"},
               &Service::qr_png_file);
  declare_file({Method::get, "/api/v1/passes/{id}/pass.cwt", "pass.read", "getPassCwt",
                "The pass as a CWT with the full reference to its status list, for other makers' programs"},
               &Service::cwt_file);
  declare_paper(router, service);
  using Act = Result<PassReceipt> (Service::*)(db::Session&, const Context&, const PassId&, const PassWord&);
  const auto declare_act = [&](const http::Route& route, Act act) {
    router.command<PassWord, PassReceipt>(
        route, [&service, act](Call& call, db::Session& session, const PassWord& body) -> Result<PassReceipt> {
          FG_TRY(const PassId id, call.id<PassTag>("id"));
          return (service.*act)(session, call.as<Context>(), id, body);
        });
  };
  declare_act({Method::post, "/api/v1/passes/{id}/revocation", "pass.revoke", "revokePass", "Revoke a pass for good"},
              &Service::revoke);
  declare_act({Method::post, "/api/v1/passes/{id}/suspension", "pass.suspend", "suspendPass", "Suspend a pass"},
              &Service::suspend);
  declare_act(
      {Method::post, "/api/v1/passes/{id}/restoration", "pass.suspend", "restorePass", "Restore a suspended pass"},
      &Service::restore);
}

void declare_colours(http::Router& router, Service& service) {
  router.staged<ColoursBody, PreparedColoursPtr, ColoursReceipt>(
      {Method::post, "/api/v1/pass-colours", "pass.colour", "recolourPasses",
       "Results of tests: the people's valid passes are made anew with the colour and its end"},
      [&service](Call& call, db::Session& reader, const ColoursBody& body) {
        return service.prepare_colours(reader, call.as<Context>(), body);
      },
      [&service](Call& call, db::Session& session, const PreparedColoursPtr& prepared) {
        return service.store_colours(session, call.as<Context>(), prepared);
      });
}

void declare_lists(http::Router& router, Service& service) {
  router.query<Empty, http::File>(
      {Method::get, "/api/v1/trust-list", "public", "getTrustList", "Whom a gate may believe, signed (COSE)"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<http::File> {
        FG_TRY(std::string bytes, service.trust_list(session, call.now));
        return http::File{"application/cose", {}, std::move(bytes)};
      });
  router.query<Empty, token::GatePolicy>(
      {Method::get, "/api/v1/gate-policy", "public", "getGatePolicy",
       "What gates ask of passes, and for how long they may go without a network"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<token::GatePolicy> {
        FG_TRY(token::GatePolicy policy, service.gate_policy(session, call.now));
        // Of everything but the hour, or no two answers were the same.
        token::GatePolicy lasting = policy;
        lasting.now = {};
        call.reply_headers.push_back({"ETag", http::etag_of(json::write(lasting))});
        return policy;
      });
  router.query<Empty, http::File>(
      {Method::get, "/api/v1/status-list/{number}", "public", "getStatusList",
       "Which passes are revoked or suspended, signed (Token Status List, CWT)"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<http::File> {
        FG_TRY(const std::int64_t number, list_number(call));
        FG_TRY(std::string bytes, service.status_list(session, number, call.now));
        call.reply_headers.push_back({"Cache-Control", "public, max-age=" + std::to_string(status_ttl_s / 3)});
        return http::File{"application/statuslist+cwt", {}, std::move(bytes)};
      });
}

struct DeltaFilter {
  std::int64_t since = 0;  // iat of the list or delta that the gate has
};
BOOST_DESCRIBE_STRUCT(DeltaFilter, (), (since))

void declare_delta(http::Router& router, Service& service) {
  router.query<DeltaFilter, http::File>(
      {Method::get, "/api/v1/status-list/{number}/delta", "public", "getStatusDelta",
       "What has changed in a status list since an issue of it, signed (COSE)"},
      [&service](Call& call, db::Session& session, const DeltaFilter& filter) -> Result<http::File> {
        FG_TRY(const std::int64_t number, list_number(call));
        FG_TRY(std::string bytes, service.status_delta(session, number, filter.since, call.now));
        return http::File{"application/cose", {}, std::move(bytes)};
      });
}

void declare_keys(http::Router& router, Service& service) {
  router.query<Empty, std::vector<PassKeyView>>({Method::get, "/api/v1/pass-keys", "key.manage", "listPassKeys",
                                                 "The keys that sign passes, from announced to retired"},
                                                [&service](Call& call, db::Session& session, const Empty&) {
                                                  return service.pass_keys(session, call.as<Context>());
                                                });
  router.staged<KeyAnnouncement, PassKey, PassKeyView>(
      {Method::post, "/api/v1/pass-keys", "key.manage", "announcePassKey",
       "Make a new key and announce it to the gates", 201},
      [&service](Call& call, db::Session& reader, const KeyAnnouncement& body) {
        return service.prepare_key(reader, call.as<Context>(), body);
      },
      [&service](Call& call, db::Session& session, const PassKey& key) {
        return service.announce_key(session, call.as<Context>(), key);
      });
  using Act = Result<PassKeyView> (Service::*)(db::Session&, const Context&, const std::string&);
  const auto declare_act = [&](const http::Route& route, Act act) {
    router.command<Empty, PassKeyView>(route, [&service, act](Call& call, db::Session& session, const Empty&) {
      return (service.*act)(session, call.as<Context>(), std::string(call.param("key")));
    });
  };
  declare_act({Method::post, "/api/v1/pass-keys/{key}/activation", "key.manage", "activatePassKey",
               "Sign with an announced key from now on"},
              &Service::activate_key);
  declare_act({Method::post, "/api/v1/pass-keys/{key}/retirement", "key.manage", "retirePassKey",
               "Take a key whose last pass has ended off the trust list"},
              &Service::retire_key);
  router.command<SchemeBody, SchemeView>(
      {Method::post, "/api/v1/pass-schemes", "pass.upgrade", "callInScheme",
       "Want a harder scheme of a kind of pass, with a grace for the older passes", 201},
      [&service](Call& call, db::Session& session, const SchemeBody& body) {
        return service.call_in_scheme(session, call.as<Context>(), body);
      });
}

void declare_scans(http::Router& router, Service& service) {
  router.staged<ScanUpload, PreparedScansPtr, ScanReceipt>(
      {Method::post, "/api/v1/scans", "scan.upload", "uploadScans",
       "What a checkpoint saw; the same again changes nothing"},
      [&service](Call& call, db::Session& reader, const ScanUpload& upload) {
        return service.prepare_scans(reader, call.as<Context>(), upload);
      },
      [&service](Call& call, db::Session& session, const PreparedScansPtr& prepared) {
        return service.store_scans(session, call.as<Context>(), prepared);
      });
  router.query<Empty, NumberedPass>({Method::get, "/api/v1/gate/passes/{number}", "scan.upload", "getPassOfNumber",
                                     "The pass of a number, for a gate whose scanner cannot read it"},
                                    [&service](Call& call, db::Session& session, const Empty&) {
                                      return service.pass_of_number(session, call.as<Context>(),
                                                                    std::string(call.param("number")));
                                    });
  router.query<ScanSummaryFilter, ScanSummary>(
      {Method::get, "/api/v1/scans/summary", "scan.read", "getScanSummary", "A day's scans, counted"},
      [&service](Call& call, db::Session& session, const ScanSummaryFilter& filter) {
        return service.scan_summary(session, call.as<Context>(), filter);
      });
}

}  // namespace

void declare_routes(http::Router& router, Service& service) {
  declare_requests(router, service);
  declare_queue(router, service);
  declare_issuing(router, service);
  declare_passes(router, service);
  declare_colours(router, service);
  declare_lists(router, service);
  declare_delta(router, service);
  declare_keys(router, service);
  declare_scans(router, service);
  declare_wallet_routes(router, service.wallets());
  declare_travel_routes(router, service.travel());
}

}  // namespace fugong::pass
