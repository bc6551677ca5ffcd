// What the outbox keeps of a message on its way. Its address is the subscription, so that what goes out goes to the
// address of the moment, and to nobody who has unsubscribed; of a mail to somebody outside, it is the mail address.
#pragma once

#include "notify/model.h"

namespace fugong::notify {

struct Parcel {
  std::string message;  // MessageId; of a robot's post to many, the notice's
  Owner owner;          // the id is empty where there is none, or many
  Urgency urgency = Urgency::normal;
  Language language = Language::zh_cn;
  std::string title, body;
  std::string link;  // absolute; empty: none
  Timestamp made_at{};
  bool outside = false;  // a mail to somebody without a subscription
};
BOOST_DESCRIBE_STRUCT(Parcel, (), (message, owner, urgency, language, title, body, link, made_at, outside))

}  // namespace fugong::notify
