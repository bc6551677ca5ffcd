# The QR codes are read back with another implementation than the one that made them.
pkg_check_modules(ZXING REQUIRED IMPORTED_TARGET zxing)
target_link_libraries(test_token PRIVATE PkgConfig::ZXING dep_png)

target_sources(test_token PRIVATE ${CMAKE_CURRENT_LIST_DIR}/vectors.cpp ${CMAKE_CURRENT_LIST_DIR}/fixed_keys.cpp)
add_executable(make_pass_vectors ${CMAKE_CURRENT_LIST_DIR}/make_pass_vectors.cpp ${CMAKE_CURRENT_LIST_DIR}/vectors.cpp
  ${CMAKE_CURRENT_LIST_DIR}/fixed_keys.cpp)
target_include_directories(make_pass_vectors PRIVATE ${CMAKE_SOURCE_DIR}/tests)
target_link_libraries(make_pass_vectors PRIVATE fugong_token)
