#include "outbound/webhook.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fugong::outbound {
namespace {

// The example of the specification's reference libraries (standard-webhooks, Svix).
TEST(Webhook, signs_the_published_example_as_others_do) {
  const auto secret = WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
  ASSERT_TRUE(secret);
  const auto headers = secret->sign("msg_p5jXN8AQM9LWM0D4loKWxJek", {1'614'265'330'000}, R"({"test": 2432232314})");
  ASSERT_EQ(headers.size(), 3u);
  EXPECT_EQ(headers[0].value, "msg_p5jXN8AQM9LWM0D4loKWxJek");
  EXPECT_EQ(headers[1].value, "1614265330");
  EXPECT_EQ(headers[2].value, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Webhook, a_secret_that_is_none_is_refused) {
  for (const char* text : {"", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                           "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-_", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!"})
    EXPECT_FALSE(WebhookSecret::parse(text)) << text;
  EXPECT_TRUE(WebhookSecret::parse(WebhookSecret::generate()));
  EXPECT_NE(WebhookSecret::generate(), WebhookSecret::generate());
}

RC_GTEST_PROP(Webhook, only_the_same_message_of_the_same_instant_verifies,
              (const std::string& body, const std::string& other)) {
  const auto secret = WebhookSecret::parse(WebhookSecret::generate()).value();
  const auto headers = secret.sign("id", {5000}, body);
  RC_ASSERT(secret.verifies("id", "5", body, "v1,x " + headers[2].value));
  RC_ASSERT(secret.verifies("id", "5", other, headers[2].value) == (other == body));
  RC_ASSERT(!secret.verifies("id", "6", body, headers[2].value));
  RC_ASSERT(!secret.verifies("other", "5", body, headers[2].value));
  RC_ASSERT(!WebhookSecret::parse(WebhookSecret::generate())->verifies("id", "5", body, headers[2].value));
}

}  // namespace
}  // namespace fugong::outbound
