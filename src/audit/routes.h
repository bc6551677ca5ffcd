// The audit log over HTTP: entries, the signed head, and proofs that anybody can check for himself.
#pragma once

#include "audit/log.h"
#include "http/router.h"

namespace fugong::audit {

void declare_routes(http::Router& router, const DistrictCode& district);

}  // namespace fugong::audit
