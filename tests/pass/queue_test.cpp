#include <algorithm>

#include "token/token.h"
#include "world.h"

namespace fugong::pass_test {
namespace {

// Trucks pass the transport desk and then the police, but for enterprises above 100 workers, which take the short way.
class Queue : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    auto pack = small_pack();
    pack->version = "0000000000000004";
    pack->zones = {{"dadong", {"大东区", "Dadong"}}, {"tiexi", {"铁西区", "Tiexi"}, "210106"}};
    auto& truck = pack->pass_kinds[1];
    truck.zones = {"dadong"};
    truck.trip = policy::TripRules{.validity = {policy::TripValidity::period, policy::TripValidity::trip},
                                   .trip_max = hours(72),
                                   .asks = {policy::TripAsk::driver}};
    truck.review = {{"transport", "police"}, hours(4)};
    truck.limit = policy::PassLimit{1, 60, 0};  // of 120 workers: two
    auto& bus = pack->pass_kinds[2];
    bus.review = {{"transport"}, hours(4)};
    bus.green = policy::GreenChannel{
        json::Object{{">", json::Array{json::Object{{"var", "enterprise.normal_workers"}}, 100}}}, {{}, hours(1)}};
    pack->phases[0].pass_kinds.push_back("commuter");
    write<int>([&](db::Session& s) -> Result<int> {
      FG_CHECK(policies_.install(s, pack, "{}", now_, "system"));
      return 0;
    }).value();
    e_ = enter(1);
    one_ = buy(e_, "辽A12345", "大东至铁西");
    two_ = buy(e_, "辽AD12345", "大东至铁西");
  }
  static TripBody trip(const VehicleId& vehicle) {
    TripBody b;
    b.vehicle = vehicle;
    b.from = {"210104", "沈阳市大东区"};
    b.to = {"220106", "长春市绿园区"};
    b.driver = TripPerson{"张三", {}, "13800000001"};
    return b;
  }
  Result<PassRequestView> ask_trips(std::vector<TripBody> trips, bool urgent = false) {
    return ask_as(clerk(e_), {.kind = "truck", .trips = std::move(trips), .urgent = urgent});
  }
  Result<DecisionsReceipt> decide(const Actor& a, std::vector<DecisionBody> rows) {
    const auto prepared =
        read<PreparedDecisionsPtr>([&](db::Session& s) { return service_->prepare_decisions(s, by(a), {rows}); });
    if (!prepared) return std::unexpected(prepared.error());
    return write<DecisionsReceipt>([&](db::Session& s) { return service_->decide(s, by(a), *prepared); });
  }
  DecisionResult decide_one(const Actor& a, const PassRequestId& id, RequestDecision decision,
                            std::optional<std::vector<FieldReason>> reasons = {}) {
    return must(decide(a, {{id, decision, std::move(reasons)}})).results.at(0);
  }
  DecisionResult approve(const Actor& a, const PassRequestId& id) {
    return decide_one(a, id, RequestDecision::approve);
  }
  std::vector<QueueLine> queue(const Actor& a, const QueueFilter& filter = {}) {
    return must(read<http::Page<QueueLine>>([&](db::Session& s) { return service_->queue(s, by(a), filter); })).items;
  }
  Result<PassRequestDetail> detail(const Actor& a, const PassRequestId& id) {
    return read<PassRequestDetail>([&](db::Session& s) { return service_->request_detail(s, by(a), id); });
  }

  Actor transport = actor(OrganisationKind::department, "transport", Role::department_reviewer);
  Actor police = actor(OrganisationKind::department, "police", Role::department_reviewer);
  EnterpriseId e_;
  VehicleId one_, two_;
};
FUGONG_BOTH_ENGINES(Queue);

TEST_P(Queue, a_truck_passes_one_desk_after_another_and_then_gets_its_pass) {
  const auto request = must(ask_trips({trip(one_)}));
  EXPECT_EQ(request.waiting_for, "transport");
  EXPECT_EQ(queue(transport).size(), 1u);
  EXPECT_TRUE(queue(police).empty());
  EXPECT_TRUE(queue(commissioner).empty());
  EXPECT_EQ(code_of(issue({.requests = std::vector{request.id}})), "pass.in_review");
  EXPECT_EQ(approve(police, request.id).code, "pass.other_desk");
  EXPECT_EQ(approve(commissioner, request.id).code, "pass.other_desk");
  EXPECT_EQ(approve(transport, request.id).waiting_for, "police");
  EXPECT_EQ(approve(police, request.id).waiting_for, "commissioner");
  const auto issued = approve(commissioner, request.id);
  EXPECT_EQ(issued.state, RequestState::issued);
  EXPECT_EQ(issued.issued, 1);
  const auto pass = view(list().at(0).id);
  EXPECT_EQ(pass.route, "沈阳市大东区→长春市绿园区");
  EXPECT_EQ(pass.zones, std::vector<std::string>{"dadong"});
  EXPECT_EQ(at_gate(pass.token).reason, token::Reason::valid);
  EXPECT_EQ(approve(commissioner, request.id).code, "pass.request_done");
  const auto of_pass = must(read<int>([&](db::Session& s) -> Result<int> {
    const auto found = service_->trip_of(s, pass.line.id);
    return found && found->people.driver->name == "张*" && found->route.size() == 2 ? 1 : 0;
  }));
  EXPECT_EQ(of_pass, 1);
}

