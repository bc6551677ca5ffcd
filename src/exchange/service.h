// The use cases between districts: join a city, keep its trust list and the peers' status lists, ask another district
// to recognise a commuter vehicle's route, and answer what others ask.
//
// Every function runs on the caller's session and checks the actor's right first; what is public says so. Those that
// write belong in a command (db::Engine::submit) and may run more than once. Nothing here uses the network: the Puller
// fetches, the outbox delivers (courier.h). Thread rule: a Service may be called from any thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>

#include "base/actor.h"
#include "base/random.h"
#include "db/engine.h"
#include "enterprise/service.h"
#include "exchange/rules.h"
#include "exchange/view.h"
#include "http/events.h"
#include "http/message.h"
#include "outbound/outbox.h"
#include "pass/service.h"
#include "policy/store.h"

namespace fugong::exchange {

constexpr int page_size_default = 50, page_size_max = 200;
constexpr std::int64_t open_received_max = 2000;  // of one peer: a commissioner's work of weeks
constexpr std::int64_t key_set_refresh_s = 3600;  // signed anew when it changed, and every hour
constexpr std::int64_t peer_list_cache_s = 60;    // a gate's HTTP cache may answer so long

std::span<const db::Migration> migrations();

// Who asks, when, and in which language the answer is read.
struct Context {
  const Actor& actor;
  Timestamp now{};
  Language language = Language::zh_cn;
};

struct ServiceOptions {
  DistrictCode district;
  std::string name;
  policy::Store& policies;
  enterprise::Service& enterprises;
  pass::Service& passes;
  outbound::Outbox& outbox;  // carries the channel of courier.h
  Random& random;
  http::EventHub* events = nullptr;  // nullptr: nobody listens
};

// Read and checked ahead of the writer.
struct PreparedRequest {
  RequestLetter letter;
  std::string digest;
};
struct PreparedAnswer {
  AnswerLetter letter;
};

class Service {
 public:
  explicit Service(ServiceOptions options) : o_(std::move(options)) {}

  // -- what the district publishes of itself; public --
  std::string key_set(db::Session&, Timestamp now);
  std::string fingerprint() const;

  // -- the city (exchange.join) --
  // Joining again replaces the city and its pinned key; what was kept of the old one is forgotten.
  // Codes: trust.bad_url, key.malformed, key.unsupported.
  Status join(db::Session&, const Context&, const std::string& url, const std::string& root_pem);
  Status leave(db::Session&, const Context&);                   // code exchange.alone (conflict)
  Result<ExchangeStatus> status(db::Session&, const Context&);  // exchange.read

  // -- for gates; public --
  std::vector<PeerView> peers(db::Session&, Timestamp now);
  // As the peer signed it. Code status.unknown_list.
  Result<std::string> peer_list(db::Session&, const DistrictCode& peer, std::int64_t number);

  // -- for pass/, which judges foreign passes by them (pass::Hooks) --
  // nullptr: alone, or the list that is kept has ended.
  pass::CityTrustPtr city_trust(db::Session&, Timestamp now);
  // nullptr: none is kept, or it does not hold under today's trust list.
  std::shared_ptr<const token::SignedStatusList> list_for(db::Session&, const token::Claims&, Timestamp now);

  // -- recognitions --
  // recognition.request. Codes: exchange.alone, recognition.unknown_district, recognition.no_address,
  // recognition.own_district, recognition.open_already (conflict), and those of pass::Service::recognition_facts.
  Result<RecognitionView> ask(db::Session&, const Context&, const RecognitionBody&);
  // The same for pass/, which issues the pass in this command and has checked the right.
  Result<RecognitionView> ask_about(db::Session&, const Context&, const RecognitionBody&);
  // recognition.answer. Codes: recognition.not_found, recognition.answered, recognition.has_lapsed (conflicts), and
  // those of check_answer (rules.h).
  Result<RecognitionView> answer(db::Session&, const Context&, const RecognitionId&, const AnswerBody&);
  // recognition.read.
  Result<http::Page<RecognitionView>> recognitions(db::Session&, const Context&, const RecognitionFilter&);
  Result<RecognitionView> recognition(db::Session&, const Context&, const RecognitionId&);

  // -- letters of other districts; public: their signature is their right --
  // Codes: those of open_request and check_request; letter.id_taken (conflict), letter.queue_full.
  Result<PreparedRequest> prepare_request(db::Session&, Timestamp now, std::string_view letter);
  Result<LetterReceipt> receive(db::Session&, Timestamp now, const PreparedRequest&);
  // Codes: those of open_answer and check_answer; letter.unknown_request, letter.answered_otherwise (conflict).
  Result<PreparedAnswer> prepare_answer(db::Session&, Timestamp now, std::string_view letter);
  Result<LetterReceipt> receive(db::Session&, Timestamp now, const PreparedAnswer&);

  const DistrictCode& district() const { return o_.district; }
  // Where letters to a district go. Codes exchange.alone, recognition.unknown_district, recognition.no_address.
  Result<std::string> address_of(db::Session&, const DistrictCode& peer, Timestamp now);
  // What became of a letter of ours; the courier says so.
  void note_delivery(db::Session&, const RecognitionId&, std::string_view trouble, Timestamp now);

  // Internal to exchange/: an entry of the audit log by the program itself.
  void note_in_audit_log(db::Session&, Timestamp now, const char* action, const std::string& subject_kind,
                         const std::string& subject, const json::Object& detail);

 private:
  struct KeptList {
    std::int64_t copies = -1, trust_copies = -1;
    std::shared_ptr<const token::SignedStatusList> list;
  };

  Result<std::vector<std::string>> own_zones(db::Session&);
  Result<const token::TrustedIssuer*> neighbour(const pass::CityTrustPtr& city, const DistrictCode& code) const;
  void post(db::Session&, token::cose::Type, const Recognition&, std::string_view payload, Timestamp now,
            Timestamp until);
  RecognitionView view_of(const Recognition&, const pass::CityTrustPtr& city, const Context&);
  void publish(db::Session&, const RecognitionId&);
  void audit(db::Session&, const Context&, const char* action, const std::string& subject_kind,
             const std::string& subject, const json::Object& detail);

  ServiceOptions o_;
  std::mutex mutex_;  // of what follows
  std::string key_set_entry_, key_set_bytes_;
  std::int64_t key_set_issued_s_ = 0;
  std::int64_t trust_copies_ = -1;
  Timestamp trust_joined_at_{};
  pass::CityTrustPtr trust_;
  std::map<std::pair<std::string, std::int64_t>, KeptList> lists_;
};

// Internal to exchange/: bytes as they stand in the database.
std::string stored(std::string_view bytes);
std::string as_signed(std::string_view stored);

}  // namespace fugong::exchange
