// Internal to pass/: what every use case needs.
#pragma once

#include "audit/log.h"
#include "identity/rights.h"
#include "pass/service.h"
#include "pass/store.h"

namespace fugong::pass {

// Code pass.bad_limit.
Result<int> page_limit(const std::optional<int>& limit);

// `rows` holds one more than a page when there are more.
template <class T, class F, class C>
auto to_page(std::vector<T> rows, int limit, F view, C cursor) {
  http::Page<decltype(view(rows.front()))> page;
  if (rows.size() > static_cast<std::size_t>(limit)) {
    rows.resize(static_cast<std::size_t>(limit));
    page.next = cursor(rows.back());
  }
  for (const T& row : rows) page.items.push_back(view(row));
  return page;
}

// The enterprise whose passes the actor may read: the own one for a clerk, the wanted or any for the others.
Result<std::string> readable_enterprise(const Actor& actor, const std::optional<EnterpriseId>& wanted);

// The pass, when the actor may see it; somebody else's is as if it were not there (code pass.not_found).
Result<Pass> readable(const ServiceOptions& o, db::Session& session, const Context& context, const PassId& id);

audit::Entry audit_entry(const ServiceOptions& options, Timestamp now, const Actor& actor, const char* action,
                         const char* kind, const std::string& id, const json::Object& detail);
// Signs passes with the key that the district has now, which another node may have switched to. Code key.not_here.
Status follow_keys(const ServiceOptions& options, db::Session& session);
// After the commit.
void publish(const ServiceOptions& options, db::Session& session, const char* topic, json::Object data);

constexpr std::string_view trip_people_purpose = "trip.people";  // of the vault

PassRequestView request_view(const PassRequest& request, const policy::Pack& pack, Language language);

// The kind's name in the reader's language; its id when the pack in force does not know it any more.
std::string kind_name(const policy::Pack& pack, const std::string& kind, Language language);

}  // namespace fugong::pass
