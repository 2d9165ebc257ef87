"""Make ``divisions.csv`` and ``traditional.csv`` from the published tables they are taken from.

Run once, by hand, when a newer table is published::

    python geo/regions/make_divisions.py result.csv TSCharacters.txt

``result.csv`` is that of https://github.com/yescallop/areacodes (CC0 1.0), ``TSCharacters.txt`` the
dictionary of characters of OpenCC (Apache 2.0). Nothing of this is needed to run.
"""

from __future__ import annotations

import csv
import sys
from operator import itemgetter
from pathlib import Path

HERE = Path(__file__).parent

DIVISIONS_HEADER = """\
# Provinces, prefectures and counties of China since 1981: code, name, first year, the year from
# which it was no more, and what it became (a year in brackets: only a part, in that year). From
# result.csv of yescallop/areacodes (CC0 1.0), which has it from the Ministry of Civil Affairs and
# the State Council; made by make_divisions.py.
"""
TRADITIONAL_HEADER = """\
# Traditional characters of the names in divisions.csv. From TSCharacters.txt of OpenCC
# (Apache 2.0); made by make_divisions.py.
"""


def make_divisions(published: Path) -> str:
    """Return the text of ``divisions.csv``: the facts of the table without what its codes say."""
    with published.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            [row["代码"], row["名称"], row["启用时间"], row["变更/弃用时间"], row["新代码"]]
            for row in csv.DictReader(file)
        ]
    lines = (",".join(row) for row in sorted(rows, key=itemgetter(0, 2)))
    return DIVISIONS_HEADER + "code,name,since,until,successors\n" + "\n".join(lines) + "\n"


def make_traditional(published: Path, names: str) -> str:
    """Return the text of ``traditional.csv``; a character that names have itself stays as it is."""
    pairs = [line.split("\t") for line in published.read_text(encoding="utf-8").splitlines()]
    simplified_of = {
        traditional: simplified.split()[0]
        for traditional, simplified in pairs
        if traditional not in names and simplified.split()[0] in names
    }
    lines = (
        f"{traditional},{simplified}" for traditional, simplified in sorted(simplified_of.items())
    )
    return TRADITIONAL_HEADER + "traditional,simplified\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    divisions = make_divisions(Path(sys.argv[1]))
    traditional = make_traditional(Path(sys.argv[2]), divisions)
    (HERE / "divisions.csv").write_text(divisions, encoding="utf-8")
    (HERE / "traditional.csv").write_text(traditional, encoding="utf-8")
