"""``python -m prct`` is the command line."""

import sys

from prct.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
