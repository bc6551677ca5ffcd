// Internal to notify/: the columns of each record, in the order of its members.
#pragma once

#define MESSAGE_COLUMNS                                                                                      \
  "id, owner_kind, owner, topic, urgency, content_json, notice, owner_name, subdistrict, made_at, read_at, " \
  "confirmed_at, called_at, read_by_name, confirmed_by_name"
#define DELIVERY_COLUMNS                                                                                    \
  "message, subscription, outbox, channel, kind, owner_name, topic, state, attempts, fault, fault_detail, " \
  "made_at, done_at"
#define CHANNEL_COLUMNS                                                                              \
  "id, kind, name, enterprise, settings_sealed, hint, state, version, made_at, sent_at, failed_at, " \
  "fault, fault_detail"
#define SUBSCRIPTION_COLUMNS \
  "id, kind, channel, address_sealed, address_index, hint, person, language, least, active, made_at"
#define NOTICE_COLUMNS                                                                                                  \
  "id, topic, urgency, content_json, receivers_json, confirm, call_after_minutes, state, made_at, send_at, by_person, " \
  "by_name, reached, receivers, finished_at, calls_at"
