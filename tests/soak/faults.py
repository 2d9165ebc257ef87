"""The issues of ``tests/test_faults.py`` many times over.

Twenty kills, twenty pairs of runs at once.

The moments are drawn anew in every round. The sample city is run in a gibibyte of memory too.
"""

import os
import subprocess
import sys
from pathlib import Path

ROUNDS = "20"
HOME = Path(__file__).resolve().parents[2]
TESTS = HOME / "tests" / "test_faults.py"
LIMITED = """
import resource, sys
import geo
from geo.cli.main import main
resource.setrlimit(resource.RLIMIT_DATA, (2**30, 2**30))
main(["run", sys.argv[1], "--out", sys.argv[2]])
"""


def main() -> int:
    """Return 0 if all held."""
    out = HOME / "build" / "soak"
    sample = [sys.executable, "-c", LIMITED, str(HOME / "data"), str(out)]
    tests = [sys.executable, "-m", "pytest", str(TESTS), "-v", "--durations=0"]
    surroundings = {**os.environ, "YIPAN_SOAK_ROUNDS": ROUNDS}
    done = [subprocess.run(command, check=False, env=surroundings) for command in (tests, sample)]
    return max(abs(one.returncode) for one in done)


if __name__ == "__main__":
    sys.exit(main())
