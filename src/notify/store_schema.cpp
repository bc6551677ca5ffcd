#include "notify/service.h"

namespace fugong::notify {
namespace {

constexpr std::string_view first = R"(
CREATE TABLE notify_messages (
  district TEXT NOT NULL, owner_kind TEXT NOT NULL, owner TEXT NOT NULL, id TEXT NOT NULL, topic TEXT NOT NULL,
  urgency TEXT NOT NULL, content_json TEXT NOT NULL, notice TEXT NOT NULL, owner_name TEXT NOT NULL,
  subdistrict TEXT NOT NULL, made_at BIGINT NOT NULL, read_at BIGINT, confirmed_at BIGINT, called_at BIGINT,
  read_by_name TEXT NOT NULL DEFAULT '', confirmed_by_name TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (district, owner_kind, owner, id)
) {without_rowid};
CREATE INDEX notify_messages_unread ON notify_messages (district, owner_kind, owner, id) WHERE read_at IS NULL;
CREATE INDEX notify_messages_notice ON notify_messages (district, notice, subdistrict, owner) WHERE notice <> '';
CREATE INDEX notify_messages_to_call ON notify_messages (district, notice, subdistrict, owner) WHERE notice <> '' AND read_at IS NULL AND called_at IS NULL;
CREATE TABLE notify_channels (
  district TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, enterprise TEXT NOT NULL,
  settings_sealed TEXT NOT NULL, hint TEXT NOT NULL, state TEXT NOT NULL, version BIGINT NOT NULL,
  made_at BIGINT NOT NULL, sent_at BIGINT, failed_at BIGINT, fault TEXT NOT NULL DEFAULT '',
  fault_detail TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE INDEX notify_channels_of ON notify_channels (district, enterprise, id) WHERE state <> 'removed';
CREATE TABLE notify_subscriptions (
  district TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, channel TEXT NOT NULL, address_sealed TEXT NOT NULL,
  address_index TEXT NOT NULL, hint TEXT NOT NULL, person TEXT NOT NULL, language TEXT NOT NULL, least TEXT NOT NULL,
  active INTEGER NOT NULL, made_at BIGINT NOT NULL,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE INDEX notify_subscriptions_address ON notify_subscriptions (district, address_index) WHERE address_index <> '';
CREATE TABLE notify_follows (
  district TEXT NOT NULL, owner_kind TEXT NOT NULL, owner TEXT NOT NULL, subscription TEXT NOT NULL,
  PRIMARY KEY (district, owner_kind, owner, subscription)
) {without_rowid};
CREATE INDEX notify_follows_of ON notify_follows (district, subscription);
CREATE TABLE notify_deliveries (
  district TEXT NOT NULL, message TEXT NOT NULL, subscription TEXT NOT NULL, outbox TEXT NOT NULL,
  channel TEXT NOT NULL, kind TEXT NOT NULL, owner_name TEXT NOT NULL, topic TEXT NOT NULL, notice TEXT NOT NULL,
  state TEXT NOT NULL, attempts BIGINT NOT NULL, fault TEXT NOT NULL DEFAULT '', fault_detail TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL, done_at BIGINT,
  PRIMARY KEY (district, message, subscription)
) {without_rowid};
CREATE INDEX notify_deliveries_outbox ON notify_deliveries (district, outbox);
CREATE INDEX notify_deliveries_channel ON notify_deliveries (district, channel, outbox);
CREATE INDEX notify_deliveries_dead ON notify_deliveries (district, outbox) WHERE state = 'dead';
CREATE INDEX notify_deliveries_notice ON notify_deliveries (district, notice, kind, state) WHERE notice <> '';
CREATE TABLE notify_posts (
  district TEXT NOT NULL, notice TEXT NOT NULL, channel TEXT NOT NULL, language TEXT NOT NULL, outbox TEXT NOT NULL,
  PRIMARY KEY (district, notice, channel, language)
) {without_rowid};
CREATE TABLE notify_notices (
  district TEXT NOT NULL, id TEXT NOT NULL, topic TEXT NOT NULL, urgency TEXT NOT NULL, content_json TEXT NOT NULL,
  receivers_json TEXT NOT NULL, confirm INTEGER NOT NULL, call_after_minutes BIGINT NOT NULL, state TEXT NOT NULL,
  made_at BIGINT NOT NULL, send_at BIGINT NOT NULL, by_person TEXT NOT NULL, by_name TEXT NOT NULL,
  reached TEXT NOT NULL, receivers BIGINT NOT NULL, finished_at BIGINT, calls_at BIGINT,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE TABLE notify_calls (
  district TEXT NOT NULL, notice TEXT NOT NULL, enterprise TEXT NOT NULL, number BIGINT NOT NULL, at BIGINT NOT NULL,
  by_person TEXT NOT NULL, by_name TEXT NOT NULL, outcome TEXT NOT NULL, note TEXT NOT NULL,
  PRIMARY KEY (district, notice, enterprise, number)
) {without_rowid}
)";

constexpr db::Migration all[] = {{"notify", 1, first}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace fugong::notify
