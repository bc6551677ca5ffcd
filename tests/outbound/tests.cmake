target_link_libraries(test_outbound PRIVATE OpenSSL::SSL)
