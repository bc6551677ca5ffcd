#include "outbound/mail.h"

#include <algorithm>
#include <ctime>

#include "crypto/hash.h"
#include "outbound/curl_handle.h"

namespace fugong::outbound {
namespace {

constexpr std::size_t address_bytes_max = 254;  // RFC 5321, erratum 1690
constexpr std::size_t local_bytes_max = 64;
constexpr std::size_t word_bytes = 39;  // of a subject in one encoded word: 52 letters, so that a line stays under 76
constexpr std::size_t line_letters = 76;
constexpr int permanent_from = 500;

bool is_clean(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
}

// RFC 2047: the text in pieces that end between characters.
std::string encoded_words(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t end = std::min(word_bytes, text.size());
    while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    if (end == 0) end = std::min(word_bytes, text.size());  // no UTF-8 at all
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + crypto::to_base64(text.substr(0, end)) + "?=";
    text.remove_prefix(end);
  }
  return out;
}

// RFC 5322 section 3.3, always in UTC.
std::string mail_date(Timestamp at) {
  constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t s = at.ms / 1000;
  std::tm t{};
  gmtime_r(&s, &t);
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%s, %02d %s %04d %02d:%02d:%02d +0000", days[t.tm_wday], t.tm_mday,
                months[t.tm_mon], t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
  return buffer;
}

std::string in_lines(const std::string& base64) {
  std::string out;
  for (std::size_t at = 0; at < base64.size(); at += line_letters) out += base64.substr(at, line_letters) + "\r\n";
  return out;
}

struct Sending {
  Door door;
  std::string message;
  std::size_t sent = 0;
};

std::size_t give(char* buffer, std::size_t size, std::size_t count, void* from) {
  auto& sending = *static_cast<Sending*>(from);
  const std::size_t n = std::min(size * count, sending.message.size() - sending.sent);
  std::copy_n(sending.message.data() + sending.sent, n, buffer);
  sending.sent += n;
  return n;
}

std::size_t drop(char*, std::size_t size, std::size_t count, void*) { return size * count; }

Status outcome(CURLcode code, long status, const Sending& sending, const MailServer& server) {
  const auto later = [&](const char* what, const std::string& reason = {}) {
    return fail(ErrorKind::unavailable, what, {},
                {{"url", server.host}, {"reason", reason}, {"status", std::to_string(status)}});
  };
  if (code == CURLE_OK) return {};
  if (sending.door.inside) return later("outbound.inside_address");
  switch (code) {
    case CURLE_LOGIN_DENIED: return later("outbound.mail_log_in");
    case CURLE_OPERATION_TIMEDOUT: return later("outbound.timed_out");
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CACERT_BADFILE: return later("outbound.tls", curl_easy_strerror(code));
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_WEIRD_SERVER_REPLY:
      if (status >= 400) break;
      return later("outbound.unreachable", curl_easy_strerror(code));
    default:
      if (status >= 400) break;
      return later("outbound.unreachable", curl_easy_strerror(code));
  }
  return fail(status >= permanent_from ? ErrorKind::forbidden : ErrorKind::unavailable, "outbound.mail_refused", {},
              {{"status", std::to_string(status)}});
}

}  // namespace

Status check_mail_address(const std::string& text) {
  const auto wrong = [] { return invalid("outbound.mail_address", "address"); };
  constexpr std::string_view local_letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-/=?^_`{|}~";
  constexpr std::string_view host_letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
  const auto at = text.find('@');
  if (text.size() > address_bytes_max || at == std::string::npos || at == 0 || at > local_bytes_max) return wrong();
  const std::string_view local = std::string_view(text).substr(0, at), host = std::string_view(text).substr(at + 1);
  if (local.find_first_not_of(local_letters) != local.npos || host.find_first_not_of(host_letters) != host.npos)
    return wrong();
  for (const std::string_view part : {local, host})
    if (part.empty() || part.front() == '.' || part.back() == '.' || part.find("..") != part.npos) return wrong();
  return {};
}

Result<std::string> compose_mail(const MailServer& server, const Mail& mail) {
  FG_CHECK(check_mail_address(mail.to));
  FG_CHECK(check_mail_address(server.from));
  for (const std::string_view text :
       {std::string_view(mail.subject), std::string_view(server.from_name), std::string_view(mail.id)})
    if (!is_clean(text)) return invalid("outbound.mail_header", "subject");
  const std::string from_host = server.from.substr(server.from.find('@') + 1);
  std::string out = "Date: " + mail_date(mail.at) + "\r\nFrom: ";
  if (!server.from_name.empty()) out += encoded_words(server.from_name) + "\r\n ";
  out += "<" + server.from + ">\r\nTo: <" + mail.to + ">\r\nSubject: " + encoded_words(mail.subject);
  out += "\r\nMessage-ID: <" + mail.id + "@" + from_host + ">\r\nMIME-Version: 1.0\r\n";
  out += "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n";
  out += "Auto-Submitted: auto-generated\r\n\r\n";  // RFC 3834: no holiday notes in answer
  return out + in_lines(crypto::to_base64(mail.text));
}

Status send_mail(const MailOptions& o, const MailServer& server, const Mail& mail) {
  if (!is_clean(server.host) || server.host.empty() || server.host.find_first_of("/@?# ") != std::string::npos)
    return invalid("outbound.bad_url", "host");
  FG_TRY(std::string message, compose_mail(server, mail));
  Sending sending{.door = {.inside_allowed = o.reach != Reach::outside}, .message = std::move(message)};
  const Handle handle = new_handle();
  CURL* h = handle.get();
  const bool wrapped = server.security == MailSecurity::tls;
  const std::string url = (wrapped ? "smtps://" : "smtp://") + server.host + ":" + std::to_string(server.port);
  LineList receivers;
  append_line(receivers, "<" + mail.to + ">");
  curl_easy_setopt(h, CURLOPT_URL, url.c_str());
  curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(h, CURLOPT_PROXY, "");
  curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(h, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(o.connect_within, o.answer_within).ms));
  curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, static_cast<long>(o.answer_within.ms));
  if (!o.ca_file.empty()) curl_easy_setopt(h, CURLOPT_CAINFO, o.ca_file.c_str());
  if (!server.user.empty()) {
    curl_easy_setopt(h, CURLOPT_USERNAME, server.user.c_str());
    curl_easy_setopt(h, CURLOPT_PASSWORD, server.password.c_str());
  }
  const std::string from = "<" + server.from + ">";
  curl_easy_setopt(h, CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(h, CURLOPT_MAIL_RCPT, receivers.get());
  curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(h, CURLOPT_READFUNCTION, &give);
  curl_easy_setopt(h, CURLOPT_READDATA, &sending);
  curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, &drop);
  curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, &sending.door);
  const CURLcode code = curl_easy_perform(h);
  long status = 0;
  curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
  return outcome(code, status, sending, server);
}

}  // namespace fugong::outbound
