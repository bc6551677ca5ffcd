# The QR codes on printed passes are read back with another implementation than the one that made them.
pkg_check_modules(ZXING REQUIRED IMPORTED_TARGET zxing)
target_link_libraries(test_pass PRIVATE PkgConfig::ZXING dep_png)
