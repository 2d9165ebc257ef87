"""Reads files that nothing bounds but counting.

For each, the limits it is over and the most memory.

Run by test_bombs.py in a process of its own, with low limits in its environment.
"""

import json
import re
import sys
from dataclasses import asdict
from pathlib import Path

from geo.city.sandbox_worker import over_limits
from geo.formats.source import Source

PROCESS = Path("/proc/self")


def read(path, kind):
    (PROCESS / "clear_refs").write_text("5")  # begin anew to measure
    layer = kind == "boundaries"
    table = "communities" if layer else kind
    issues = over_limits(Source(Path(path), Path(path).name), table, layer=layer)
    most = re.search(r"VmHWM:\s+(\d+)", (PROCESS / "status").read_text())
    return [asdict(issue) for issue in issues], int(most[1]) * 1024


if __name__ == "__main__":
    json.dump([read(*of) for of in json.load(sys.stdin)], sys.stdout)
