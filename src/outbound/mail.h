// Mail by SMTP (RFC 5321), always over TLS: either from the first byte on or after STARTTLS (RFC 3207). Mails are plain
// text in UTF-8; nothing that stands in one can add a header or a receiver.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "outbound/http_client.h"

namespace fugong::outbound {

enum class MailSecurity : std::uint8_t {
  tls,       // from the first byte on; port 465
  starttls,  // asked for and insisted on; port 587 or 25
};
BOOST_DESCRIBE_ENUM(MailSecurity, tls, starttls)

// An account at a mail server.
struct MailServer {
  std::string host;
  std::uint16_t port = 465;
  MailSecurity security = MailSecurity::tls;
  std::string user{}, password{};  // empty: without logging in
  std::string from;                // address
  std::string from_name{};         // what a reader sees beside it
};
BOOST_DESCRIBE_STRUCT(MailServer, (), (host, port, security, user, password, from, from_name))

struct Mail {
  std::string id;  // before the @ of the Message-ID: the same mail sent again is known by it
  std::string to;
  std::string subject, text;
  Timestamp at{};
};

struct MailOptions {
  Reach reach = Reach::as_configured;
  Duration connect_within = seconds(5);
  Duration answer_within = seconds(15);  // the whole exchange
  std::string ca_file{};                 // PEM; empty: the system's authorities
};

// "name@host", nothing around it; the printable ASCII that mail servers agree on. Code outbound.mail_address.
Status check_mail_address(const std::string& text);

// The message as it goes over the wire (RFC 5322, RFC 2047, RFC 2045). Codes outbound.mail_header for a line break or
// control character in an address, a name or the subject, and outbound.mail_address.
Result<std::string> compose_mail(const MailServer& server, const Mail& mail);

// Codes: those of compose_mail; outbound.mail_refused (kind forbidden when the server said that it is for good, with
// param status); outbound.mail_log_in, outbound.tls, outbound.timed_out, outbound.unreachable, outbound.inside_address
// (unavailable). Params name the server's host and no account.
using MailTransport = std::function<Status(const MailServer&, const Mail&)>;

// Thread rule: from any thread; blocks until the server has answered or the time is up.
Status send_mail(const MailOptions& options, const MailServer& server, const Mail& mail);

}  // namespace fugong::outbound
