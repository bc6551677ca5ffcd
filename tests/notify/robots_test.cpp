// What robots are told and what their answers mean.
#include "notify/robots.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "notify/channel_rules.h"
#include "notify/markup.h"
#include "notify/rules.h"

namespace fugong::notify {
namespace {

using outbound::Fate;
using testing::HasSubstr;
using testing::Not;

constexpr Timestamp now{1'650'000'000'000};

Parcel parcel(std::string title, std::string body, std::string link = {}) {
  return {.message = "m",
          .owner = {},
          .urgency = Urgency::important,
          .language = Language::zh_cn,
          .title = std::move(title),
          .body = std::move(body),
          .link = std::move(link),
          .made_at = now};
}

std::string text_of(ChannelKind kind, const Parcel& p) {
  const auto request = robot_request(kind, {.url = "https://robot.example/send?key=1"}, p, now);
  const auto body = json::parse(request.body).value();
  if (kind == ChannelKind::wecom) return std::string(body.at("markdown").at("content").as_string());
  if (kind == ChannelKind::dingtalk) return std::string(body.at("markdown").at("text").as_string());
  return std::string(
      body.at("content").at("post").at("zh_cn").at("content").as_array()[0].as_array()[0].at("text").as_string());
}

// The documented examples, computed anew with another library: openssl dgst -sha256 -hmac.
TEST(Robots, dingtalk_and_feishu_get_the_signatures_that_they_document) {
  EXPECT_EQ(dingtalk_signature("this is secret", {1'577'808'000'000}), "ijHEivi6YiCNPZOq4hZstmvZ3sPfbioAiMhP30ae7W0=");
  EXPECT_EQ(feishu_signature("demo", {1'599'360'473'000}), "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=");
}

TEST(Robots, dingtalks_signature_stands_in_the_url_and_is_escaped_there) {
  const auto request = robot_request(ChannelKind::dingtalk,
                                     {.url = "https://robot.example/send?access_token=t", .secret = "this is secret"},
                                     parcel("题", "文"), {1'577'808'000'000});
  EXPECT_EQ(request.url,
            "https://robot.example/send?access_token=t&timestamp=1577808000000&sign="
            "ijHEivi6YiCNPZOq4hZstmvZ3sPfbioAiMhP30ae7W0%3D");
}

TEST(Robots, mark_up_in_somebodys_words_means_nothing) {
  const std::string nasty =
      "[点击](https://evil.example) <@all> <font color=\"warning\">红</font> **粗** # 题\n# 标题\n> 引用\n- 项\n`代码` ![图](x)";
  for (const ChannelKind kind : {ChannelKind::wecom, ChannelKind::dingtalk}) {
    const std::string text = text_of(kind, parcel(nasty, nasty));
    const std::string after_title = text.substr(2);
    for (const char* markup : {"[", "](", "<", ">", "`", "# ", "![", "@all", "\n- "})
      EXPECT_THAT(after_title, Not(HasSubstr(markup))) << json::enum_name(kind);
    EXPECT_EQ(text.find("**"), 0u);
    EXPECT_EQ(text.rfind("**"), text.find("**", 2)) << "only the title is bold";
  }
  // Feishu's text elements are plain by themselves.
  EXPECT_EQ(text_of(ChannelKind::feishu, parcel("题", nasty)), nasty);
}

TEST(Robots, long_texts_are_cut_with_a_mark_between_characters_within_the_limit) {
  std::string longest;
  for (int i = 0; i < 20'000; ++i) longest += "停";
  struct Row {
    ChannelKind kind;
    std::size_t limit;
  };
  for (const Row& row :
       {Row{ChannelKind::wecom, 4096}, Row{ChannelKind::dingtalk, 20'000}, Row{ChannelKind::feishu, 20'000}}) {
    const Parcel p = parcel(longest, longest, "https://fugong.example/my");
    const std::string text = text_of(row.kind, p);
    EXPECT_LE(text.size(), row.limit);
    EXPECT_GT(text.size(), row.limit / 2);
    EXPECT_THAT(text, HasSubstr("全文请登录平台查看"));
    const auto request = robot_request(row.kind, {.url = "https://r.example/"}, p, now);
    if (row.kind != ChannelKind::wecom) EXPECT_LE(request.body.size(), 20'480u);
    EXPECT_TRUE(json::parse(request.body)) << "still UTF-8";
    EXPECT_THAT(request.body, HasSubstr("https://fugong.example/my")) << "the link is never cut off";
  }
}

TEST(Robots, answers_are_told_apart_as_the_providers_document_them) {
  struct Row {
    ChannelKind kind;
    int status;
    const char* body;
    Fate fate;
    const char* code;
    std::int64_t pause_s;
  };
  using enum ChannelKind;
  const Row rows[] = {
      {wecom, 200, R"({"errcode":0,"errmsg":"ok"})", Fate::sent, "", 0},
      {wecom, 200, R"({"errcode":45009,"errmsg":"api freq out of limit"})", Fate::later, "notify.rate_limited", 60},
      {wecom, 200, R"({"errcode":93000,"errmsg":"invalid webhook url"})", Fate::refused, "notify.provider_refused", 0},
      {wecom, 200, R"({"errcode":-1,"errmsg":"system busy"})", Fate::later, "notify.provider_busy", 0},
      {dingtalk, 200, R"({"errcode":0,"errmsg":"ok"})", Fate::sent, "", 0},
      {dingtalk, 200, R"({"errcode":130101,"errmsg":"send too fast"})", Fate::later, "notify.rate_limited", 600},
      {dingtalk, 200, R"({"errcode":410100,"errmsg":"发送速度太快而限流"})", Fate::later, "notify.rate_limited", 600},
      {dingtalk, 200, R"({"errcode":310000,"errmsg":"sign not match"})", Fate::refused, "notify.provider_refused", 0},
      {feishu, 200, R"({"code":0,"msg":"success"})", Fate::sent, "", 0},
      {feishu, 200, R"({"StatusCode":0,"StatusMessage":"success"})", Fate::sent, "", 0},
      {feishu, 200, R"({"code":11232,"msg":"frequency limited"})", Fate::later, "notify.rate_limited", 60},
      {feishu, 400, R"({"code":9499,"msg":"too many request","data":{}})", Fate::later, "notify.rate_limited", 60},
      {feishu, 400, R"({"code":9499,"msg":"Bad Request","data":{}})", Fate::refused, "notify.provider_refused", 0},
      {feishu, 200, R"({"code":19021,"msg":"sign match fail"})", Fate::refused, "notify.provider_refused", 0},
      {wecom, 429, "", Fate::later, "notify.rate_limited", 60},
      {wecom, 502, "<html>bad gateway</html>", Fate::later, "notify.provider_busy", 0},
      {wecom, 200, "", Fate::later, "notify.provider_busy", 0},
      {wecom, 200, "[]", Fate::later, "notify.provider_busy", 0},
      {wecom, 503, R"({"errcode":0})", Fate::later, "notify.provider_busy", 0},
  };
  for (const Row& row : rows) {
    const auto attempt = robot_answer(row.kind, {.status = row.status, .headers = {}, .body = row.body}, now);
    EXPECT_EQ(attempt.fate, row.fate) << row.body;
    EXPECT_EQ(attempt.code, row.code) << row.body;
    EXPECT_EQ(attempt.pause, seconds(row.pause_s)) << row.body;
  }
}

TEST(Robots, the_pause_that_a_server_asks_for_is_kept_within_reason) {
  const auto asked = [](const char* value) {
    return pause_asked({.status = 429, .headers = {{"Retry-After", value}}}, now, minutes(1)).ms / 1000;
  };
  EXPECT_EQ(asked("7"), 7);
  EXPECT_EQ(asked("0"), 1);
  EXPECT_EQ(asked("999999999"), 3600);
  EXPECT_EQ(asked("-5"), 1);
  EXPECT_EQ(asked("soon"), 60);
  EXPECT_EQ(asked("Fri, 15 Apr 2022 05:22:30 GMT"), 150);  // the test's now is 05:20:00
  EXPECT_EQ(pause_asked({.status = 429}, now, minutes(1)), minutes(1));
}

TEST(Robots, texts_are_cut_between_characters) {
  EXPECT_EQ(cut("停产", 6), "停产");
  EXPECT_EQ(cut("停产停产", 9), "停产…");
  EXPECT_EQ(cut("停产停产", 8), "停…");
  EXPECT_EQ(cut("停产", 2), "");
}

TEST(ChannelRules, settings_of_every_kind_are_checked) {
  using enum ChannelKind;
  const auto code = [](ChannelKind kind, const Settings& s, bool plain = false) {
    const Status status = check_settings(kind, s, plain);
    return status ? std::string() : status.error().code + " " + status.error().field;
  };
  EXPECT_EQ(code(wecom, {.url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k"}), "");
  for (const char* url : {"http://a.example/", "ftp://a.example/", "https://", "https://user@a.example/",
                          "https://a b/", "https://a.example/\r\nX: y", "https://a.example/#x", "a.example", ""})
    EXPECT_EQ(code(feishu, {.url = url}), "channel.url settings.url") << url;
  EXPECT_EQ(code(wecom, {.url = "http://a.example/"}, true), "");
  EXPECT_EQ(code(webhook, {.url = "https://a.example/", .secret = "x"}), "outbound.bad_secret settings.secret");
  EXPECT_EQ(code(dingtalk, {.url = "https://a.example/", .secret = "a\nb"}), "channel.secret settings.secret");
  EXPECT_EQ(code(push, {}), "channel.kind kind");
  const outbound::MailServer good{.host = "smtp.example.cn", .user = "u", .password = "p", .from = "f@example.cn"};
  EXPECT_EQ(code(email, {.mail = good}), "");
  const auto with = [&](auto change) {
    outbound::MailServer m = good;
    change(m);
    return code(email, {.mail = m});
  };
  EXPECT_EQ(with([](auto& m) { m.host = "a/b"; }), "channel.mail settings.host");
  EXPECT_EQ(with([](auto& m) { m.port = 0; }), "channel.mail settings.port");
  EXPECT_EQ(with([](auto& m) { m.password.clear(); }), "channel.mail settings.password");
  EXPECT_EQ(with([](auto& m) { m.from = "f@example.cn\r\nBcc: x@y.cn"; }), "channel.mail settings.from");
  EXPECT_EQ(with([](auto& m) { m.from_name = "a\r\nBcc: x@y.cn"; }), "channel.mail settings.from_name");
}

TEST(ChannelRules, what_a_list_shows_of_a_channel_holds_no_key) {
  EXPECT_EQ(
      hint_of(ChannelKind::wecom, {.url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693axxx6-7aoc-4bc4"}),
      "https://qyapi.weixin.qq.com …4bc4");
  EXPECT_EQ(hint_of(ChannelKind::webhook, {.url = "https://a.example/secret/path?token=1"}), "https://a.example");
  EXPECT_EQ(hint_of_mail("wang.wei@example.cn"), "w…@example.cn");
}

TEST(ChannelRules, a_link_leads_to_a_page_of_ours) {
  const auto ok = [](const char* link) { return check_content({{"t", ""}, {"b", ""}, link}).has_value(); };
  for (const char* link : {"", "/my", "/cases/0180?x=1"}) EXPECT_TRUE(ok(link)) << link;
  for (const char* link :
       {"https://evil.example", "//evil.example", "/\\evil", "javascript:alert(1)", "/a b", "/a)b", "/a\n"})
    EXPECT_FALSE(ok(link)) << link;
}

}  // namespace
}  // namespace fugong::notify
