# prct._core: bindings convert and forward, the library computes.
find_package(Python COMPONENTS Interpreter Development.Module REQUIRED)
find_package(pybind11 CONFIG REQUIRED)
file(GLOB PRCT_BINDINGS CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/bindings/*.cpp)
pybind11_add_module(_core MODULE ${PRCT_BINDINGS})
target_link_libraries(_core PRIVATE prct::prct prct::prct_cuda)
install(TARGETS _core DESTINATION prct)
# Sources of the kernels, for NVRTC.
install(DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/cuda/kernels ${CMAKE_CURRENT_SOURCE_DIR}/cuda/rtc
  DESTINATION prct/_device/cuda FILES_MATCHING PATTERN "*.h" PATTERN "*.cu")
install(DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/cpp/include/prct DESTINATION prct/_device/include
  FILES_MATCHING PATTERN "*.h")

# Type stubs (PEP 561) are made from the module that was just built, so they cannot grow stale; see docs/decisions/0002.
execute_process(COMMAND ${Python_EXECUTABLE} -c "import pybind11_stubgen, numpy" RESULT_VARIABLE PRCT_NO_STUBGEN ERROR_QUIET)
if(PRCT_NO_STUBGEN)
  message(STATUS "pybind11-stubgen is missing: prct._core gets no type stubs")
elseif(NOT PRCT_SANITIZE)
  set(PRCT_STUBS ${CMAKE_CURRENT_BINARY_DIR}/stubs)
  add_custom_command(TARGET _core POST_BUILD
    COMMAND ${CMAKE_COMMAND} -DMODULE=$<TARGET_FILE:_core> -DFOLDER=${PRCT_STUBS} -DPYTHON=${Python_EXECUTABLE}
      -P ${CMAKE_CURRENT_SOURCE_DIR}/cmake/write_stubs.cmake
    BYPRODUCTS ${PRCT_STUBS}/out/prct/_core.pyi
    COMMENT "Writing type stubs of prct._core" VERBATIM)
  install(FILES ${PRCT_STUBS}/out/prct/_core.pyi DESTINATION prct)
endif()
