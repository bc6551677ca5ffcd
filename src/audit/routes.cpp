#include "audit/routes.h"

#include <algorithm>
#include <charconv>

#include "audit/tree.h"

namespace fugong::audit {
namespace {

constexpr int page_default = 50;
constexpr int page_max = 200;

struct EntryView {
  std::int64_t seq = 0;
  Timestamp at;
  std::string actor;
  std::string actor_name;
  std::string action;
  std::string subject_kind;
  std::string subject_id;
  std::string detail;
  std::string leaf_hash;
};
BOOST_DESCRIBE_STRUCT(EntryView, (), (seq, at, actor, actor_name, action, subject_kind, subject_id, detail, leaf_hash))

// Newest first; `after` is the `next` of the page before. With subject_kind and subject_id: one subject's history.
struct ListRequest {
  std::optional<std::int64_t> after;
  std::optional<int> limit;
  std::optional<std::string> subject_kind;
  std::optional<std::string> subject_id;
};
BOOST_DESCRIBE_STRUCT(ListRequest, (), (after, limit, subject_kind, subject_id))

struct ProofRequest {
  std::optional<std::int64_t> size;  // the newest signed head's when left out
};
BOOST_DESCRIBE_STRUCT(ProofRequest, (), (size))

struct ProofView {
  InclusionProof proof;
  std::optional<TreeHead> head;  // absent when the caller asked for a size of his own: he has a head already
};
BOOST_DESCRIBE_STRUCT(ProofView, (), (proof, head))

struct ConsistencyRequest {
  std::int64_t from = 0;
  std::int64_t to = 0;
};
BOOST_DESCRIBE_STRUCT(ConsistencyRequest, (), (from, to))

http::Page<EntryView> list(db::Session& session, const DistrictCode& district, const ListRequest& request) {
  const int limit = std::clamp(request.limit.value_or(page_default), 1, page_max);
  const std::int64_t before = request.after.value_or(log_size(session, district));
  http::Page<EntryView> page;
  if (request.subject_kind && request.subject_id)
    page.items = session.query<EntryView>(
        "SELECT seq, at, actor, actor_name, action, subject_kind, subject_id, detail, leaf_hash FROM audit_entry "
        "WHERE district = :district AND subject_kind = :kind AND subject_id = :id AND seq < :before "
        "ORDER BY seq DESC LIMIT :limit",
        district, *request.subject_kind, *request.subject_id, before, limit + 1);
  else
    page.items = session.query<EntryView>(
        "SELECT seq, at, actor, actor_name, action, subject_kind, subject_id, detail, leaf_hash FROM audit_entry "
        "WHERE district = :district AND seq < :before ORDER BY seq DESC LIMIT :limit",
        district, before, limit + 1);
  if (page.items.size() > static_cast<std::size_t>(limit)) {
    page.items.pop_back();
    page.next = std::to_string(page.items.back().seq);
  }
  return page;
}

Result<ProofView> prove(db::Session& session, const DistrictCode& district, std::string_view seq_text,
                        const ProofRequest& request) {
  std::int64_t seq = -1;
  const auto [end, error] = std::from_chars(seq_text.data(), seq_text.data() + seq_text.size(), seq);
  if (error != std::errc() || end != seq_text.data() + seq_text.size())
    return fail(ErrorKind::not_found, "audit.no_such_entry", "seq");
  ProofView view;
  std::int64_t size = request.size.value_or(0);
  if (!request.size) {
    if (seq >= log_size(session, district)) return fail(ErrorKind::not_found, "audit.no_such_entry", "seq");
    view.head = head_covering(session, district, seq);
    if (!view.head) return fail(ErrorKind::conflict, "audit.no_head", "seq");
    size = view.head->size;
  }
  FG_TRY(view.proof, prove_inclusion(session, district, seq, size));
  return view;
}

}  // namespace

void declare_routes(http::Router& router, const DistrictCode& district) {
  using http::Call;
  using http::Method;
  router.query<ListRequest, http::Page<EntryView>>(
      {Method::get, "/api/v1/audit/entries", "audit.read", "listAuditEntries", "Audit log entries, newest first"},
      [district](Call&, db::Session& session, const ListRequest& request) -> Result<http::Page<EntryView>> {
        if (request.subject_kind.has_value() != request.subject_id.has_value())
          return invalid("audit.subject_incomplete", request.subject_kind ? "subject_id" : "subject_kind");
        return list(session, district, request);
      });
  router.query<http::Empty, TreeHead>(
      {Method::get, "/api/v1/audit/head", "audit.read", "readAuditHead", "The newest signed tree head"},
      [district](Call&, db::Session& session, const http::Empty&) -> Result<TreeHead> {
        auto head = last_head(session, district);
        if (!head) return fail(ErrorKind::not_found, "audit.no_head");
        return *std::move(head);
      });
  router.query<ProofRequest, ProofView>(
      {Method::get, "/api/v1/audit/entries/{seq}/proof", "audit.read", "proveAuditEntry",
       "Proof that an entry is in the log, with the signed head it leads to"},
      [district](Call& call, db::Session& session, const ProofRequest& request) -> Result<ProofView> {
        return prove(session, district, call.param("seq"), request);
      });
  router.query<ConsistencyRequest, ConsistencyProof>(
      {Method::get, "/api/v1/audit/consistency", "audit.read", "proveAuditConsistency",
       "Proof that the log only grew between two sizes"},
      [district](Call&, db::Session& session, const ConsistencyRequest& request) -> Result<ConsistencyProof> {
        return prove_consistency(session, district, request.from, request.to);
      });
}

}  // namespace fugong::audit