TEST_P(Queue, the_green_channel_is_shorter_and_sooner) {
  const auto bus = buy(e_, "辽A12348", "", enterprise::VehicleUse::bus);
  const auto request = must(ask_as(clerk(e_), {.kind = "commuter", .vehicles = std::vector{bus}}));
  EXPECT_TRUE(request.green);
  EXPECT_EQ(request.waiting_for, "commissioner");
  EXPECT_EQ(request.due_at, now_ + hours(1));
  EXPECT_EQ(approve(commissioner, request.id).issued, 1);
}

TEST_P(Queue, what_falls_due_first_stands_first_and_age_is_asked_for) {
  const auto slow = must(ask_trips({trip(one_)}));
  now_ = now_ + minutes(10);
  const auto urgent = must(ask_trips({trip(two_)}, true));
  ASSERT_EQ(queue(transport).size(), 2u);
  EXPECT_EQ(queue(transport)[0].request.id, urgent.id);
  EXPECT_EQ(queue(transport, {.order = QueueOrder::age})[0].request.id, slow.id);
  EXPECT_EQ(queue(transport, {.urgent = true}).size(), 1u);
  EXPECT_EQ(queue(transport, {.green = true}).size(), 0u);
  EXPECT_EQ(queue(transport, {.kind = "employee"}).size(), 0u);
  EXPECT_TRUE(queue(transport, {.overdue = true}).empty());
  now_ = now_ + hours(3);
  EXPECT_EQ(queue(transport, {.overdue = true}).size(), 1u);
  EXPECT_EQ(queue(transport)[1].age_minutes, 190);
  // Page by page, nothing twice and nothing left out, in both orders.
  for (const QueueOrder order : {QueueOrder::urgency, QueueOrder::age}) {
    std::vector<std::string> seen;
    std::optional<std::string> after;
    do {
      const auto page = must(read<http::Page<QueueLine>>([&](db::Session& s) {
        return service_->queue(s, by(transport), {.order = order, .after = after, .limit = 1});
      }));
      for (const auto& line : page.items) seen.push_back(line.request.id.text);
      after = page.next;
    } while (after);
    EXPECT_EQ(seen.size(), 2u);
    EXPECT_NE(seen.front(), seen.back());
  }
  for (const char* bad : {"x", "/", "1/", "1/x", "x/01800000-0000-7000-8000-0000000000ff"})
    EXPECT_EQ(code_of(read<http::Page<QueueLine>>(
                  [&](db::Session& s) { return service_->queue(s, by(transport), {.after = bad}); })),
              "pass.bad_cursor");
  EXPECT_EQ(code_of(read<http::Page<QueueLine>>(
                [&](db::Session& s) { return service_->queue(s, by(transport), {.waiting_for = "police"}); })),
            "auth.forbidden");
}

TEST_P(Queue, of_many_rows_each_is_decided_whole_or_left_with_its_reason) {
  hire(e_, 2);
  const auto people = must(ask(e_, "employee"));
  const auto trucks = must(ask_trips({trip(one_)}));
  const auto other = enter(2);
  hire(other, 1);
  const auto refused = must(ask(other, "employee"));
  const PassRequestId nothing{"01800000-0000-7000-8000-0000000000ff"};
  const auto receipt = must(decide(commissioner, {{people.id, RequestDecision::approve, {}},
                                                  {trucks.id, RequestDecision::approve, {}},
                                                  {nothing, RequestDecision::approve, {}},
                                                  {refused.id, RequestDecision::refuse, {{{"", "名单与社保不符"}}}}}));
  EXPECT_EQ(receipt.decided, 2);
  EXPECT_EQ(receipt.failed, 2);
  EXPECT_EQ(receipt.issued, 2);
  EXPECT_EQ(receipt.results[0].state, RequestState::issued);
  EXPECT_EQ(receipt.results[1].code, "pass.other_desk");
  EXPECT_EQ(receipt.results[2].code, "pass.request_not_found");
  EXPECT_EQ(receipt.results[3].state, RequestState::refused);
  EXPECT_EQ(must(detail(clerk(other), refused.id)).request.reasons.at(0).text, "名单与社保不符");
  EXPECT_EQ(number("SELECT COUNT(*) FROM passes"), 2);
}

