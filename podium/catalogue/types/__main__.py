"""`python -m podium.catalogue.types > docs/resource-types.md`."""

from __future__ import annotations

import sys

from podium.catalogue.reference import types_page

if __name__ == "__main__":
    sys.stdout.write(types_page())
