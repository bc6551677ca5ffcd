// Somebody else's mail server, as a test wants it: takes mails over TLS, from the first byte on or after STARTTLS, with
// a certificate of its own, and keeps what it took.
//
//   mail_test::SmtpServer server(outbound::MailSecurity::starttls);
//   server.ca_file() is the certificate; server.mails() what came; server.say = what it answers to a command instead.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "outbound/mail.h"

namespace fugong::mail_test {

struct TakenMail {
  std::string from, to, data, auth;
  bool encrypted = false;
};

class SmtpServer {
 public:
  // What it says to a command line instead of what is right; empty: what is right; "die": it hangs up.
  using Say = std::function<std::string(const std::string& line)>;

  explicit SmtpServer(outbound::MailSecurity security, const std::filesystem::path& folder, Say say = {})
      : security_(security), say_(std::move(say)), ca_file_((folder / "smtp-ca.pem").string()) {
    make_certificate();
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (listener_ < 0 || bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        listen(listener_, 16) != 0 || getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("the mail server cannot listen");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~SmtpServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
    SSL_CTX_free(context_);
  }
  SmtpServer(const SmtpServer&) = delete;
  SmtpServer& operator=(const SmtpServer&) = delete;

  std::uint16_t port() const { return port_; }
  const std::string& ca_file() const { return ca_file_; }
  std::vector<TakenMail> mails() const {
    std::lock_guard lock(mutex_);
    return mails_;
  }

 private:
  struct Wire {
    int fd = -1;
    SSL* ssl = nullptr;
    std::string pending;
    ~Wire() {
      if (ssl) SSL_free(ssl);
      if (fd >= 0) close(fd);
    }
    bool secure(SSL_CTX* context) {
      ssl = SSL_new(context);
      SSL_set_fd(ssl, fd);
      return SSL_accept(ssl) == 1;
    }
    bool line(std::string& out) {
      for (;;) {
        if (const auto end = pending.find("\r\n"); end != std::string::npos) {
          out = pending.substr(0, end);
          pending.erase(0, end + 2);
          return true;
        }
        char buffer[4096];
        const int n = ssl ? SSL_read(ssl, buffer, sizeof buffer) : static_cast<int>(recv(fd, buffer, sizeof buffer, 0));
        if (n <= 0) return false;
        pending.append(buffer, static_cast<std::size_t>(n));
      }
    }
    void say(const std::string& text) {
      const std::string wire = text + "\r\n";
      if (ssl) (void)SSL_write(ssl, wire.data(), static_cast<int>(wire.size()));
      else (void)!::send(fd, wire.data(), wire.size(), MSG_NOSIGNAL);
    }
  };

  void serve() {
    for (;;) {
      Wire wire;
      wire.fd = accept(listener_, nullptr, nullptr);
      if (wire.fd < 0) return;
      if (security_ == outbound::MailSecurity::tls && !wire.secure(context_)) continue;
      wire.say("220 mail.test ESMTP");
      TakenMail mail;
      std::string line;
      while (wire.line(line) && answer(wire, line, mail)) {}
    }
  }

  bool answer(Wire& wire, const std::string& line, TakenMail& mail) {
    if (const std::string instead = say_ ? say_(line) : std::string(); !instead.empty()) {
      if (instead == "die") return false;
      wire.say(instead);
      return true;
    }
    if (line.starts_with("EHLO")) {
      const bool offers = security_ == outbound::MailSecurity::starttls && !wire.ssl;
      wire.say(std::string("250-mail.test\r\n") + (offers ? "250-STARTTLS\r\n" : "") + "250 AUTH PLAIN");
    } else if (line == "STARTTLS") {
      wire.say("220 go ahead");
      return wire.secure(context_);
    } else if (line.starts_with("AUTH PLAIN")) {
      wire.say("334 ");
      if (!wire.line(mail.auth)) return false;
      wire.say("235 welcome");
    } else if (line.starts_with("MAIL FROM:")) {
      mail.from = line.substr(10);
      wire.say("250 ok");
    } else if (line.starts_with("RCPT TO:")) {
      mail.to += line.substr(8);
      wire.say("250 ok");
    } else if (line == "DATA") {
      wire.say("354 go ahead");
      return take(wire, mail);
    } else if (line == "QUIT") {
      wire.say("221 bye");
      return false;
    } else {
      wire.say("502 what");
    }
    return true;
  }

  bool take(Wire& wire, TakenMail& mail) {
    std::string line;
    while (wire.line(line)) {
      if (line == ".") {
        mail.encrypted = wire.ssl != nullptr;
        const std::string instead = say_ ? say_(".") : std::string();
        if (instead == "die") return false;
        if (instead.empty()) {
          std::lock_guard lock(mutex_);
          mails_.push_back(mail);
        }
        wire.say(instead.empty() ? "250 taken" : instead);
        mail = {};
        return true;
      }
      mail.data += (line.starts_with("..") ? line.substr(1) : line) + "\n";
    }
    return false;
  }

  void make_certificate() {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86'400);
    X509_set_pubkey(certificate, key);
    X509_NAME* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1,
                               0);
    X509_set_issuer_name(certificate, name);
    X509_set_version(certificate, 2);
    X509V3_CTX v3;
    X509V3_set_ctx_nodb(&v3);
    X509V3_set_ctx(&v3, certificate, certificate, nullptr, nullptr, 0);
    for (const auto& [id, value] :
         {std::pair{NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1"}, {NID_basic_constraints, "critical,CA:TRUE"}}) {
      X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &v3, id, value);
      X509_add_ext(certificate, extension, -1);
      X509_EXTENSION_free(extension);
    }
    X509_sign(certificate, key, EVP_sha256());
    FILE* out = std::fopen(ca_file_.c_str(), "w");
    if (!out) throw std::runtime_error("no place for the certificate");
    PEM_write_X509(out, certificate);
    std::fclose(out);
    context_ = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(context_, certificate);
    SSL_CTX_use_PrivateKey(context_, key);
    X509_free(certificate);
    EVP_PKEY_free(key);
  }

  outbound::MailSecurity security_;
  Say say_;
  std::string ca_file_;
  SSL_CTX* context_ = nullptr;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::vector<TakenMail> mails_;
  std::thread thread_;
};

}  // namespace fugong::mail_test
