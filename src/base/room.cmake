# The message catalogue: texts/*.yaml become one table in the program.
file(GLOB text_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/texts/*.yaml)
if(NOT TARGET texts_generator)
  add_executable(texts_generator ${CMAKE_SOURCE_DIR}/cmake/tools/texts.cpp)
  target_link_libraries(texts_generator PRIVATE yaml-cpp)
endif()
add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/generated/texts.cpp
  COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/generated
  COMMAND texts_generator ${CMAKE_BINARY_DIR}/generated/texts.cpp ${text_files}
  DEPENDS ${text_files} texts_generator
  COMMENT "Message catalogue")
target_sources(fugong_base PRIVATE ${CMAKE_BINARY_DIR}/generated/texts.cpp)
