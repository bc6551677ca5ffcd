// The instant at which the rules are asked.
#pragma once

#include "base/clock.h"

namespace fugong::pass {

constexpr Timestamp now{1'650'513'600'000};  // 2022-04-21T12:00+08:00

}  // namespace fugong::pass
