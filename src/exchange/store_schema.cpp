// The tables of exchange/, by migration.
#include "exchange/service.h"

namespace fugong::exchange {
namespace {

// What a copy is worth stands in columns; its bytes, as they were signed, in one of their own (base64url).
constexpr std::string_view first = R"(
CREATE TABLE exchange_city (
  district TEXT NOT NULL PRIMARY KEY, url TEXT NOT NULL, root TEXT NOT NULL, joined_at BIGINT NOT NULL,
  etag TEXT NOT NULL, issued_s BIGINT NOT NULL, expires_s BIGINT NOT NULL, fetched_at BIGINT NOT NULL,
  checked_at BIGINT NOT NULL, next_at BIGINT NOT NULL, failures BIGINT NOT NULL, trouble TEXT NOT NULL,
  copies BIGINT NOT NULL, bytes TEXT NOT NULL
);
CREATE TABLE exchange_lists (
  district TEXT NOT NULL, peer TEXT NOT NULL, number BIGINT NOT NULL, uri TEXT NOT NULL, etag TEXT NOT NULL,
  issued_s BIGINT NOT NULL, fetched_at BIGINT NOT NULL, checked_at BIGINT NOT NULL, next_at BIGINT NOT NULL,
  failures BIGINT NOT NULL, trouble TEXT NOT NULL, copies BIGINT NOT NULL, bytes TEXT NOT NULL,
  PRIMARY KEY (district, peer, number)
);
CREATE TABLE exchange_recognitions (
  district TEXT NOT NULL, id TEXT NOT NULL, direction TEXT NOT NULL, peer TEXT NOT NULL, pass TEXT NOT NULL,
  plate TEXT NOT NULL, route TEXT NOT NULL, entry_points TEXT NOT NULL, valid_from BIGINT NOT NULL,
  valid_until BIGINT NOT NULL, enterprise_name TEXT NOT NULL, wanted TEXT NOT NULL, state TEXT NOT NULL, made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL, received_at BIGINT NOT NULL, asked_by TEXT NOT NULL, zones TEXT NOT NULL,
  reason TEXT NOT NULL, answered_at BIGINT, answered_by TEXT NOT NULL, trouble TEXT NOT NULL, digest TEXT NOT NULL,
  delivered_at BIGINT, deliveries_failed BIGINT NOT NULL, delivery_trouble TEXT NOT NULL,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE INDEX exchange_recognitions_open ON exchange_recognitions (district, direction, peer, id) WHERE state = 'open';
CREATE INDEX exchange_recognitions_undelivered ON exchange_recognitions (district, valid_until) WHERE delivered_at IS NULL;
CREATE INDEX exchange_recognitions_pass ON exchange_recognitions (district, pass, id) WHERE pass <> ''
)";

constexpr db::Migration all[] = {{"exchange", 1, first}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace fugong::exchange
