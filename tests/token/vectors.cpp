#include "vectors.h"

#include "token/status_delta.h"
#include "vectors_world.h"

namespace fugong::token::vectors {
namespace {

// Cases as sentences; what is expected is said by hand, except of damage at every byte.
class Book {
 public:
  explicit Book(Vectors& out) : out_(out) {}

  Case& add(const std::string& name, const std::string& token, Reason reason, std::int64_t time_s = now_s) {
    Case c{.name = name, .token = token, .at = at_s(time_s), .lists = {usual, foreign}};
    c.expect = {verdict_of(reason), reason, {}, {}, {}};
    out_.cases.push_back(std::move(c));
    return out_.cases.back();
  }
  void fault(const std::string& name, const std::string& token, ReadFault fault) {
    add(name, token, Reason::malformed).expect.fault = fault;
  }
  // Never green; the reason is what this verifier finds.
  void damaged(const std::string& name, const std::string& token) {
    Case& c = add(name, token, Reason::malformed);
    const Judgement j = judged(out_, c);
    if (j.verdict == Verdict::green || j.verdict == Verdict::grey)
      throw std::logic_error("a damaged pass is let through: " + name);
    c.expect.verdict = j.verdict;
    c.expect.reason = j.reason;
  }

 private:
  Vectors& out_;
};

void add_good(Book& book) {
  book.add("a printed truck pass", pass(claims()), Reason::valid);
  book.add("of the peer district", pass(claims(peer), keys().peer_pass), Reason::valid);
  book.add("signed with EdDSA", pass(claims(), keys().eddsa), Reason::valid).needs = "eddsa";
  book.add("signed with SM2", pass(claims(), keys().sm2), Reason::valid).needs = "sm2";
  Claims c = claims();
  c.status_uri = uri(home, 0);
  c.list = 0;
  book.add("with the status reference in full", pass(c), Reason::valid);
  c = claims();
  c.zones.clear();
  c.holder.clear();
  c.enterprise = {};
  c.id_hash = std::string("\x01\x02\x03\x04\x05\x06\x07\xff", 8);
  c.route = "甲地—乙地";
  book.add("with few entries", pass(c), Reason::valid);
  for (const char* end : {"\r\n", "\n", "\t", "\r"})
    book.add("with the line end of a scanner", pass(claims()) + end, Reason::valid);
  c = claims();
  c.index = 3'999'999;
  book.add("beyond the end of its list is not called back", pass(c), Reason::valid);
  c = claims();
  c.list = 1;
  book.add("of the second list", pass(c), Reason::valid).lists = {usual, second};
  c = claims();
  c.kind = "employee";
  c.plate.clear();
  book.add("a printed employee pass in the grace of its scheme", pass(c), Reason::valid).expect.upgrade_due = true;
}

void add_times(Book& book) {
  const Claims c = claims();
  book.add("in its last second", pass(c), Reason::status_too_old, c.expires_s - 1);
  book.add("at its end", pass(c), Reason::expired, c.expires_s);
  book.add("long after its end", pass(c), Reason::expired, c.expires_s + 90 * day_s);
  Claims later = c;
  later.not_before_s = now_s + 60;
  book.add("before its begin, within the leeway", pass(later), Reason::valid);
  later.not_before_s = now_s + 61;
  book.add("a second before the leeway", pass(later), Reason::not_yet_valid);
  book.add("with a list as old as it may be", pass(c), Reason::valid, now_s - 600 + day_s);
  book.add("with a list a second too old", pass(c), Reason::status_too_old, now_s - 600 + day_s + 1);
  Claims lasting = c;
  lasting.expires_s = now_s + 100 * day_s;
  book.add("with a trust list that is too old", pass(lasting), Reason::trust_too_old, now_s - 3600 + 30 * day_s + 1);
  book.add("with no list of its own", pass(c), Reason::status_missing).lists = {foreign};
  book.add("with no list at all", pass(c), Reason::status_missing).lists = {};
  lasting.list = 7;
  book.add("of a list that the trust list does not name", pass(lasting), Reason::status_missing);
}

void add_status(Book& book) {
  Claims c = claims();
  c.index = 2000;
  book.add("revoked", pass(c), Reason::revoked);
  book.add("revoked, and out of date too", pass(c), Reason::revoked, c.expires_s + 1);
  Case& copied = book.add("revoked, and of another plate", pass(c), Reason::revoked);
  copied.plate = "辽A54321";
  c.index = 2001;
  book.add("suspended", pass(c), Reason::suspended);
  c = claims(peer);
  c.index = 2000;
  book.add("revoked by the peer", pass(c, keys().peer_pass), Reason::revoked);
  book.add("of the peer without the peer's list", pass(claims(peer), keys().peer_pass), Reason::status_missing)
      .lists = {usual};
  const std::string good = pass(claims());
  book.add("revoked in the newest list", good, Reason::revoked).lists = {newest};
  book.add("rolled back: an older list beside the newest", good, Reason::revoked).lists = {newest, usual, older};
  book.add("rolled back: an older list that came later", good, Reason::revoked).lists = {older, usual, newest};
  book.add("a list that was forged does not count", good, Reason::revoked).lists = {newest, forged};
  book.add("only a forged list", good, Reason::status_missing).lists = {forged};
  book.add("only a stranger's list and garbage", good, Reason::status_missing).lists = {of_a_stranger, garbage};
}

void add_places(Book& book) {
  const std::string token = pass(claims());
  book.add("the plate on the pass", token, Reason::valid).plate = "辽A12345";
  book.add("another plate", token, Reason::wrong_plate).plate = "辽A54321";
  book.add("a new-energy plate that only begins alike", token, Reason::wrong_plate).plate = "辽A123456";
  Claims c = claims();
  c.plate = "辽AD12345";
  book.add("a new-energy plate", pass(c), Reason::valid).plate = "辽AD12345";
  for (const char* zone : {"east", "west"})
    book.add(std::string("into the zone ") + zone, token, Reason::valid).zone = zone;
  for (const char* zone : {"north", "EAST", "eas"})
    book.add(std::string("into the zone ") + zone, token, Reason::wrong_zone).zone = zone;
  c = claims();
  c.zones.clear();
  book.add("a pass without zones goes everywhere", pass(c), Reason::valid).zone = "north";
  c = claims();
  c.plate.clear();
  book.add("a pass without a plate", pass(c), Reason::valid).plate = "辽A54321";
}

void add_health(Book& book) {
  const auto tested = [](Colour colour, std::int64_t until_s) {
    Claims c = claims();
    c.health = Health{colour, until_s};
    return pass(c);
  };
  book.add("tested negative", tested(Colour::green, now_s + 1), Reason::valid);
  book.add("tested negative too long ago", tested(Colour::green, now_s), Reason::test_overdue);
  book.add("sampled, no result yet", tested(Colour::grey, now_s + 1), Reason::test_pending);
  book.add("sampled too long ago", tested(Colour::grey, now_s), Reason::test_overdue);
  book.add("not tested", tested(Colour::red, now_s + day_s), Reason::test_overdue);
  book.add("sampled, with a list too old", tested(Colour::grey, now_s + 3 * day_s), Reason::status_too_old,
           now_s + 2 * day_s);
}

void add_schemes(Book& book) {
  Claims c = claims();
  c.kind = "employee";
  c.plate.clear();
  book.add("a printed pass after the grace of its scheme", pass(c), Reason::scheme_too_old, now_s + 5 * day_s)
      .expect.upgrade_due = true;
  c.kind = "vip";
  book.add("a printed pass of a kind that needs a phone", pass(c), Reason::scheme_too_old).expect.upgrade_due = true;
  c.kind = "unheard_of";
  book.add("of a kind that the policy does not name", pass(c), Reason::valid);
  book.add("a bound pass without its phone", pass(bound()), Reason::proof_stale);
  book.add("a challenged pass without its phone", pass(bound(scheme_challenged)), Reason::proof_stale);
  const std::string token = pass(bound());
  const auto show_at = [&](const std::string& name, std::int64_t offset_s, Reason reason) {
    book.add(name, shown(token, now_s + offset_s), reason).expect.clock_offset = offset_s;
  };
  show_at("shown here and now", 0, Reason::valid);
  show_at("shown 30 s ago", -30, Reason::valid);
  show_at("shown 31 s ago", -31, Reason::proof_stale);
  show_at("shown yesterday", -day_s, Reason::proof_stale);
  show_at("shown 60 s ahead", 60, Reason::valid);
  show_at("shown 61 s ahead", 61, Reason::clock_wrong);
  show_at("shown 11 h ahead", 11 * 3600, Reason::clock_wrong);
  show_at("shown 12 h ahead", 12 * 3600, Reason::proof_stale);
  book.add("shown 31 s ago, into another zone", shown(token, now_s - 31), Reason::wrong_zone).zone = "north";
  c = bound();
  c.index = 2000;
  book.add("revoked, shown by a phone with a wrong clock", shown(pass(c), now_s + 600), Reason::revoked);
  for (const auto& [key, needs] : {std::pair(&keys().eddsa, "eddsa"), std::pair(&keys().sm2, "sm2")})
    book.add(std::string("shown, and signed with ") + needs, shown(pass(bound(), *key), now_s), Reason::valid).needs =
        needs;
}

void add_challenges(Book& book) {
  const auto asked = [&](const std::string& name, const std::string& token, Reason reason) {
    book.add(name, token, reason).challenge = crypto::to_hex(challenge);
  };
  const std::string two = pass(bound()), three = pass(bound(scheme_challenged));
  asked("the gate's challenge answered", shown(three, now_s, challenge), Reason::valid);
  asked("the challenge not answered", shown(three, now_s), Reason::proof_stale);
  asked("another gate's challenge answered", shown(three, now_s, other_challenge), Reason::proof_stale);
  asked("another gate's challenge answered by scheme 2", shown(two, now_s, other_challenge), Reason::proof_stale);
  asked("the gate's challenge answered by scheme 2", shown(two, now_s, challenge), Reason::valid);
  asked("scheme 2 need not answer", shown(two, now_s), Reason::valid);
  asked("the challenge answered too late", shown(three, now_s - 31, challenge), Reason::proof_stale);
  book.add("a challenge answered that nobody asked", shown(three, now_s, challenge), Reason::proof_stale);
}

void add_repeats(Book& book) {
  const PassId id = claims().id;
  const PassId other{"01804a1e-7c00-7abc-8def-0123456789ac"};
  const auto after = [&](const std::string& name, const std::string& token, SeenLine line, Reason reason) {
    book.add(name, token, reason).seen = std::vector{line};
  };
  const std::string token = shown(pass(bound()), now_s - 3), printed = pass(claims());
  after("shown a second time", token, {id, now_s - 3, at_s(now_s - 1)}, Reason::replayed);
  after("shown after the code before it", token, {id, now_s - 18, at_s(now_s - 16)}, Reason::valid);
  after("another pass in the same second", token, {other, now_s - 3, at_s(now_s - 1)}, Reason::valid);
  after("printed and shown again within the limit", printed, {id, {}, at_s(now_s - 119)}, Reason::replayed);
  after("printed and shown again after the limit", printed, {id, {}, at_s(now_s - 120)}, Reason::valid);
  after("another printed pass", printed, {other, {}, at_s(now_s - 1)}, Reason::valid);
}

void add_forgeries(Book& book) {
  book.add("signed by a thief", pass(claims(), keys().thief), Reason::bad_signature);
  book.add("signed by a thief, for a trust list that may not know the key", pass(claims(), keys().thief),
           Reason::trust_too_old, now_s - 3600 + 3 * day_s + 1);
  book.add("of a district that is not listed", pass(claims(stranger), keys().thief), Reason::unknown_issuer);
  book.add("of a district in no list, signed by a good key", pass(claims(stranger)), Reason::unknown_issuer);
  book.add("of the peer, signed by the home key", pass(claims(peer)), Reason::bad_signature);
  book.add("signed by the key of before", pass(claims(), keys().retired), Reason::bad_signature);
  book.add("signed by the key that is only announced", pass(claims(), keys().announced), Reason::bad_signature);
  Claims old = claims();
  old.issued_s = old.not_before_s = now_s - 2 * day_s;
  book.add("of the key of before, in its time", pass(old, keys().retired), Reason::valid);
  book.add("shown by another phone", shown(pass(bound()), now_s, {}, keys().other_phone), Reason::bad_signature);
  book.add("a proof over a forged pass", shown(pass(bound(), keys().thief), now_s), Reason::bad_signature);
  // The key id says one key, the signature is another's.
  const auto home_pass = cose::parse(bytes_of(pass(claims()))).value();
  const auto with_header = [&](cbor::Map header, cbor::Map open, const crypto::KeyPair& key) {
    std::string bytes = cbor::encode(cbor::Value(std::move(header))), out;
    cbor::Writer(out).tag(18).array(4).bytes(bytes);
    out += cbor::encode(cbor::Value(std::move(open)));
    cbor::Writer(out)
        .bytes(home_pass.payload)
        .bytes(fixed_signature(key, cose::to_be_signed(bytes, {}, home_pass.payload)));
    return text_of(out);
  };
  const auto header = [](std::int64_t algorithm, const std::string& kid) {
    return cbor::Map{
        {std::int64_t{1}, algorithm}, {std::int64_t{4}, cbor::Bytes{kid}}, {std::int64_t{16}, std::int64_t{65100}}};
  };
  const std::string kid = keys().es256.public_key().key_id();
  book.add("the key id of another key", with_header(header(-7, keys().status.public_key().key_id()), {}, keys().es256),
           Reason::bad_signature);
  for (const std::int64_t algorithm : {-8, -65560, -35, -37, 5, 0})
    book.add("the algorithm swapped for " + std::to_string(algorithm),
             with_header(header(algorithm, kid), {}, keys().es256), Reason::bad_signature);
  book.add("the key id of the Ed25519 key",
           with_header(header(-7, keys().eddsa.public_key().key_id()), {}, keys().es256), Reason::bad_signature);
  cbor::Map crit = header(-7, kid);
  crit.emplace_back(std::int64_t{2}, cbor::Array{std::int64_t{99}});
  book.fault("with a critical header", with_header(crit, {}, keys().es256), ReadFault::wrong_header);
  book.fault("with an open header that nobody signed",
             with_header(header(-7, kid), {{std::int64_t{5}, cbor::Bytes{"iv"}}}, keys().es256),
             ReadFault::wrong_header);
  book.fault(
      "without a key id",
      with_header({{std::int64_t{1}, std::int64_t{-7}}, {std::int64_t{16}, std::int64_t{65100}}}, {}, keys().es256),
      ReadFault::wrong_header);
}

void add_shapes(Book& book) {
  const std::string payload = encode_claims(claims()), good = sealed(payload, keys().es256);
  const auto odd = [&](const std::string& name, std::string bytes, ReadFault fault) {
    book.fault(name, text_of(bytes), fault);
  };
  odd("the tag twice", "\xd2" + good, ReadFault::not_signed_cbor);
  odd("without the tag", good.substr(1), ReadFault::not_signed_cbor);
  odd("another tag", "\xd1" + good.substr(1), ReadFault::not_signed_cbor);
  odd("something behind the end", good + '\0', ReadFault::not_signed_cbor);
  odd("an array of unknown length", "\xd2\x9f" + good.substr(2) + "\xff", ReadFault::not_signed_cbor);
  odd("an array that claims more than there is", "\xd2\x9b\x7f\xff\xff\xff\xff\xff\xff\xff",
      ReadFault::not_signed_cbor);
  odd("nested deeper than any pass", std::string(64, '\x81') + "\x01", ReadFault::not_signed_cbor);
  odd("a head longer than it need be", "\xd8\x12" + good.substr(1), ReadFault::not_signed_cbor);
  odd("nothing in it", "", ReadFault::not_signed_cbor);
  for (const auto type : {cose::Type::status_list, cose::Type::status_delta, cose::Type::trust_list})
    odd("a message of another type", sealed(payload, keys().es256, type), ReadFault::wrong_type);
  const auto with_payload = [&](const std::string& name, const std::string& bytes) {
    odd(name, sealed(bytes, keys().es256), ReadFault::wrong_claims);
  };
  with_payload("an empty payload", "");
  with_payload("a payload that is no map", "\x01");
  with_payload("a claim twice",
               "\xa8\x01\x66"
               "210104" +
                   payload.substr(1));
  with_payload("claims out of order", "\xa7" + payload.substr(9) + payload.substr(1, 8));
  with_payload("a claim that nobody knows", cbor::encode([&] {
                 cbor::Map map = *cbor::decode(payload)->as<cbor::Map>();
                 map.emplace_back(std::int64_t{3}, cbor::Text{"aud"});
                 return map;
               }()));
  const cbor::Map all = *cbor::decode(payload)->as<cbor::Map>();
  for (std::size_t i = 0; i < all.size(); ++i) {
    cbor::Map less = all;
    less.erase(less.begin() + static_cast<std::ptrdiff_t>(i));
    with_payload("without claim " + std::to_string(*all[i].first.integer()), cbor::encode(cbor::Value(less)));
  }
  Claims c = bound();
  c.holder_key.reset();
  with_payload("a bound pass without the phone's key", encode_claims(c));
  c = claims();
  c.holder_key = holder_key_of(keys().phone.public_key());
  with_payload("a printed pass with a phone's key", encode_claims(c));
  c = bound();
  c.scheme = 4;
  with_payload("a scheme that this gate cannot check", encode_claims(c));
  c = claims();
  c.holder = std::string(97, 'x');
  with_payload("a name that is too long", encode_claims(c));
  c.holder = "\xff\xfe";
  with_payload("a name that is no UTF-8", encode_claims(c));
}

void add_proof_shapes(Book& book) {
  const std::string inside = bytes_of(pass(bound()));
  const std::pair<cbor::Value, cbor::Value> time{std::int64_t{6}, now_s};
  const auto odd = [&](const std::string& name, std::string_view payload, cbor::Map header) {
    book.fault(name, proof_over(payload, keys().phone, std::move(header)), ReadFault::wrong_proof);
  };
  odd("a proof without a time", inside, {});
  odd("a proof with a time before 1970", inside, {{std::int64_t{6}, std::int64_t{-1}}});
  odd("a proof with a short challenge", inside, {time, {std::int64_t{10}, cbor::Bytes{"short"}}});
  odd("a proof with a claim too many", inside, {time, {std::int64_t{4}, now_s}});
  odd("a proof over nothing", "", {time});
  odd("a proof over a printed pass", bytes_of(pass(claims())), {time});
  odd("a proof over a status list", sealed("\xa0", keys().es256, cose::Type::status_list), {time});
}

void add_scanners(Book& book) {
  const std::string good = pass(claims());
  book.fault("nothing scanned", "", ReadFault::empty);
  book.fault("only a line end", "\r\n", ReadFault::empty);
  book.fault("some other code", "https://example.com/", ReadFault::not_a_pass);
  book.fault("a health certificate of the EU", "HC1:6BFOXN", ReadFault::not_a_pass);
  book.fault("a gate's own challenge", challenge_text(challenge), ReadFault::not_a_pass);
  book.fault("too long for any code", good + std::string(620, '0'), ReadFault::too_long);
  std::string lower = good;
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  book.fault("in lower case", lower, ReadFault::garbled_case);
  book.fault("only its body in lower case", good.substr(0, 4) + lower.substr(4), ReadFault::garbled_case);
  book.fault("a character that was garbled", good.substr(0, 40) + "#" + good.substr(41), ReadFault::garbled_character);
  book.fault("a full-width colon", "FG1：" + good.substr(4), ReadFault::not_a_pass);
  book.fault("a blank at its end", good + "\x0b", ReadFault::garbled_character);
  book.fault("a character lost", good.substr(0, good.size() - (good.size() - 4) % 3 - 2), ReadFault::garbled_length);
  for (const char* text : {"GGX", ":::", "ZZ"})
    book.fault(std::string("Base45 out of range: ") + text, "FG1:" + std::string(text), ReadFault::not_base45);
  book.fault("one character of Base45", "FG1:A", ReadFault::garbled_length);
}

void add_damage(Book& book) {
  const std::string good = bytes_of(pass(claims())), proof = bytes_of(shown(pass(bound()), now_s));
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string flipped = good;
    flipped[i] = static_cast<char>(flipped[i] ^ (1 << (i % 8)));
    book.damaged("a bit flipped in byte " + std::to_string(i), text_of(flipped));
  }
  for (std::size_t i = 0; i < proof.size(); ++i) {
    std::string flipped = proof;
    flipped[i] = static_cast<char>(flipped[i] ^ (1 << (i % 8)));
    book.damaged("a bit flipped in byte " + std::to_string(i) + " of a shown pass", text_of(flipped));
  }
  for (std::size_t size = 0; size < good.size(); size += 11)
    book.damaged("cut after " + std::to_string(size) + " bytes", text_of(std::string_view(good).substr(0, size)));
}

std::vector<DeltaCase> deltas() {
  const SignedStatusDelta usual_delta{
      {home},
      uri(home, 0),
      now_s,
      now_s - 600,
      {{1000, PassStatus::revoked}, {2001, PassStatus::valid}, {5000, PassStatus::suspended}}};
  const auto text = [](const SignedStatusDelta& d, const crypto::KeyPair& key) {
    return sign_again(seal_status_delta(d, crypto::Signer(key)), key);
  };
  const auto with = [&](auto change) {
    SignedStatusDelta d = usual_delta;
    change(d);
    return text(d, keys().status);
  };
  std::vector<DeltaCase> out;
  out.push_back({"laid on the list",
                 usual,
                 text(usual_delta, keys().status),
                 "",
                 now_s,
                 {{999, PassStatus::valid},
                  {1000, PassStatus::revoked},
                  {2000, PassStatus::revoked},
                  {2001, PassStatus::valid},
                  {5000, PassStatus::suspended}}});
  out.push_back({"laid on a list newer than its begin",
                 newest,
                 text(usual_delta, keys().status),
                 "",
                 now_s,
                 {{1000, PassStatus::revoked}}});
  const auto refused = [&](const std::string& name, const std::string& delta, const char* code,
                           std::int64_t list = usual) { out.push_back({name, list, delta, code, {}, {}}); };
  refused("on a list older than its begin", text(usual_delta, keys().status), "status.gap", older);
  refused("on another list", text(usual_delta, keys().status), "status.other_list", second);
  refused("older than the list", with([](auto& d) { d.since_s = now_s - 7200, d.issued_s = now_s - 3600; }),
          "status.rolled_back");
  refused("signed by a thief", text(usual_delta, keys().thief), "status.signature");
  refused("of a district that is not listed", with([](auto& d) { d.issuer = {stranger}; }), "status.unknown_issuer");
  refused("an entry twice", with([](auto& d) { d.entries = {{7, PassStatus::revoked}, {7, PassStatus::valid}}; }),
          "status.malformed");
  refused("falling indexes", with([](auto& d) { d.entries = {{8, PassStatus::revoked}, {7, PassStatus::valid}}; }),
          "status.malformed");
  refused("a status that nobody knows", with([](auto& d) { d.entries = {{8, static_cast<PassStatus>(3)}}; }),
          "status.malformed");
  refused("a whole list in its place", lists()[newest], "status.malformed");
  return out;
}

// Whether a gate that has one list takes another in its place.
std::vector<RenewalCase> renewals() {
  return {{"a newer issue", usual, newest, ""},
          {"the same issue", usual, usual, ""},
          {"rolled back to an older issue", newest, usual, "status.rolled_back"},
          {"rolled back by two issues", newest, older, "status.rolled_back"},
          {"another list of the district", usual, second, "status.other_list"},
          {"another district's list", usual, foreign, "status.other_list"},
          {"the first list of all", {}, older, ""}};
}

}  // namespace