TEST_P(Queue, a_row_that_somebody_else_decided_meanwhile_leaves_the_others_alone) {
  hire(e_, 2);
  const auto first = must(ask(e_, "employee"));
  const auto other = enter(2);
  hire(other, 3);
  const auto second = must(ask(other, "employee"));
  const auto prepared = must(read<PreparedDecisionsPtr>([&](db::Session& s) {
    return service_->prepare_decisions(
        s, by(commissioner), {{{first.id, RequestDecision::approve, {}}, {second.id, RequestDecision::approve, {}}}});
  }));
  must(issue({.requests = std::vector{first.id}}));
  const auto receipt =
      must(write<DecisionsReceipt>([&](db::Session& s) { return service_->decide(s, by(commissioner), prepared); }));
  EXPECT_EQ(receipt.results[0].code, "pass.request_done");
  EXPECT_EQ(receipt.results[1].issued, 3);
  EXPECT_EQ(number("SELECT COUNT(*) FROM passes"), 5);
  for (const auto& line : list({.enterprise = other}))
    EXPECT_EQ(at_gate(view(line.id).token).reason, token::Reason::valid);
}

TEST_P(Queue, a_returned_request_comes_back_mended_and_is_as_old_as_before) {
  const auto asked = must(ask_trips({trip(one_)}));
  EXPECT_EQ(decide_one(transport, asked.id, RequestDecision::give_back).code, "pass.reason_needed");
  const auto returned =
      decide_one(transport, asked.id, RequestDecision::give_back, {{{"trips[0].to.place", "请写明到达区县"}}});
  EXPECT_EQ(returned.state, RequestState::returned);
  EXPECT_TRUE(queue(transport).empty());
  EXPECT_EQ(must(detail(clerk(e_), asked.id)).request.reasons.at(0).field, "trips[0].to.place");
  now_ = now_ + hours(1);
  const auto mend = [&](const Actor& a, std::vector<TripBody> trips) -> Result<PassRequestView> {
    const PassRequestBody body{.kind = "truck", .trips = std::move(trips)};
    const auto prepared =
        read<PreparedRequest>([&](db::Session& s) { return service_->prepare_request(s, by(clerk(e_)), body); });
    if (!prepared) return std::unexpected(prepared.error());
    return write<PassRequestView>(
        [&](db::Session& s) { return service_->mend_request(s, by(a), asked.id, *prepared); });
  };
  EXPECT_EQ(code_of(mend(clerk(enter(2)), {trip(one_)})), "auth.forbidden");
  const auto three = buy(e_, "辽A12349", "大东至铁西");
  EXPECT_EQ(code_of(mend(clerk(e_), {trip(one_), trip(two_), trip(three)})), "pass.limit");
  const auto mended = must(mend(clerk(e_), {trip(one_), trip(two_)}));
  EXPECT_EQ(mended.state, RequestState::open);
  EXPECT_EQ(mended.waiting_for, "transport");
  EXPECT_EQ(mended.requested_at, asked.requested_at);
  EXPECT_TRUE(mended.reasons.empty());
  EXPECT_EQ(must(detail(transport, asked.id)).trips.size(), 2u);
  EXPECT_EQ(code_of(mend(clerk(e_), {trip(one_)})), "pass.request_done");
}

TEST_P(Queue, an_enterprise_gets_no_more_passes_than_the_policy_allows) {
  const auto three = buy(e_, "辽A12349", "大东至铁西");
  const auto asked = must(ask_trips({trip(one_), trip(two_)}));
  const auto over = ask_trips({trip(three)});
  EXPECT_EQ(code_of(over), "pass.limit");
  must(write<PassRequestView>([&](db::Session& s) { return service_->withdraw_request(s, by(clerk(e_)), asked.id); }));
  EXPECT_EQ(code_of(ask_trips({trip(three)})), "");
  EXPECT_EQ(
      code_of(ask_as(clerk(e_), {.kind = "truck", .purpose = Purpose::renewal, .trips = std::vector{trip(one_)}})), "");
}

