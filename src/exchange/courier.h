// Carries letters to other districts: a channel of the outbox. It takes them to the address that the trust list of the
// moment gives, again and again until they have arrived or have lost their point.
#pragma once

#include <string_view>

#include "exchange/model.h"
#include "outbound/http_client.h"
#include "outbound/outbox.h"

namespace fugong::exchange {

class Service;

constexpr std::string_view courier_channel = "district";
constexpr std::string_view request_path = "/api/v1/exchange/requests", answer_path = "/api/v1/exchange/answers";

// What the outbox keeps of a letter; its address is the other district's code.
struct Parcel {
  RecognitionId recognition;
  bool is_answer = false;
  std::string letter;  // signed, base64url
};
BOOST_DESCRIBE_STRUCT(Parcel, (), (recognition, is_answer, letter))

// Codes of the Deliver: exchange.alone, recognition.unknown_district, recognition.no_address, those of HttpClient, and
// letter.refused for an answer that is not 2xx. What happened is noted beside the recognition.
outbound::Deliver courier(Service& service, db::Engine& engine, outbound::Transport transport);

}  // namespace fugong::exchange
