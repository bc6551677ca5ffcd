// GET /api/v1/policy …: what is in force, in the reader's language.
#pragma once

#include "http/router.h"
#include "policy/store.h"

namespace fugong::policy {

void declare_routes(http::Router& router, Store& store);

}  // namespace fugong::policy
