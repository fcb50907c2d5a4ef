# prct._core: bindings convert and forward, the library computes.
find_package(Python COMPONENTS Interpreter Development.Module REQUIRED)
find_package(pybind11 CONFIG REQUIRED)
file(GLOB PRCT_BINDINGS CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/bindings/*.cpp)
pybind11_add_module(_core MODULE ${PRCT_BINDINGS})
target_link_libraries(_core PRIVATE prct::prct)
install(TARGETS _core DESTINATION prct)
