// What OpenSSL's own measure says of its signatures.
#pragma once

namespace fugong::bench {

struct Speed {
  double signs = 0, verifies = 0;  // a second
};

// `openssl speed ecdsap256`: on `cores` cores by the wall clock, or on one by its own processor time. Throws
// std::runtime_error.
Speed openssl_speed(double seconds, int cores);

}  // namespace fugong::bench
