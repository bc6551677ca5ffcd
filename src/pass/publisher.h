// Internal to pass/: the district's trust list and status lists, kept until they change or grow old.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "pass/service.h"
#include "token/status_list.h"
#include "token/trust.h"

namespace fugong::pass {

// Thread rule: every call is safe from any thread; signing happens under the lock, a few milliseconds at most.
class Publisher {
 public:
  explicit Publisher(const ServiceOptions& options) : o_(options) {}

  std::string trust_list(db::Session& session, Timestamp now);
  std::shared_ptr<const token::Trust> trust(db::Session& session, Timestamp now);

  // Signed. Code status.unknown_list for a number that the trust list does not announce.
  Result<std::string> status_list(db::Session& session, std::int64_t number, Timestamp now);
  // What changed in it since its issue of `since_s`, signed. Codes status.unknown_list, status.no_delta.
  Result<std::string> status_delta(db::Session& session, std::int64_t number, std::int64_t since_s, Timestamp now);
  // The same unsigned, for verdicts of our own; nullptr for an unknown number.
  std::shared_ptr<const token::SignedStatusList> entries(db::Session& session, std::int64_t number, Timestamp now);
  std::string uri(std::int64_t number) const;  // where the list is, also when nobody has been told yet

 private:
  struct List {
    std::int64_t version = -1;
    std::shared_ptr<const token::SignedStatusList> entries;
    std::string bytes;  // empty: not signed yet
  };
  void refresh_trust(db::Session& session, Timestamp now);
  List& refresh_list(db::Session& session, std::int64_t number, Timestamp now);

  const ServiceOptions& o_;
  std::mutex mutex_;
  std::int64_t lists_ = 0;  // announced
  std::vector<PassKey> keys_;
  std::string trust_bytes_;
  std::shared_ptr<const token::Trust> trust_;
  std::map<std::int64_t, List> list_;
};

}  // namespace fugong::pass
