// Wallets, the holder's side: a code for the phone, binding it, what it shows, letting it go.
#include <algorithm>

#include "base/validators.h"
#include "crypto/hash.h"
#include "enterprise/service.h"
#include "pass/wallet_rules.h"
#include "pass/wallet_store.h"
#include "pass/wallets.h"

namespace fugong::pass {
namespace {

constexpr std::size_t secret_bytes = 32;
constexpr std::size_t claim_characters_max = 64;
constexpr Duration swept_after = days(2);
const Actor nobody{};  // a holder is no person of the district's; the audit log names the wallet

std::string secret_hash(std::string_view secret) { return crypto::to_hex(crypto::as_bytes(crypto::sha256(secret))); }

// Six digits, every one as likely: the largest multiple of a million below 2^32 cuts off the bias.
std::string new_code() {
  constexpr std::uint32_t codes = 1'000'000, fair_below = 4'294'000'000;
  for (;;) {
    const std::string bytes = crypto::random_bytes(4);
    std::uint32_t n = 0;
    for (const char c : bytes) n = n << 8 | static_cast<std::uint8_t>(c);
    if (n >= fair_below) continue;
    const std::string digits = std::to_string(n % codes);
    return std::string(code_digits - digits.size(), '0') + digits;
  }
}

Result<crypto::PublicKey> key_of(const PublicJwk& jwk) {
  auto key = crypto::PublicKey::from_jwk({{"kty", jwk.kty}, {"crv", jwk.crv}, {"x", jwk.x}, {"y", jwk.y}});
  if (!key || key->algorithm() != crypto::Algorithm::es256) return invalid("wallet.bad_key", "public_key");
  return std::move(*key);
}

std::string sms_payload(const PreparedCode& prepared) {
  const TextParams params{{"code", prepared.code}, {"minutes", std::to_string(code_valid_for.ms / 60'000)}};
  return json::write_value(json::Object{{"code", prepared.code},
                                        {"text", message(Language::zh_cn, "wallet.sms", params)},
                                        {"text_en", message(Language::en, "wallet.sms", params)}});
}

}  // namespace

std::string Wallets::phone_index(const std::string& phone) const { return o_.vault.blind_index(phone, "wallet.phone"); }
std::string Wallets::hash_of(const std::string& phone, const std::string& code) const {
  return o_.vault.blind_index(phone + ":" + code, "wallet.code");
}

std::vector<WalletHolder> Wallets::known_holders(db::Session& session, const std::string& phone) {
  std::vector<WalletHolder> out;
  for (const auto& h : o_.enterprises.holders_of_phone(session, phone))
    out.push_back(
        {h.id, h.is_vehicle ? policy::HolderKind::vehicle : policy::HolderKind::worker, h.enterprise, {}, {}});
  return out;
}

Result<PreparedCode> Wallets::prepare_code(db::Session& reader, Timestamp now, const CodeRequest& request,
                                           std::string_view address) {
  if (!o_.outbox || !o_.outbox->carries(sms_channel)) return fail(ErrorKind::conflict, "wallet.no_codes");
  if (!limiter_.admit(address, now)) return fail(ErrorKind::rate_limited, "wallet.too_many");
  FG_TRY(std::string phone, parse_mobile(request.phone, "phone"));
  PreparedCode out{.phone = std::move(phone), .phone_index = {}, .code = new_code(), .code_hash = {}};
  out.phone_index = phone_index(out.phone);
  out.is_known = !known_holders(reader, out.phone).empty();
  // Of a number that nobody has, a code is made as well, sent to nobody and good for nothing.
  if (out.is_known) out.code_hash = hash_of(out.phone, out.code);
  return out;
}

Result<CodeReceipt> Wallets::send_code(db::Session& session, Timestamp now, const PreparedCode& prepared) {
  WalletStore store(o_.district, session);
  FG_TRY(PhoneCode row, next_code(store.code(prepared.phone_index), prepared.phone_index, now));
  row.code_hash = prepared.code_hash;
  store.save(row);
  store.sweep(now - swept_after);
  if (prepared.is_known)
    o_.outbox->put(session,
                   {.channel = std::string(sms_channel),
                    .topic = "wallet.code",
                    .address = prepared.phone,
                    .payload = sms_payload(prepared),
                    .expires_at = row.expires_at},
                   now);
  return CodeReceipt{code_valid_for.ms / 1000, code_again_after.ms / 1000};
}

Result<Wallets::Found> Wallets::holders_of_claim(db::Session& session, const std::string& claim, Timestamp now) {
  const auto unknown = [] { return invalid("wallet.claim_unknown", "claim"); };
  if (claim.empty() || claim.size() > claim_characters_max) return unknown();
  const std::string hash = secret_hash(claim);
  const auto found = WalletStore(o_.district, session).find_claim(hash);
  if (!found || now >= found->expires_at) return unknown();
  return Found{{{found->holder, found->kind, found->enterprise, {}, {}}}, hash, {}, {}};
}

Result<Wallets::Found> Wallets::holders_of_phone(db::Session& session, const BindRequest& request, Timestamp now) {
  FG_TRY(const std::string phone, parse_mobile(*request.phone, "phone"));
  Found out{{}, {}, phone_index(phone), hash_of(phone, request.code->substr(0, claim_characters_max))};
  const auto row = WalletStore(o_.district, session).code(out.phone_index);
  if (const Status good = check_code(row, out.code_hash, now); !good) {
    // Counted in a command of its own: one that is answered with an error leaves nothing behind.
    if (row)
      FG_CHECK(o_.engine.write<bool>([&](db::Session& s) -> Result<bool> {
        WalletStore(o_.district, s).count_wrong(out.phone_index);
        return true;
      }));
    return std::unexpected(good.error());
  }
  out.holders = known_holders(session, phone);
  return out;
}

Result<PreparedBinding> Wallets::prepare_binding(db::Session& reader, const Context& context,
                                                 const BindRequest& request, std::string_view address) {
  // A plant hands out its links at once, behind one address; nobody guesses one. Codes are short.
  const bool by_claim = request.claim.has_value();
  if (!by_claim && !limiter_.admit(address, context.now)) return fail(ErrorKind::rate_limited, "wallet.too_many");
  if (by_claim == (request.phone || request.code) || (!by_claim && !(request.phone && request.code)))
    return invalid("wallet.claim_or_code", "claim");
  FG_TRY(const crypto::PublicKey key, key_of(request.public_key));
  const token::HolderKey holder_key = token::holder_key_of(key);
  FG_TRY(Found found, by_claim ? holders_of_claim(reader, *request.claim, context.now)
                               : holders_of_phone(reader, request, context.now));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(reader));

  PreparedBinding out;
  out.claim_hash = std::move(found.claim_hash);
  out.phone_index = std::move(found.phone_index);
  out.code_hash = std::move(found.code_hash);
  const std::string secret = crypto::to_base64url(crypto::random_bytes(secret_bytes));
  out.wallet = {WalletId::make(context.now, o_.random),
                secret_hash(secret),
                crypto::to_base64url(holder_key.x),
                holder_key.y_is_odd,
                context.now,
                {}};
  out.receipt = {out.wallet.id, secret, {}};
  Reminting reminting(o_, context.now);
  Store store(o_.district, reader);
  for (WalletHolder& h : found.holders) {
    const std::string name = name_of(reader, h);
    if (name.empty()) continue;  // left, or sold
    h.wallet = out.wallet.id;
    h.bound_at = context.now;
    FG_TRY(const auto facts, o_.enterprises.facts(reader, h.enterprise));
    out.receipt.holders.push_back(
        {h.holder, h.kind, h.kind == policy::HolderKind::worker ? mask_name(name) : name, facts.name});
    for (const Pass& pass : store.live_of_holder(h.holder, context.now)) {
      const policy::PassKind* kind = rules.pack->pass_kind(pass.kind);
      const int scheme = kind ? bound_scheme(*kind, context.now) : 0;
      if (scheme == 0) continue;
      reminting.add(pass, [&](token::Claims& claims) {
        claims.scheme = scheme;
        claims.holder_key = holder_key;
      });
    }
    out.holders.push_back(std::move(h));
  }
  if (out.holders.empty()) return invalid("wallet.nobody", by_claim ? "claim" : "phone");
  FG_TRY(out.passes, reminting.sign(serials_));
  return out;
}

Result<BindReceipt> Wallets::bind(db::Session& session, const Context& context, const PreparedBinding& prepared) {
  WalletStore store(o_.district, session);
  if (!prepared.claim_hash.empty() && !store.use_claim(prepared.claim_hash))
    return fail(ErrorKind::conflict, "wallet.claim_used", "claim");
  if (prepared.claim_hash.empty() && !store.use_code(prepared.phone_index, prepared.code_hash))
    return fail(ErrorKind::unauthenticated, "wallet.wrong_code", "code");
  store.insert(prepared.wallet);
  json::Array holders;
  for (const WalletHolder& h : prepared.holders) {
    const auto before = store.holder(h.holder);
    store.bind(h);
    store.drop_claims(h.holder);
    if (before && store.holders(before->wallet).empty()) store.end(before->wallet, context.now);
    holders.push_back(
        json::Object{{"holder", h.holder}, {"enterprise", h.enterprise.text}, {"moved", before.has_value()}});
  }
  FG_CHECK(write_reminted(o_, session, prepared.passes, message(Language::zh_cn, "pass.bound"), context.now));
  audit::append(session, audit_entry(o_, context.now, nobody, "wallet.bind", "wallet", prepared.wallet.id.text,
                                     {{"by", prepared.claim_hash.empty() ? "code" : "claim"},
                                      {"holders", holders},
                                      {"passes", static_cast<std::int64_t>(prepared.passes.size())}}));
  for (const WalletHolder& h : prepared.holders)
    publish(o_, session, "wallet", {{"enterprise", h.enterprise.text}, {"holder", h.holder}, {"bound", true}});
  return prepared.receipt;
}

Result<Wallet> Wallets::authenticate(db::Session& session, std::string_view credential) const {
  const auto dot = credential.find('.');
  const auto id = WalletId::parse(credential.substr(0, dot));
  const auto wallet = id && dot != std::string_view::npos ? WalletStore(o_.district, session).find(*id) : std::nullopt;
  if (!wallet || !crypto::equal_secrets(wallet->secret_hash, secret_hash(credential.substr(dot + 1))))
    return fail(ErrorKind::unauthenticated, "wallet.unknown");
  return *wallet;
}

Result<WalletPasses> Wallets::passes(db::Session& session, const Context& context, std::string_view credential) {
  FG_TRY(const Wallet wallet, authenticate(session, credential));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  WalletPasses out{context.now, {}};
  Store store(o_.district, session);
  for (const WalletHolder& h : WalletStore(o_.district, session).holders(wallet.id)) {
    const auto facts = o_.enterprises.facts(session, h.enterprise);
    for (Pass& pass : store.live_of_holder(h.holder, context.now)) {
      const auto token = token::read_token(pass.token);
      if (!token) continue;
      const token::Claims& claims = token->claims;
      WalletPass shown{.token = std::move(pass.token),
                       .number = number_of(o_.district, pass.serial),
                       .kind = pass.kind,
                       .kind_name = kind_name(*rules.pack, pass.kind, context.language),
                       .subject = pass.subject,
                       .enterprise_name = facts ? facts->name : std::string(),
                       .plate = {},
                       .route = {},
                       .zones = claims.zones,
                       .not_before = pass.not_before,
                       .expires_at = pass.expires_at,
                       .scheme = claims.scheme,
                       .state = pass.state,
                       .colour = {},
                       .colour_until = {}};
      if (!claims.plate.empty()) shown.plate = claims.plate;
      if (!claims.route.empty()) shown.route = claims.route;
      if (claims.health) {
        shown.colour = std::string(json::enum_name(claims.health->colour));
        shown.colour_until = Timestamp{claims.health->until_s * 1000};
      }
      out.passes.push_back(std::move(shown));
    }
  }
  return out;
}

Result<PreparedUnbinding> Wallets::prepare_unbinding(db::Session& reader, const Context& context,
                                                     std::string_view credential) {
  FG_TRY(const Wallet wallet, authenticate(reader, credential));
  return printed_again(reader, context, WalletStore(o_.district, reader).holders(wallet.id));
}

Status Wallets::unbind(db::Session& session, const Context& context, std::string_view credential,
                       const PreparedUnbinding& prepared) {
  FG_TRY(const Wallet wallet, authenticate(session, credential));
  FG_CHECK(write_unbinding(session, {nobody, context.now, context.language}, prepared, "wallet.unbind"));
  WalletStore(o_.district, session).end(wallet.id, context.now);
  return {};
}

}  // namespace fugong::pass
