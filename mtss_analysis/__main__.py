"""``python -m mtss_analysis`` is ``mtss``."""

import sys

from mtss_analysis.cli import main

if __name__ == "__main__":
    sys.exit(main())
