"""``python -m geo.sample DIR``: build the sample city into a folder."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from geo.sample import SEED, build

if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m geo.sample", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    build(asked.folder, asked.seed)