Vectors make() {
  Vectors out{
      .policy = policy(), .trust = {}, .root_jwk = json::write_value(keys().root.public_key().jwk()), .lists = lists()};
  const std::string trust = seal_trust_list(trust_list(), crypto::Signer(keys().root));
  out.trust = sign_again(trust, keys().root);
  Book book(out);
  for (const auto chapter : {add_good, add_times, add_status, add_places, add_health, add_schemes, add_challenges,
                             add_repeats, add_forgeries, add_shapes, add_proof_shapes, add_scanners, add_damage})
    chapter(book);
  out.deltas = deltas();
  out.renewals = renewals();
  return out;
}

Judgement judged(const Vectors& vectors, const Case& c) {
  const auto root = crypto::PublicKey::from_jwk(json::parse(vectors.root_jwk)->as_object()).value();
  const Trust trust = Trust::open(vectors.trust, &root).value();
  std::vector<SignedStatusList> open;
  for (const std::int64_t i : c.lists)
    if (auto one = open_status_list(vectors.lists[static_cast<std::size_t>(i)], trust)) open.push_back(std::move(*one));
  Circumstances gate = circumstances_under(vectors.policy, c.at);
  gate.plate = c.plate.value_or("");
  gate.zone = c.zone.value_or("");
  if (c.challenge) gate.challenge = crypto::from_hex(*c.challenge).value();
  for (const SeenLine& line : c.seen.value_or(std::vector<SeenLine>{}))
    gate.seen.push_back({line.id, line.proof_s, line.at});
  return verify(c.token, trust, open, gate, Language::en);
}

