// A test program as a child process of one of its own tests, e.g. one that is to be killed: the program sets `child`
// when it starts, and runs it instead of the tests where the environment has FUGONG_TEST_CHILD.
#pragma once

namespace fugong::test_support {

inline int (*child)() = nullptr;
inline constexpr char child_variable[] = "FUGONG_TEST_CHILD";

}  // namespace fugong::test_support
