#include "outbound/hook.h"

namespace fugong::outbound {

Deliver web_hook(std::string url, WebhookSecret secret, Transport transport) {
  return [url = std::move(url), secret = std::move(secret),
          transport = std::move(transport)](const Outgoing& m) -> Status {
    json::Object data{{"to", m.address}};
    if (const auto payload = json::parse(m.payload); payload && payload->is_object())
      for (const auto& member : payload->get_object()) data[member.key()] = member.value();
    Request request{.method = Method::post, .url = url};
    request.body = json::write_value(json::Object{{"type", m.topic}, {"timestamp", to_rfc3339(m.now)}, {"data", data}});
    request.headers = secret.sign(m.id.text, m.now, request.body);
    request.headers.push_back({"Content-Type", "application/json"});
    FG_TRY(const Response response, transport(request));
    if (!response.ok())
      return fail(ErrorKind::unavailable, "outbound.status", {},
                  {{"url", url.substr(0, url.find('?'))}, {"status", std::to_string(response.status)}});
    return {};
  };
}

}  // namespace fugong::outbound
