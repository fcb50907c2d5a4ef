# Imports MODULE as prct._core in a package of its own below FOLDER and writes FOLDER/out/prct/_core.pyi.
file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER}/package/prct)
file(COPY ${MODULE} DESTINATION ${FOLDER}/package/prct)
file(WRITE ${FOLDER}/package/prct/__init__.py "")
set(ENV{PYTHONPATH} "${FOLDER}/package:$ENV{PYTHONPATH}")  # pip's isolated build finds its tools by this variable
execute_process(COMMAND ${PYTHON} -m pybind11_stubgen prct._core -o ${FOLDER}/out --numpy-array-remove-parameters
  RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
if(status)
  message(FATAL_ERROR "pybind11-stubgen failed:\n${text}")
endif()
