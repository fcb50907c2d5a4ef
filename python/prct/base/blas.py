"""How many threads the linear algebra beneath numpy takes."""

from __future__ import annotations

import os

from threadpoolctl import threadpool_limits

LIBRARIES_READ = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def one_blas_thread() -> None:
    """Linear algebra by one thread from here on, in all threads of the process: for a program, which calls it first.

    Threads of OpenBLAS stay awake for a while after their work. Beside folds on every core they take the cores from
    these: a second such thread costs 0.2 s of the processor a fold. The matrices here are too small to gain by them.
    Call it from the main thread: set from another one, some versions of OpenBLAS pass over it.

    >>> one_blas_thread()
    """
    for name in LIBRARIES_READ:  # by those that are loaded later
        os.environ[name] = "1"
    threadpool_limits(limits=1, user_api="blas")
