// HTTP to wallets.
#pragma once

#include "http/router.h"
#include "pass/wallets.h"

namespace fugong::pass {

void declare_wallet_routes(http::Router& router, Wallets& wallets);

}  // namespace fugong::pass
