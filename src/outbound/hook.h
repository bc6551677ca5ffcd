// A channel of the outbox that hands every message to one configured server as a signed web hook:
//
//   POST URL   {"type": topic, "timestamp": "RFC 3339", "data": {"to": address, …the payload's members}}
//
// Any 2xx means taken. What sends a text message is the operator's: a gateway of the city's, a provider's bridge.
#pragma once

#include "outbound/outbox.h"
#include "outbound/webhook.h"

namespace fugong::outbound {

// Codes of the Deliver: those of HttpClient, and outbound.status.
Deliver web_hook(std::string url, WebhookSecret secret, Transport transport);

}  // namespace fugong::outbound
