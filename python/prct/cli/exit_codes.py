"""What ``prct`` returns to the shell; docs/FORMATS.md explains each."""

from __future__ import annotations

import signal

DONE = 0
FAILED = 1
BAD_INPUT = 2
INTERRUPTED = 128 + signal.SIGINT
READER_GONE = 128 + signal.SIGPIPE
