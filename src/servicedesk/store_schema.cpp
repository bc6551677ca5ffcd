#include "servicedesk/service.h"

namespace fugong::servicedesk {
namespace {

// The timer asks for what is pending, an inbox for the least time left, the leader for what ends with the day: each has
// an index that holds open tickets alone.
constexpr std::string_view first = R"(
CREATE TABLE service_tickets (
  district TEXT NOT NULL, id TEXT NOT NULL, number TEXT NOT NULL, enterprise TEXT NOT NULL,
  enterprise_name TEXT NOT NULL, subdistrict TEXT NOT NULL, source TEXT NOT NULL, category TEXT NOT NULL,
  priority TEXT NOT NULL, title TEXT NOT NULL, words TEXT NOT NULL, state TEXT NOT NULL, version BIGINT NOT NULL,
  level TEXT NOT NULL, team TEXT NOT NULL, department TEXT NOT NULL, handler TEXT NOT NULL, handler_name TEXT NOT NULL,
  called_at BIGINT NOT NULL, acknowledged_at BIGINT, called TEXT NOT NULL, raised_at BIGINT NOT NULL,
  level_at BIGINT NOT NULL, day_from BIGINT NOT NULL, day_until BIGINT NOT NULL, nights BIGINT NOT NULL,
  warned INTEGER NOT NULL, breached INTEGER NOT NULL, unanswered INTEGER NOT NULL, plan_state TEXT NOT NULL,
  plan_until BIGINT, plan_words TEXT NOT NULL, excepted_until BIGINT, excepted_by TEXT NOT NULL, due_at BIGINT NOT NULL,
  next_due BIGINT NOT NULL, first_answer_at BIGINT, solved_at BIGINT, closed_at BIGINT,
  solved_same_day INTEGER NOT NULL, reopened BIGINT NOT NULL, rating INTEGER, merged_into TEXT NOT NULL,
  raised_by TEXT NOT NULL, raised_by_name TEXT NOT NULL, client TEXT NOT NULL,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE UNIQUE INDEX service_tickets_client ON service_tickets (district, raised_by, client);
CREATE INDEX service_tickets_enterprise ON service_tickets (district, enterprise, id);
CREATE INDEX service_tickets_raised ON service_tickets (district, raised_at);
CREATE INDEX service_tickets_solved ON service_tickets (district, solved_at) WHERE solved_at IS NOT NULL;
CREATE INDEX service_tickets_merged ON service_tickets (district, merged_into) WHERE merged_into <> '';
CREATE INDEX service_tickets_pending ON service_tickets (district, next_due) WHERE next_due < 253402300799000;
CREATE INDEX service_tickets_open ON service_tickets (district, due_at, id) WHERE state = 'open';
CREATE INDEX service_tickets_handler ON service_tickets (district, handler, due_at, id) WHERE state = 'open';
CREATE INDEX service_tickets_day ON service_tickets (district, day_until, id) WHERE state = 'open';
CREATE TABLE service_acts (
  district TEXT NOT NULL, ticket TEXT NOT NULL, number BIGINT NOT NULL, kind TEXT NOT NULL, audience TEXT NOT NULL,
  at BIGINT NOT NULL, by_person TEXT NOT NULL, by_name TEXT NOT NULL, words TEXT NOT NULL, to_name TEXT NOT NULL,
  PRIMARY KEY (district, ticket, number)
) {without_rowid};
CREATE TABLE service_links (
  district TEXT NOT NULL, ticket TEXT NOT NULL, kind TEXT NOT NULL, other TEXT NOT NULL, label TEXT NOT NULL,
  PRIMARY KEY (district, ticket, kind, other)
) {without_rowid};
CREATE TABLE service_counters (
  district TEXT NOT NULL, name TEXT NOT NULL, value BIGINT NOT NULL,
  PRIMARY KEY (district, name)
) {without_rowid};
CREATE TABLE service_grams (
  district TEXT NOT NULL, shelf TEXT NOT NULL, gram TEXT NOT NULL, id TEXT NOT NULL,
  PRIMARY KEY (district, shelf, gram, id)
) {without_rowid};
CREATE INDEX service_grams_id ON service_grams (district, id);
CREATE TABLE service_knowledge (
  district TEXT NOT NULL, id TEXT NOT NULL, category TEXT NOT NULL, title TEXT NOT NULL, words TEXT NOT NULL,
  answer TEXT NOT NULL, at BIGINT NOT NULL, by_name TEXT NOT NULL,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE TABLE service_members (
  district TEXT NOT NULL, team TEXT NOT NULL, position BIGINT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL,
  PRIMARY KEY (district, team, position)
) {without_rowid};
CREATE TABLE service_duty (
  district TEXT NOT NULL, team TEXT NOT NULL, day TEXT NOT NULL, shift TEXT NOT NULL, person TEXT NOT NULL,
  name TEXT NOT NULL, substitute TEXT NOT NULL, substitute_name TEXT NOT NULL,
  PRIMARY KEY (district, team, day, shift)
) {without_rowid}
)";

constexpr db::Migration all[] = {{"servicedesk", 1, first}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace fugong::servicedesk
