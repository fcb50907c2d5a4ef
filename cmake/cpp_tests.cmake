# One test program over tests/cpp/**/*_test.cpp.
find_package(GTest REQUIRED)
include(GoogleTest)
file(GLOB_RECURSE PRCT_TEST_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/tests/cpp/*_test.cpp)
add_executable(prct_tests ${PRCT_TEST_SOURCES})
target_link_libraries(prct_tests PRIVATE prct::prct GTest::gtest GTest::gtest_main)
target_include_directories(prct_tests PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/tests/cpp)
target_compile_options(prct_tests PRIVATE ${PRCT_ARCH_FLAGS})
gtest_discover_tests(prct_tests)
