// What is not due at all.
#pragma once

#include "base/clock.h"

namespace fugong {

// An instant that never comes (9999-12-31): sorts after every real one on both engines, where NULL would not.
constexpr Timestamp never{253'402'300'799'000};

}  // namespace fugong
