"""What workers on this machine need, imported once by the process that they are forked from.

What numba would do in every worker when compiled code is first called is done here as well.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from numba.core.registry import cpu_target

import geo.analyses.population.cluster
import geo.spatial.index.query_kernels  # noqa: F401
from geo.core.parallel import threads

cpu_target.typing_context.refresh()
cpu_target.target_context.refresh()


def dask_setup(worker: Any) -> None:
    """Keep a worker to its share of the processors; Dask calls this when one starts.

    Batches go from the thread that reads to the one that counts: between processors that takes
    a sixth more time.
    """
    if not hasattr(os, "sched_setaffinity"):
        return
    processors, share = sorted(os.sched_getaffinity(0)), threads()
    first = int(worker.name) * share
    own = {processors[number % len(processors)] for number in range(first, first + share)}
    for thread in Path("/proc/self/task").iterdir():
        os.sched_setaffinity(int(thread.name), own)
