#include <gtest/gtest.h>

#include <cstdlib>

#include "support/child.h"

int main(int argc, char** argv) {
  namespace support = fugong::test_support;
  if (support::child && std::getenv(support::child_variable)) return support::child();
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
