// A vehicle of one district on the roads of another: asked, answered, and written into the pass, once.
#include "world.h"

namespace fugong::exchange_test {
namespace {

using outbound::Request;
using outbound::Response;
using Lied = std::optional<Result<Response>>;

class Recognitions : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    truck_ = issue_truck(*east_, "辽A12345", 1);
    trust_each_other();
  }
  std::size_t deliver(Side& side) { return side.outbox->run_due(now()); }
  std::vector<std::string> zones() { return view(*east_, truck_).zones; }
  RequestLetter letter_of(const std::string& id) const {
    const Timestamp until = clock_.now() + days(3);
    return {west_->district,
            east_->district,
            clock_.now().ms / 1000,
            until.ms / 1000,
            {id},
            {"辽A77777", "西港至东园", {"东门"}, clock_.now(), until, "西港客运", {}}};
  }
  std::string sealed(const RequestLetter& l, const crypto::Signer& key,
                     token::cose::Type type = token::cose::Type::district_request) {
    return token::cose::Sealer(key, type).seal(encode(l));
  }
  std::string sealed(const AnswerLetter& l, const crypto::Signer& key) {
    return token::cose::Sealer(key, token::cose::Type::district_answer).seal(encode(l));
  }

  PassId truck_;
  const std::string id_ = "01800000-0000-7000-8000-0000000000aa";
  const Answer yes{true, {"west-park"}, ""};
};
FUGONG_BOTH_ENGINES(Recognitions);

TEST_P(Recognitions, an_answer_opens_the_other_districts_zone_to_the_pass) {
  const std::string before = view(*east_, truck_).token;
  const RecognitionView asked = must(ask(truck_));
  EXPECT_EQ(asked.state, RecognitionState::open);
  EXPECT_EQ(deliver(*east_), 1u);
  ASSERT_EQ(queue(*west_, {.direction = Direction::received, .state = RecognitionState::open}).size(), 1u);
  const RecognitionView received = queue(*west_)[0];
  EXPECT_EQ(received.id, asked.id);
  EXPECT_EQ(received.peer_name, "东区");
  EXPECT_EQ(received.plate, "辽A12345");
  EXPECT_EQ(received.route, "东站至西港");
  EXPECT_EQ(received.enterprise_name, "第1机械厂");
  EXPECT_EQ(received.wanted, std::vector<std::string>{"west-park"});
  EXPECT_FALSE(received.pass);
  EXPECT_TRUE(recognition(*east_, asked.id).delivery->delivered_at);
  pass_time(minutes(10));
  must(say(*west_, received.id, {true, std::vector<std::string>{"west-port"}, "走二环"}, commissioner));
  EXPECT_EQ(deliver(*west_), 1u);
  const RecognitionView answered = recognition(*east_, asked.id);
  EXPECT_EQ(answered.state, RecognitionState::granted);
  EXPECT_EQ(answered.zones, std::vector<std::string>{"west-port"});
  EXPECT_EQ(answered.reason, "走二环");
  EXPECT_EQ(zones(), (std::vector<std::string>{"east-park", "west-port"}));
  const std::string token = view(*east_, truck_).token;
  EXPECT_NE(token, before);
  EXPECT_EQ(token::read_token(token)->claims.id, truck_);
  EXPECT_EQ(scanned(*west_, token, "west-port"), token::Reason::valid);
  EXPECT_EQ(scanned(*west_, token, "west-park"), token::Reason::wrong_zone);
  EXPECT_EQ(scanned(*east_, token, "east-park"), token::Reason::valid);
  for (const auto& [side, action] : {std::pair{east_.get(), "recognition.request"},
                                     {west_.get(), "recognition.receive"},
                                     {west_.get(), "recognition.grant"},
                                     {east_.get(), "recognition.answered"},
                                     {east_.get(), "pass.add_zones"}})
    EXPECT_EQ(audited(*side, action), 1) << action;
}

TEST_P(Recognitions, a_refusal_says_why_and_leaves_the_pass_as_it_is) {
  const std::string before = view(*east_, truck_).token;
  const auto asked = must(ask(truck_));
  deliver(*east_);
  must(say(*west_, asked.id, {false, {}, "道路封闭"}, commissioner));
  deliver(*west_);
  EXPECT_EQ(recognition(*east_, asked.id).state, RecognitionState::refused);
  EXPECT_EQ(recognition(*east_, asked.id).reason, "道路封闭");
  EXPECT_EQ(view(*east_, truck_).token, before);
  EXPECT_EQ(code_of(ask(truck_)), "");  // another may be tried
}

