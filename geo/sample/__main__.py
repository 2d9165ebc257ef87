"""``python -m geo.sample DIR``: build the sample city into a folder."""

from __future__ import annotations

import sys
from pathlib import Path

from geo.sample import build

if __name__ == "__main__":
    build(Path(sys.argv[1]))
