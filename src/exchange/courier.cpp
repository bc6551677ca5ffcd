#include "exchange/courier.h"

#include "exchange/service.h"

namespace fugong::exchange {
namespace {

// What the other district says is wrong, when it is something that we have words for.
std::string code_in(const outbound::Response& response) {
  constexpr std::size_t problem_bytes_max = 16 * 1024;
  if (response.body.size() > problem_bytes_max) return "letter.refused";
  const auto problem = json::parse(response.body);
  const json::Object* object = problem ? problem->if_object() : nullptr;
  const json::Value* code = object ? object->if_contains("code") : nullptr;
  if (!code || !code->is_string()) return "letter.refused";
  std::string text(std::string_view(code->get_string()));
  return text.starts_with("letter.") && has_message(Language::en, text) ? text : "letter.refused";
}

Status carry(Service& service, db::Engine& engine, const outbound::Transport& transport,
             const outbound::Outgoing& message, const Parcel& parcel) {
  auto address = engine.query<std::string>(
      [&](db::Session& session) { return service.address_of(session, {message.address}, message.now); });
  if (!address) return std::unexpected(std::move(address).error());
  const outbound::Request request{.method = outbound::Method::post,
                                  .url = *address + std::string(parcel.is_answer ? answer_path : request_path),
                                  .headers = {{"Content-Type", "application/cose"}},
                                  .body = as_signed(parcel.letter)};
  FG_TRY(const outbound::Response response, transport(request));
  if (response.ok()) return {};
  return fail(ErrorKind::unavailable, code_in(response), {}, {{"status", std::to_string(response.status)}});
}

}  // namespace

outbound::Deliver courier(Service& service, db::Engine& engine, outbound::Transport transport) {
  return [&service, &engine, transport = std::move(transport)](const outbound::Outgoing& message) -> Status {
    FG_TRY(const Parcel parcel, json::read<Parcel>(message.payload));
    const Status carried = carry(service, engine, transport, message, parcel);
    // Should this fail, the letter is sent again: the other district knows it by its id.
    const auto noted = engine.write<bool>([&](db::Session& session) -> Result<bool> {
      service.note_delivery(session, parcel.recognition, carried ? std::string() : carried.error().code, message.now);
      return true;
    });
    if (carried && !noted) return std::unexpected(noted.error());
    return carried;
  };
}

}  // namespace fugong::exchange
