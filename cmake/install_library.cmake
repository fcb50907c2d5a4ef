# Install the C++ library so that other programs can call find_package(prct).
include(CMakePackageConfigHelpers)
install(TARGETS prct prct_cuda EXPORT prctTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY cpp/include/prct DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
install(DIRECTORY cuda/include/prct DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/include/prct/version.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/prct)
install(EXPORT prctTargets NAMESPACE prct:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/prct)
configure_package_config_file(cmake/prctConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/prctConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/prct)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/prctConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/prctConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/prctConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/prct)
