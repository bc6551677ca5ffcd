target_link_libraries(test_notify PRIVATE OpenSSL::SSL)