std::string to_json(const Vectors& v) {
  json::Array lists_b64, deltas_json;
  for (const std::string& bytes : v.lists) lists_b64.emplace_back(crypto::to_base64url(bytes));
  for (const DeltaCase& d : v.deltas) {
    json::Object expect;
    if (d.code.empty()) {
      json::Object entries;
      for (const auto& [index, status] : d.entries) entries[std::to_string(index)] = json::enum_name(status);
      expect = {{"issued_s", *d.issued_s}, {"entries", std::move(entries)}};
    } else {
      expect = {{"code", d.code}};
    }
    deltas_json.push_back(json::Object{
        {"name", d.name}, {"list", d.list}, {"delta", crypto::to_base64url(d.delta)}, {"expect", std::move(expect)}});
  }
  json::Array renewals_json;
  for (const RenewalCase& r : v.renewals) renewals_json.push_back(json::parse(json::write(r)).value());
  std::string out =
      "{\n\"generated_by\": \"make_pass_vectors (tests/token/vectors.cpp); bytes are base64url\",\n\"policy\": " +
      json::write(v.policy) + ",\n\"trust\": \"" + crypto::to_base64url(v.trust) + "\",\n\"root\": " + v.root_jwk +
      ",\n\"lists\": " + json::write_value(lists_b64) + ",\n\"deltas\": " + json::write_value(deltas_json) +
      ",\n\"renewals\": " + json::write_value(renewals_json) + ",\n\"cases\": [\n";
  for (std::size_t i = 0; i < v.cases.size(); ++i)
    out += json::write(v.cases[i]) + (i + 1 < v.cases.size() ? ",\n" : "\n");
  return out + "]\n}\n";
}

}  // namespace fugong::token::vectors