TEST_P(Queue, a_pass_for_one_trip_begins_and_ends_with_it) {
  TripBody body = trip(one_);
  body.validity = policy::TripValidity::trip;
  body.starts_at = now_ + hours(10);
  body.ends_at = now_ + hours(30);
  TripBody over = trip(two_);
  over.ends_at = now_ + minutes(10);
  const auto request = must(ask_trips({body, over}));
  approve(transport, request.id);
  approve(police, request.id);
  now_ = now_ + hours(1);
  const auto issued = approve(commissioner, request.id);
  EXPECT_EQ(issued.issued, 1);
  EXPECT_EQ(issued.skipped, 1);  // its journey was over before
  const auto pass = view(list().at(0).id);
  EXPECT_EQ(pass.line.not_before, *body.starts_at);
  EXPECT_EQ(pass.line.expires_at, *body.ends_at);
  EXPECT_EQ(at_gate(pass.token).reason, token::Reason::not_yet_valid);
}

TEST_P(Queue, another_district_is_asked_and_its_zone_is_not_in_the_pass_before_it_answers) {
  std::vector<DistrictQuestion> questions;
  service_->hooks().ask_other_district = [&](db::Session&, const DistrictQuestion& q, Timestamp,
                                             const Actor&) -> Status { return questions.push_back(q), Status{}; };
  TripBody body = trip(one_);
  body.zones = {{"tiexi"}};
  const auto request = must(ask_trips({body}));
  approve(transport, request.id);
  approve(police, request.id);
  EXPECT_TRUE(questions.empty());
  approve(commissioner, request.id);
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_EQ(questions[0].district, "210106");
  EXPECT_EQ(questions[0].zones, std::vector<std::string>{"tiexi"});
  EXPECT_EQ(questions[0].pass, list().at(0).id);
  EXPECT_EQ(questions[0].plate, "辽A12345");
  EXPECT_EQ(view(list()[0].id).zones, std::vector<std::string>{"dadong"});
}

TEST_P(Queue, people_on_the_way_are_sealed_and_shown_masked) {
  TripBody body = trip(one_);
  body.driver->resident_id = resident_id(7);
  body.mates = {{{"李四", resident_id(8), "13900000002"}}};
  const auto request = must(ask_trips({body}));
  const auto shown = json::write(must(detail(transport, request.id)).trips);
  for (const std::string& secret : {std::string("张三"), std::string("13800000001"), resident_id(8)})
    EXPECT_EQ(shown.find(secret), std::string::npos);
  must(read<int>([&](db::Session& s) -> Result<int> {
    for (const auto& row : s.query<std::string>("SELECT people_sealed || people_shown FROM pass_trips")) {
      EXPECT_EQ(row.find("13900000002"), std::string::npos);
      EXPECT_EQ(row.find("李四"), std::string::npos);
    }
    return 0;
  }));
  EXPECT_EQ(code_of(detail(clerk(enter(2)), request.id)), "auth.forbidden");
  EXPECT_EQ(code_of(detail(police, request.id)), "auth.forbidden");  // not on that desk
  EXPECT_EQ(code_of(detail(guard, request.id)), "auth.forbidden");
}

TEST_P(Queue, what_cannot_be_asked_is_refused) {
  hire(e_, 1);
  EXPECT_EQ(code_of(ask_as(clerk(e_), {.kind = "employee", .trips = std::vector{trip(one_)}})), "pass.wrong_holders");
  EXPECT_EQ(
      code_of(ask_as(clerk(e_), {.kind = "truck", .vehicles = std::vector{one_}, .trips = std::vector{trip(one_)}})),
      "pass.holders_needed");
  EXPECT_EQ(code_of(ask_trips({trip(one_), trip(one_)})), "pass.holder_twice");
  EXPECT_EQ(code_of(ask_trips({})), "pass.holders_needed");
  EXPECT_EQ(code_of(ask_trips({trip({"01800000-0000-7000-8000-0000000000ff"})})), "pass.unknown_holder");
  const auto bus = buy(e_, "辽A12348", "", enterprise::VehicleUse::bus);
  EXPECT_EQ(code_of(ask_as(clerk(e_), {.kind = "commuter", .trips = std::vector{trip(bus)}})), "pass.no_trips");
  TripBody nobody = trip(one_);
  nobody.driver.reset();
  const auto faults = ask_trips({nobody});
  EXPECT_EQ(code_of(faults), "pass.faults");
  EXPECT_EQ(faults.error().more.at(0).field, "trips[0].driver");
  EXPECT_EQ(code_of(decide(commissioner, {})), "pass.too_many");
  EXPECT_EQ(code_of(decide(clerk(e_), {{PassRequestId{one_.text}, RequestDecision::approve, {}}})), "auth.forbidden");
}

}  // namespace
}  // namespace fugong::pass_test
