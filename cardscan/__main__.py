"""`python -m cardscan` is the same as `cardscan`."""

import sys

from cardscan.app.cli import main

if __name__ == "__main__":
    sys.exit(main())
