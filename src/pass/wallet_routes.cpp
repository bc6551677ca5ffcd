#include "pass/wallet_routes.h"

namespace fugong::pass {
namespace {

using http::Call;
using http::Empty;
using http::Method;

constexpr std::size_t small_body = 4096;  // what strangers may send: a key and a code

std::string_view credential(const Call& call) { return call.request.header("x-wallet"); }

void declare_enterprise_side(http::Router& router, Wallets& wallets) {
  router.command<ClaimRequest, std::vector<ClaimLink>>(
      {Method::post, "/api/v1/wallet/claims", "pass.request", "makeWalletClaims",
       "Links by which holders bind their phones; each is shown once", 201},
      [&wallets](Call& call, db::Session& session, const ClaimRequest& body) {
        return wallets.make_claims(session, call.as<Context>(), body);
      });
  router.query<WalletFilter, http::Page<WalletLine>>(
      {Method::get, "/api/v1/enterprises/{id}/wallets", "pass.read", "listWallets", "Whose passes are in a phone"},
      [&wallets](Call& call, db::Session& session, const WalletFilter& filter) -> Result<http::Page<WalletLine>> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return wallets.bound(session, call.as<Context>(), id, filter);
      });
  router.staged<Empty, PreparedUnbinding, Empty>(
      {Method::del, "/api/v1/enterprises/{id}/wallets/{holder}", "pass.request", "releaseWallet",
       "A phone is lost: its passes are revoked"},
      [&wallets](Call& call, db::Session& reader, const Empty&) -> Result<PreparedUnbinding> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        FG_TRY(const WorkerId holder, call.id<WorkerTag>("holder"));  // or a vehicle's: ids look alike
        return wallets.prepare_release(reader, call.as<Context>(), id, holder.text);
      },
      [&wallets](Call& call, db::Session& session, const PreparedUnbinding& prepared) -> Result<Empty> {
        FG_CHECK(wallets.release(session, call.as<Context>(), prepared));
        return Empty{};
      });
}

void declare_binding(http::Router& router, Wallets& wallets) {
  router.staged<CodeRequest, PreparedCode, CodeReceipt>(
      {.method = Method::post,
       .path = "/api/v1/wallet/codes",
       .right = "public",
       .operation = "sendWalletCode",
       .summary = "Send a code to a phone; the answer is the same whether anybody has it",
       .success = 202,
       .body_bytes_max = small_body},
      [&wallets](Call& call, db::Session& reader, const CodeRequest& body) {
        return wallets.prepare_code(reader, call.now, body, call.request.remote_address);
      },
      [&wallets](Call& call, db::Session& session, const PreparedCode& prepared) {
        return wallets.send_code(session, call.now, prepared);
      });
  router.staged<BindRequest, PreparedBinding, BindReceipt>(
      {.method = Method::post,
       .path = "/api/v1/wallet/bindings",
       .right = "public",
       .operation = "bindWallet",
       .summary = "Bind a phone by a link or a code; an earlier phone's passes are revoked",
       .success = 201,
       .body_bytes_max = small_body},
      [&wallets](Call& call, db::Session& reader, const BindRequest& body) {
        return wallets.prepare_binding(reader, call.as<Context>(), body, call.request.remote_address);
      },
      [&wallets](Call& call, db::Session& session, const PreparedBinding& prepared) {
        return wallets.bind(session, call.as<Context>(), prepared);
      });
}

void declare_phone_side(http::Router& router, Wallets& wallets) {
  router.query<Empty, WalletPasses>(
      {Method::get, "/api/v1/wallet/passes", "public", "getWalletPasses", "What the phone holds (header X-Wallet)"},
      [&wallets](Call& call, db::Session& session, const Empty&) -> Result<WalletPasses> {
        if (credential(call).empty()) return fail(ErrorKind::not_found, "wallet.needed");
        return wallets.passes(session, call.as<Context>(), credential(call));
      });
  router.staged<Empty, PreparedUnbinding, Empty>(
      {Method::del, "/api/v1/wallet/binding", "public", "unbindWallet", "Let the phone go (header X-Wallet)"},
      [&wallets](Call& call, db::Session& reader, const Empty&) -> Result<PreparedUnbinding> {
        if (credential(call).empty()) return fail(ErrorKind::not_found, "wallet.needed");
        return wallets.prepare_unbinding(reader, call.as<Context>(), credential(call));
      },
      [&wallets](Call& call, db::Session& session, const PreparedUnbinding& prepared) -> Result<Empty> {
        FG_CHECK(wallets.unbind(session, call.as<Context>(), credential(call), prepared));
        return Empty{};
      });
}

}  // namespace

void declare_wallet_routes(http::Router& router, Wallets& wallets) {
  declare_enterprise_side(router, wallets);
  declare_binding(router, wallets);
  declare_phone_side(router, wallets);
}

}  // namespace fugong::pass
