#include "outbound/mail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/hash.h"
#include "support/databases.h"
#include "support/smtp_server.h"

namespace fugong::outbound {
namespace {

using testing::HasSubstr;
using testing::Not;

MailServer account(std::uint16_t port, MailSecurity security) {
  return {.host = "localhost",
          .port = port,
          .security = security,
          .user = "notice@example.cn",
          .password = "geheim",
          .from = "notice@example.cn",
          .from_name = "大东区复工复产专班"};
}
Mail letter() {
  return {.id = "0180-1",
          .to = "clerk@factory.cn",
          .subject = "复工通知",
          .text = "请于今日 18:00 前报送。\n.\n完\n",
          .at = {1'650'000'000'000}};
}
std::string code_of(const Status& status) { return status ? "" : status.error().code; }

class MailTest : public testing::TestWithParam<MailSecurity> {
 protected:
  Status send(mail_test::SmtpServer& server, const Mail& mail = letter()) {
    return send_mail({.answer_within = seconds(3), .ca_file = server.ca_file()}, account(server.port(), GetParam()),
                     mail);
  }
  db_test::TemporaryFolder folder_;
};
INSTANTIATE_TEST_SUITE_P(over, MailTest, testing::Values(MailSecurity::tls, MailSecurity::starttls),
                         [](const auto& info) { return std::string(json::enum_name(info.param)); });

TEST_P(MailTest, a_mail_arrives_whole_encrypted_and_from_the_account) {
  mail_test::SmtpServer server(GetParam(), folder_.path());
  ASSERT_EQ(code_of(send(server)), "");
  const auto mails = server.mails();
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_TRUE(mails[0].encrypted);
  EXPECT_THAT(mails[0].from, HasSubstr("<notice@example.cn>"));
  EXPECT_EQ(mails[0].to, "<clerk@factory.cn>");
  const std::string& data = mails[0].data;
  EXPECT_THAT(data, HasSubstr("Message-ID: <0180-1@example.cn>"));
  EXPECT_THAT(data, HasSubstr("Date: Fri, 15 Apr 2022 05:20:00 +0000"));
  EXPECT_THAT(data, HasSubstr("Subject: =?UTF-8?B?" + crypto::to_base64("复工通知") + "?="));
  std::string text = data.substr(data.find("\n\n") + 2);
  std::erase(text, '\n');
  EXPECT_EQ(crypto::from_base64(text).value(), letter().text);
}

TEST_P(MailTest, what_the_server_refuses_for_good_is_told_from_what_it_puts_off) {
  struct Row {
    const char* at;
    const char* says;
    ErrorKind kind;
    const char* code;
  };
  for (const Row& row : {Row{"RCPT", "550 no such user", ErrorKind::forbidden, "outbound.mail_refused"},
                         Row{"RCPT", "451 try later", ErrorKind::unavailable, "outbound.mail_refused"},
                         Row{".", "554 looks like spam", ErrorKind::forbidden, "outbound.mail_refused"},
                         Row{".", "452 full", ErrorKind::unavailable, "outbound.mail_refused"},
                         Row{"AUTH", "535 wrong password", ErrorKind::unavailable, "outbound.mail_log_in"}}) {
    mail_test::SmtpServer server(GetParam(), folder_.path(), [&](const std::string& line) {
      return line.starts_with(row.at) ? std::string(row.says) : std::string();
    });
    const Status sent = send(server);
    ASSERT_FALSE(sent) << row.says;
    EXPECT_EQ(sent.error().code, row.code) << row.says;
    EXPECT_EQ(sent.error().kind, row.kind) << row.says;
    EXPECT_TRUE(server.mails().empty());
  }
}

TEST_P(MailTest, a_server_that_dies_or_says_nothing_costs_a_while_and_no_more) {
  mail_test::SmtpServer dying(GetParam(), folder_.path(),
                              [](const std::string& line) { return line == "." ? "die" : std::string(); });
  const Status sent = send(dying);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().kind, ErrorKind::unavailable);
}

TEST_P(MailTest, a_certificate_that_nobody_vouches_for_is_not_accepted) {
  mail_test::SmtpServer server(GetParam(), folder_.path());
  const Status sent = send_mail({.answer_within = seconds(3)}, account(server.port(), GetParam()), letter());
  EXPECT_EQ(code_of(sent), "outbound.tls");
  EXPECT_TRUE(server.mails().empty());
}

TEST_P(MailTest, a_server_inside_our_own_network_is_refused_where_that_is_not_allowed) {
  mail_test::SmtpServer server(GetParam(), folder_.path());
  const Status sent =
      send_mail({.reach = Reach::outside, .ca_file = server.ca_file()}, account(server.port(), GetParam()), letter());
  EXPECT_EQ(code_of(sent), "outbound.inside_address");
}

TEST(Mail, without_tls_nothing_is_said) {
  // Speaks plain SMTP and offers no STARTTLS.
  db_test::TemporaryFolder folder;
  mail_test::SmtpServer server(MailSecurity::starttls, folder.path(), [](const std::string& line) {
    return line.starts_with("EHLO") ? std::string("250 mail.test") : std::string();
  });
  const Status sent = send_mail({.answer_within = seconds(3), .ca_file = server.ca_file()},
                                account(server.port(), MailSecurity::starttls), letter());
  EXPECT_EQ(code_of(sent), "outbound.tls");
  EXPECT_TRUE(server.mails().empty());
}

TEST(Mail, no_word_adds_a_header_or_a_receiver) {
  const auto compose = [](auto change) {
    MailServer server = account(465, MailSecurity::tls);
    Mail mail = letter();
    change(server, mail);
    const auto composed = compose_mail(server, mail);
    return composed ? std::string() : composed.error().code;
  };
  EXPECT_EQ(compose([](MailServer&, Mail&) {}), "");
  for (const char* nasty : {"x\r\nBcc: evil@example.cn", "x\nBcc: evil@example.cn", "x\rBcc: e@e.cn", "x\x01"}) {
    EXPECT_EQ(compose([&](MailServer&, Mail& m) { m.subject = nasty; }), "outbound.mail_header");
    EXPECT_EQ(compose([&](MailServer& s, Mail&) { s.from_name = nasty; }), "outbound.mail_header");
    EXPECT_EQ(compose([&](MailServer&, Mail& m) { m.id = nasty; }), "outbound.mail_header");
    EXPECT_EQ(compose([&](MailServer&, Mail& m) { m.to = std::string("a@b.cn") + nasty; }), "outbound.mail_address");
  }
  for (const char* address : {"", "a", "@b.cn", "a@", "a@b..cn", ".a@b.cn", "a b@c.cn", "a@b.cn,c@d.cn", "<a@b.cn>",
                              "a@b.cn> SIZE=1", "张@example.cn"})
    EXPECT_FALSE(check_mail_address(address)) << address;
  for (const char* address : {"a@b.cn", "wang.wei+复"})
    EXPECT_EQ(check_mail_address(address).has_value(), address[1] == '@');
}

TEST(Mail, long_subjects_are_folded_between_characters) {
  Mail mail = letter();
  mail.subject.clear();
  for (int i = 0; i < 60; ++i) mail.subject += "停";
  const std::string composed = compose_mail(account(465, MailSecurity::tls), mail).value();
  std::string subject = composed.substr(composed.find("Subject: ") + 9);
  subject = subject.substr(0, subject.find("\r\nMessage-ID"));
  std::string read;
  for (std::size_t at = 0; (at = subject.find("=?UTF-8?B?", at)) != std::string::npos;) {
    const auto end = subject.find("?=", at);
    read += crypto::from_base64(subject.substr(at + 10, end - at - 10)).value();
    EXPECT_LE(end + 2 - at, 75u);
    EXPECT_EQ(read.size() % 3, 0u) << "no character is cut";
    at = end;
  }
  EXPECT_EQ(read, mail.subject);
  EXPECT_THAT(subject, Not(HasSubstr("\n=?")));
}

}  // namespace
}  // namespace fugong::outbound
