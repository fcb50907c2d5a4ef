"""A program keeps linear algebra to one thread."""

import subprocess
import sys

PROGRAM = """
import numpy
from threadpoolctl import threadpool_info, threadpool_limits
from prct.base.blas import one_blas_thread
threadpool_limits(limits=2, user_api="blas")
one_blas_thread()
import scipy.linalg
print({one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"})
"""


def test_libraries_that_are_loaded_and_those_that_come_later_take_one_thread():
    said = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True).stdout
    assert said.strip() in ("{1}", "set()")
