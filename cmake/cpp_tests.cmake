# One test program over the *_test.cpp of tests/cpp, tests/cuda and tests/parity.
find_package(GTest REQUIRED)
include(GoogleTest)
file(GLOB_RECURSE PRCT_TEST_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/tests/cpp/*_test.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/tests/cuda/*_test.cpp
  ${CMAKE_CURRENT_SOURCE_DIR}/tests/parity/*_test.cpp)
add_executable(prct_tests ${PRCT_TEST_SOURCES})
target_link_libraries(prct_tests PRIVATE prct::prct prct::prct_cuda GTest::gtest GTest::gtest_main)
target_include_directories(prct_tests PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/tests/cpp ${CMAKE_CURRENT_SOURCE_DIR}/tests)
target_compile_options(prct_tests PRIVATE ${PRCT_ARCH_FLAGS})
gtest_discover_tests(prct_tests)