TEST_P(Recognitions, letters_that_arrive_again_change_nothing) {
  const auto asked = must(ask(truck_));
  std::vector<Request> sent;
  lie = [&](const Request& r) -> Lied { return sent.push_back(r), std::nullopt; };
  deliver(*east_);
  EXPECT_EQ(must(deliver_request(*west_, sent.at(0).body)).known, true);
  must(say(*west_, asked.id, {true, yes.zones, {}}, commissioner));
  deliver(*west_);
  const std::string token = view(*east_, truck_).token;
  EXPECT_EQ(must(deliver_answer(*east_, sent.at(1).body)).known, true);
  EXPECT_EQ(must(deliver_request(*west_, sent.at(0).body)).known, true);
  EXPECT_EQ(view(*east_, truck_).token, token);
  EXPECT_EQ(queue(*west_).size(), 1u);
  EXPECT_EQ(audited(*east_, "pass.add_zones"), 1);
  EXPECT_EQ(audited(*west_, "recognition.receive"), 1);
}

TEST_P(Recognitions, a_letter_waits_for_a_district_that_is_down_and_says_what_is_wrong) {
  lie = [](const Request& r) -> Lied {
    return r.url.ends_with(request_path) ? Lied(fail(ErrorKind::unavailable, "outbound.unreachable")) : std::nullopt;
  };
  const auto asked = must(ask(truck_));
  EXPECT_EQ(deliver(*east_), 0u);
  RecognitionView waiting = recognition(*east_, asked.id);
  EXPECT_FALSE(waiting.delivery->delivered_at);
  EXPECT_EQ(waiting.delivery->trouble, "outbound.unreachable");
  EXPECT_EQ(status(*east_).letters_waiting, 1);
  lie = [](const Request& r) -> Lied {
    return r.url.ends_with(request_path) ? Lied(Response{403, {}, R"({"code":"letter.unknown_sender"})"})
                                         : std::nullopt;
  };
  pass_time(minutes(1));
  EXPECT_EQ(deliver(*east_), 0u);
  EXPECT_EQ(recognition(*east_, asked.id).delivery->trouble, "letter.unknown_sender");
  lie = [](const Request& r) -> Lied {  // what we have no words for is not shown to anybody
    return r.url.ends_with(request_path) ? Lied(Response{400, {}, R"({"code":"<script>"})"}) : std::nullopt;
  };
  pass_time(minutes(1));
  EXPECT_EQ(deliver(*east_), 0u);
  EXPECT_EQ(recognition(*east_, asked.id).delivery->trouble, "letter.refused");
  lie = nullptr;
  pass_time(minutes(10));
  EXPECT_EQ(deliver(*east_), 1u);
  EXPECT_EQ(status(*east_).letters_waiting, 0);
}

TEST_P(Recognitions, an_answer_that_cannot_be_put_into_the_pass_is_kept_with_the_reason) {
  const auto asked = must(ask(truck_));
  deliver(*east_);
  revoke(*east_, truck_);
  must(say(*west_, asked.id, {true, yes.zones, {}}, commissioner));
  EXPECT_EQ(deliver(*west_), 1u);
  const RecognitionView answered = recognition(*east_, asked.id);
  EXPECT_EQ(answered.state, RecognitionState::granted);
  EXPECT_EQ(answered.trouble, "pass.already_revoked");
}

TEST_P(Recognitions, what_may_not_be_asked_is_refused) {
  EXPECT_EQ(code_of(ask(*east_, truck_, west_->district, officer)), "auth.forbidden");
  EXPECT_EQ(code_of(ask(*east_, truck_, west_->district, Actor{})), "auth.required");
  EXPECT_EQ(code_of(ask(*east_, truck_, east_->district, commissioner)), "recognition.own_district");
  EXPECT_EQ(code_of(ask(*east_, truck_, {"999999"}, commissioner)), "recognition.unknown_district");
  EXPECT_EQ(code_of(ask({id_})), "pass.not_found");
  const auto with_zones = [&](std::vector<std::string> zones) {
    return code_of(write<RecognitionView>(
        [&](db::Session& s) { return east_->exchange->ask(s, by(commissioner), {truck_, west_->district, zones}); }));
  };
  EXPECT_EQ(with_zones({"a", "b", "c", "d", "e"}), "recognition.too_many_zones");
  EXPECT_EQ(with_zones({""}), "recognition.bad_zone");
  EXPECT_EQ(with_zones({"a\nb"}), "recognition.bad_zone");
  must(ask(truck_));
  EXPECT_EQ(code_of(ask(truck_)), "recognition.open_already");
  pass_time(days(8));
  ASSERT_TRUE(pull(*east_));
  EXPECT_EQ(queue(*east_, {.state = RecognitionState::lapsed}).size(), 1u);
  EXPECT_EQ(code_of(ask(truck_)), "");
  revoke(*east_, truck_);
  EXPECT_EQ(code_of(ask(truck_)), "pass.already_revoked");
  must(write<bool>([&](db::Session& s) -> Result<bool> {
    FG_CHECK(east_->exchange->leave(s, by(leader)));
    return true;
  }));
  EXPECT_EQ(code_of(ask(truck_)), "exchange.alone");
}

