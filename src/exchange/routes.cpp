#include "exchange/routes.h"

#include <charconv>

#include "token/status_list.h"

namespace fugong::exchange {
namespace {

using http::Call;
using http::Empty;
using http::Method;

// For gates, and for whoever checks the district's passes: public.
void declare_lists(http::Router& router, Service& service) {
  router.query<Empty, http::File>({Method::get, "/api/v1/key-set", "public", "getKeySet",
                                   "The district's keys and lists, signed, for the city (COSE)"},
                                  [&service](Call& call, db::Session& session, const Empty&) -> Result<http::File> {
                                    return http::File{"application/cose", {}, service.key_set(session, call.now)};
                                  });
  router.query<Empty, std::vector<PeerView>>(
      {Method::get, "/api/v1/peers", "public", "listPeers",
       "Other districts of the city and the status lists kept of them"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<std::vector<PeerView>> {
        return service.peers(session, call.now);
      });
  router.query<Empty, http::File>(
      {Method::get, "/api/v1/peers/{district}/status-list/{number}", "public", "getPeerStatusList",
       "A peer's status list as it signed it (Token Status List, CWT)"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<http::File> {
        const std::string_view text = call.param("number");
        std::int64_t number = -1;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{} || end != text.data() + text.size())
          return fail(ErrorKind::not_found, "not_found", "number");
        FG_TRY(std::string bytes, service.peer_list(session, {std::string(call.param("district"))}, number));
        call.reply_headers.push_back({"Cache-Control", "public, max-age=" + std::to_string(peer_list_cache_s)});
        return http::File{"application/statuslist+cwt", {}, std::move(bytes)};
      });
  router.query<Empty, ExchangeStatus>({Method::get, "/api/v1/exchange", "exchange.read", "getExchangeStatus",
                                       "The city, its trust list, and how old each peer's lists are"},
                                      [&service](Call& call, db::Session& session, const Empty&) {
                                        return service.status(session, call.as<Context>());
                                      });
}

// A letter's signature is its right; the trust list says whose it may be.
void declare_letters(http::Router& router, Service& service) {
  const auto letter = [](std::string_view path, std::string_view operation, std::string_view summary) {
    return http::Route{Method::post, path, "public", operation, summary, 200, letter_bytes_max};
  };
  router.staged<http::Upload, PreparedRequest, LetterReceipt>(
      letter("/api/v1/exchange/requests", "receiveRequest",
             "Another district asks to recognise a vehicle's route (COSE)"),
      [&service](Call& call, db::Session& reader, const http::Upload& body) {
        return service.prepare_request(reader, call.now, body.bytes);
      },
      [&service](Call& call, db::Session& session, const PreparedRequest& prepared) {
        return service.receive(session, call.now, prepared);
      });
  router.staged<http::Upload, PreparedAnswer, LetterReceipt>(
      letter("/api/v1/exchange/answers", "receiveAnswer", "Another district answers what was asked of it (COSE)"),
      [&service](Call& call, db::Session& reader, const http::Upload& body) {
        return service.prepare_answer(reader, call.now, body.bytes);
      },
      [&service](Call& call, db::Session& session, const PreparedAnswer& prepared) {
        return service.receive(session, call.now, prepared);
      });
}

void declare_recognitions(http::Router& router, Service& service) {
  router.command<RecognitionBody, RecognitionView>(
      {Method::post, "/api/v1/recognitions", "recognition.request", "askRecognition",
       "Ask another district to recognise a vehicle's pass", 201},
      [&service](Call& call, db::Session& session, const RecognitionBody& body) {
        return service.ask(session, call.as<Context>(), body);
      });
  router.query<RecognitionFilter, http::Page<RecognitionView>>(
      {Method::get, "/api/v1/recognitions", "recognition.read", "listRecognitions",
       "What was asked of other districts and what they ask, newest first"},
      [&service](Call& call, db::Session& session, const RecognitionFilter& filter) {
        return service.recognitions(session, call.as<Context>(), filter);
      });
  router.query<Empty, RecognitionView>(
      {Method::get, "/api/v1/recognitions/{id}", "recognition.read", "getRecognition", "One of them"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<RecognitionView> {
        FG_TRY(const RecognitionId id, call.id<RecognitionTag>("id"));
        return service.recognition(session, call.as<Context>(), id);
      });
  router.command<AnswerBody, RecognitionView>(
      {Method::post, "/api/v1/recognitions/{id}/answer", "recognition.answer", "answerRecognition",
       "Grant with zones, or refuse with a reason, what another district asks"},
      [&service](Call& call, db::Session& session, const AnswerBody& body) -> Result<RecognitionView> {
        FG_TRY(const RecognitionId id, call.id<RecognitionTag>("id"));
        return service.answer(session, call.as<Context>(), id, body);
      });
}

}  // namespace

void declare_routes(http::Router& router, Service& service) {
  declare_lists(router, service);
  declare_letters(router, service);
  declare_recognitions(router, service);
}

}  // namespace fugong::exchange
