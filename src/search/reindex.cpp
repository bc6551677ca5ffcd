#include "search/reindex.h"

namespace fugong::search {
namespace {

constexpr int page = 500;  // records of one command: some ten milliseconds of the writer

template <class T>
std::vector<const T*> pointers_to(const std::vector<T>& records) {
  std::vector<const T*> pointers;
  for (const T& one : records) pointers.push_back(&one);
  return pointers;
}

// What one command has indexed.
struct Page {
  std::int64_t records = 0;
  std::string last;
};

// `index_page` indexes the records after the id it is given; empty: from the beginning.
template <class IndexPage>
Result<std::int64_t> all_pages(db::Engine& engine, const std::stop_token& stop, IndexPage index_page) {
  std::int64_t total = 0;
  for (std::string after;;) {
    if (stop.stop_requested()) return fail(ErrorKind::unavailable, "search.stopped");
    FG_TRY(const Page done, engine.write<Page>([&](db::Session& session) { return index_page(session, after); }));
    total += done.records;
    if (done.records < page) return total;
    after = done.last;
  }
}

template <class T>
Page page_of(const std::vector<T>& records) {
  return {static_cast<std::int64_t>(records.size()), records.empty() ? std::string() : records.back().id.text};
}

}  // namespace

Result<std::int64_t> reindex(db::Engine& engine, Service& service, const Sources& from, const std::stop_token& stop) {
  std::vector<EnterpriseId> enterprises;
  FG_TRY(std::int64_t total, all_pages(engine, stop, [&](db::Session& s, const std::string& after) -> Result<Page> {
           const auto records = from.enterprises.enterprises_after(s, after, page);
           for (const auto& e : records) service.index(s, e, nullptr);
           // A command may run twice, so what it learnt is kept by its page.
           std::erase_if(enterprises, [&](const EnterpriseId& id) { return id.text > after; });
           for (const auto& e : records) enterprises.push_back(e.id);
           return page_of(records);
         }));
  using enterprise::Novelty;
  for (const EnterpriseId& id : enterprises) {
    FG_TRY(const std::int64_t workers,
           all_pages(engine, stop, [&](db::Session& s, const std::string& after) -> Result<Page> {
             const auto records = from.enterprises.workers_after(s, id, after, page);
             service.index(s, pointers_to(records), Novelty::changed);
             return page_of(records);
           }));
    FG_TRY(const std::int64_t vehicles,
           all_pages(engine, stop, [&](db::Session& s, const std::string& after) -> Result<Page> {
             const auto records = from.enterprises.vehicles_after(s, id, after, page);
             service.index(s, pointers_to(records), Novelty::changed);
             return page_of(records);
           }));
    total += workers + vehicles;
  }
  FG_TRY(const std::int64_t cases,
         all_pages(engine, stop, [&](db::Session& s, const std::string& before) -> Result<Page> {
           const auto records = from.resumptions.cases_before(s, before, page);
           for (const auto& c : records) service.index(s, c);
           return page_of(records);
         }));
  FG_TRY(const std::int64_t people,
         all_pages(engine, stop, [&](db::Session& s, const std::string& after) -> Result<Page> {
           const auto records = from.identities.people_after(s, after, page);
           service.index(s, records);
           return page_of(records);
         }));
  FG_CHECK(engine.write<bool>([&](db::Session& s) -> Result<bool> { return service.mark_whole(s), true; }));
  return total + cases + people;
}

}  // namespace fugong::search