TEST_P(Recognitions, what_may_not_be_answered_is_refused) {
  const auto asked = must(ask(truck_));
  deliver(*east_);
  const auto said = [&](const AnswerBody& body, const Actor& who) { return code_of(say(*west_, asked.id, body, who)); };
  using Zones = std::vector<std::string>;
  EXPECT_EQ(said({true, yes.zones, {}}, officer), "auth.forbidden");
  EXPECT_EQ(said({true, {}, {}}, commissioner), "recognition.zones_needed");
  EXPECT_EQ(said({true, Zones{"east-park"}, {}}, commissioner), "recognition.unknown_zone");
  EXPECT_EQ(said({true, Zones{"west-park", "west-park"}, {}}, commissioner), "recognition.zone_twice");
  EXPECT_EQ(said({false, yes.zones, "不"}, commissioner), "recognition.no_zones");
  EXPECT_EQ(said({false, {}, {}}, commissioner), "recognition.reason_needed");
  EXPECT_EQ(said({false, {}, std::string(601, 'x')}, commissioner), "recognition.reason_too_long");
  EXPECT_EQ(code_of(say(*east_, asked.id, {true, Zones{"east-park"}, {}}, commissioner)), "recognition.not_found");
  EXPECT_EQ(code_of(say(*west_, {id_}, {true, yes.zones, {}}, commissioner)), "recognition.not_found");
  EXPECT_EQ(said({true, yes.zones, {}}, commissioner), "");
  EXPECT_EQ(said({false, {}, "不"}, commissioner), "recognition.answered");
  const PassId other = issue_truck(*east_, "辽A54321", 2);
  const auto late = must(ask(other));
  deliver(*east_);
  pass_time(days(8));
  EXPECT_EQ(code_of(say(*west_, late.id, {true, yes.zones, {}}, commissioner)), "recognition.has_lapsed");
}

