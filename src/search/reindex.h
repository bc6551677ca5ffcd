// The index made anew from the records: for a district that is older than the index.
#pragma once

#include <stop_token>

#include "db/engine.h"
#include "enterprise/service.h"
#include "identity/service.h"
#include "resumption/service.h"
#include "search/service.h"

namespace fugong::search {

struct Sources {
  enterprise::Service& enterprises;
  identity::Service& identities;
  resumption::Service& resumptions;
};

// A command for every page of records, so that the district works on meanwhile; started again, it does the same again.
// How many records were indexed; codes db.busy, search.stopped. When it is through, the index is whole.
Result<std::int64_t> reindex(db::Engine& engine, Service& service, const Sources& sources,
                             const std::stop_token& stop = {});

}  // namespace fugong::search
