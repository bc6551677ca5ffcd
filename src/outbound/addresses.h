// Internal to outbound/: which network addresses lie inside our own networks.
#pragma once

#include <sys/socket.h>

namespace fugong::outbound {

// Loopback, private, shared, link-local, multicast, unspecified and reserved addresses of both families (RFC 6890), and
// IPv4 addresses wrapped into IPv6. Unknown families are inside.
bool is_inside(const sockaddr& address);

}  // namespace fugong::outbound
