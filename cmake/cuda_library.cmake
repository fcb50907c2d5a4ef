# prct_cuda: the platform "cuda". The host's part is plain C++ and always built; the driver is loaded at run time.
# Kernels are compiled by nvcc where it is found, and by g++ for the emulation.
set(PRCT_CUDA_KERNELS fold_trajectories evaluate_forces large_lists large_forces large_steps large_vectors large_edges
  kuramoto fold_traces)
set(PRCT_CUDA_FLAGS -std=c++20 -prec-div=false -prec-sqrt=false -ftz=true)
set(PRCT_CUDA_ARCHITECTURES -gencode=arch=compute_80,code=sm_80 -gencode=arch=compute_89,code=sm_89
  -gencode=arch=compute_90,code=[sm_90,compute_90] CACHE STRING "nvcc's options for what the kernels are compiled for")

option(PRCT_CUDA_IMAGES "Compile the kernels by nvcc, where it is found" ON)
find_program(PRCT_NVCC nvcc HINTS ENV CUDA_HOME ENV CUDA_PATH PATHS /usr/local/cuda PATH_SUFFIXES bin)
file(GLOB_RECURSE PRCT_DEVICE_HEADERS CONFIGURE_DEPENDS cuda/kernels/*.h cpp/include/prct/*.h)
file(GLOB PRCT_CUDA_SOURCES CONFIGURE_DEPENDS cuda/driver/*.cpp cuda/host/*.cpp cuda/memory/*.cpp cuda/platform/*.cpp)

set(images "")
set(assembly "")
set(kernels "")
foreach(kernel ${PRCT_CUDA_KERNELS})
  set(source ${CMAKE_CURRENT_SOURCE_DIR}/cuda/kernels/${kernel}.cu)
  set_source_files_properties(${source} PROPERTIES LANGUAGE CXX COMPILE_OPTIONS "-xc++")
  list(APPEND kernels ${source})
  if(PRCT_NVCC AND PRCT_CUDA_IMAGES)
    set(image ${CMAKE_CURRENT_BINARY_DIR}/cuda/${kernel}.fatbin)
    file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/cuda)
    add_custom_command(OUTPUT ${image}
      COMMAND ${PRCT_NVCC} ${PRCT_CUDA_FLAGS} ${PRCT_CUDA_ARCHITECTURES} --threads 0 -fatbin
        -I${CMAKE_CURRENT_SOURCE_DIR}/cpp/include -I${CMAKE_CURRENT_SOURCE_DIR}/cuda ${source} -o ${image}
      DEPENDS ${source} ${PRCT_DEVICE_HEADERS} COMMENT "Compiling kernels of ${kernel}" VERBATIM)
    list(APPEND images ${image})
    string(APPEND assembly "PRCT_IMAGE(${kernel}, \"${image}\")\n")
    string(APPEND names "        {\"${kernel}\", PRCT_BYTES(${kernel})},\n")
  else()
    string(APPEND names "        {\"${kernel}\", {}},\n")
  endif()
endforeach()
if(NOT PRCT_NVCC OR NOT PRCT_CUDA_IMAGES)
  message(STATUS "nvcc is missing or not asked for: the platform cuda has no kernels built in")
endif()
set(PRCT_IMAGE_ASSEMBLY "${assembly}")
set(PRCT_IMAGE_NAMES "${names}")
configure_file(cuda/platform/built_in_images.cpp.in ${CMAKE_CURRENT_BINARY_DIR}/cuda/built_in_images.cpp @ONLY)
set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/cuda/built_in_images.cpp PROPERTIES OBJECT_DEPENDS "${images}")

add_library(prct_cuda STATIC ${PRCT_CUDA_SOURCES} ${kernels} ${CMAKE_CURRENT_BINARY_DIR}/cuda/built_in_images.cpp)
add_library(prct::prct_cuda ALIAS prct_cuda)
target_include_directories(prct_cuda PUBLIC
  $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/cuda>
  $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/cuda/include>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_compile_options(prct_cuda PRIVATE -Wall -Wextra -fno-math-errno ${PRCT_ARCH_FLAGS})
target_link_libraries(prct_cuda PUBLIC prct::prct ${CMAKE_DL_LIBS})