TEST_P(Recognitions, requests_of_strangers_liars_and_the_wrong_address_stay_outside) {
  const auto sent = [&](const RequestLetter& l, const crypto::Signer& key) {
    return code_of(deliver_request(*east_, sealed(l, key)));
  };
  const crypto::Signer &west = west_->keys.status, stranger(crypto::KeyPair::generate(crypto::Algorithm::es256));
  RequestLetter l = letter_of(id_);
  EXPECT_EQ(sent(l, stranger), "letter.signature");
  EXPECT_EQ(sent(l, east_->keys.status), "letter.signature");
  EXPECT_EQ(sent(l, west_->keys.root), "letter.signature");
  l.from = {"999999"};
  EXPECT_EQ(sent(l, west), "letter.unknown_sender");
  EXPECT_EQ(code_of(deliver_request(*east_, sealed(letter_of(id_), west, token::cose::Type::status_list))),
            "letter.malformed");
  EXPECT_EQ(code_of(deliver_request(*east_, sealed(letter_of(id_), west, token::cose::Type::district_answer))),
            "letter.malformed");
  EXPECT_EQ(code_of(deliver_request(*east_, std::string(letter_bytes_max + 1, 'x'))), "letter.malformed");
  EXPECT_EQ(code_of(deliver_request(*east_, "")), "letter.malformed");
  const auto changed = [&](auto change) {
    RequestLetter out = letter_of(id_);
    change(out);
    return sent(out, west);
  };
  EXPECT_EQ(changed([](RequestLetter& x) { x.to = {"210111"}; }), "letter.not_for_us");
  EXPECT_EQ(changed([](RequestLetter& x) { x.issued_s += 600; }), "letter.in_future");
  EXPECT_EQ(changed([](RequestLetter& x) { x.expires_s = x.issued_s; }), "letter.expired");
  EXPECT_EQ(changed([](RequestLetter& x) { x.expires_s = x.issued_s + 31 * 86'400; }), "letter.lasts_too_long");
  EXPECT_EQ(changed([](RequestLetter& x) { x.journey.valid_until = x.journey.valid_from; }), "letter.journey_over");
  EXPECT_EQ(changed([](RequestLetter& x) { x.journey.route.clear(); }), "letter.incomplete");
  EXPECT_EQ(changed([](RequestLetter& x) { x.journey.enterprise_name.clear(); }), "letter.incomplete");
  EXPECT_EQ(changed([](RequestLetter& x) { x.journey.plate = "辽a·12345"; }), "plate.format");
  EXPECT_EQ(changed([](RequestLetter& x) { x.journey.route = "a\nb"; }), "letter.malformed");
  EXPECT_EQ(changed([](RequestLetter& x) { x.journey.entry_points.assign(17, "x"); }), "letter.malformed");
  EXPECT_TRUE(queue(*east_).empty());
  EXPECT_EQ(sent(letter_of(id_), west), "");
  EXPECT_EQ(changed([](RequestLetter& x) { x.journey.plate = "辽A88888"; }), "letter.id_taken");
  EXPECT_EQ(queue(*east_).size(), 1u);
}

TEST_P(Recognitions, answers_of_strangers_and_about_other_peoples_zones_stay_outside) {
  const auto asked = must(ask(truck_));
  const auto said = [&](AnswerLetter l, const crypto::Signer& key) {
    return code_of(deliver_answer(*east_, sealed(l, key)));
  };
  const AnswerLetter good{west_->district, east_->district, now().ms / 1000, asked.id, yes};
  const auto changed = [&](auto change) {
    AnswerLetter out = good;
    change(out);
    return said(out, west_->keys.status);
  };
  EXPECT_EQ(said(good, east_->keys.status), "letter.signature");
  EXPECT_EQ(changed([](AnswerLetter& x) { x.to = {"210111"}; }), "letter.not_for_us");
  EXPECT_EQ(changed([](AnswerLetter& x) { x.answer.zones = {"east-park"}; }), "letter.not_their_zone");
  EXPECT_EQ(changed([](AnswerLetter& x) { x.answer.zones.clear(); }), "letter.incomplete");
  EXPECT_EQ(changed([](AnswerLetter& x) { x.issued_s += 600; }), "letter.in_future");
  EXPECT_EQ(changed([&](AnswerLetter& x) { x.request = {id_}; }), "letter.unknown_request");
  // Its own answer to its own request, said by the asking district itself.
  EXPECT_EQ(said({east_->district, east_->district, now().ms / 1000, asked.id, yes}, east_->keys.status),
            "letter.unknown_request");
  EXPECT_TRUE(zones().empty());
  EXPECT_EQ(said(good, west_->keys.status), "");
  EXPECT_EQ(changed([](AnswerLetter& x) { x.answer = {false, {}, "不"}; }), "letter.answered_otherwise");
  EXPECT_EQ(zones(), (std::vector<std::string>{"east-park", "west-park"}));
}

TEST_P(Recognitions, the_queue_is_read_page_by_page_and_by_what_it_is) {
  for (int i = 1; i <= 5; ++i) {
    pass_time(seconds(1));
    RequestLetter l = letter_of("01800000-0000-7000-8000-00000000000" + std::to_string(i));
    must(deliver_request(*east_, sealed(l, west_->keys.status)));
  }
  must(ask(truck_));
  EXPECT_EQ(queue(*east_).size(), 6u);
  EXPECT_EQ(queue(*east_, {.direction = Direction::sent}).size(), 1u);
  EXPECT_EQ(queue(*east_, {.pass = truck_}).size(), 1u);
  EXPECT_EQ(queue(*east_, {.state = RecognitionState::granted}).size(), 0u);
  const auto page = [&](const RecognitionFilter& f) {
    return read<http::Page<RecognitionView>>(
        [&](db::Session& s) { return east_->exchange->recognitions(s, by(commissioner), f); });
  };
  const auto first = must(page({.direction = Direction::received, .limit = 3}));
  const auto second = must(page({.direction = Direction::received, .after = first.next, .limit = 3}));
  EXPECT_EQ(first.items.size() + second.items.size(), 5u);
  EXPECT_GT(first.items.back().id, second.items.front().id);
  EXPECT_FALSE(second.next);
  EXPECT_EQ(code_of(page({.limit = 201})), "exchange.bad_limit");
  EXPECT_EQ(code_of(page({.after = "x"})), "exchange.bad_cursor");
}

}  // namespace
}  // namespace fugong::exchange_test
