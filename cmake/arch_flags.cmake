# PRCT_ARCH_FLAGS: what PRCT_ARCH asks of the compiler.
set(PRCT_ARCH_FLAGS "")
if(PRCT_ARCH)
  list(APPEND PRCT_ARCH_FLAGS -march=${PRCT_ARCH})
  # g++ 12 copies a constant {1, 1, 1, 0, 0, 0, 0, 0} of doubles as eight ones when it may copy 64 bytes at once (AVX-512);
  # tests/cpp/base/constants_test.cpp shows it. Copies are held to 32 bytes; vector arithmetic keeps its width.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 12
     AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64|amd64")
    list(APPEND PRCT_ARCH_FLAGS -mmove-max=256 -mstore-max=256)
  endif()
endif()
