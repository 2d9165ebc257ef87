"""Ways to count a part that end badly, for worker processes to import by name."""

import os
import signal
import time

from geo.analyses.population.cluster import count_or_tell

SLOWLY_S = 0.3


def count_slowly(job):
    """Take so long that a process can be killed meanwhile."""
    time.sleep(SLOWLY_S)
    return count_or_tell(job)


def die_of_csv(job):
    """End the process, as a file that harms its reader does."""
    if job.source.name.endswith(".csv"):
        os.kill(os.getpid(), signal.SIGKILL)
    return count_or_tell(job)


def fail(job):
    """Have a bug: Dask logs the call with its arguments."""
    return 1 / len(job.source.name[:0])
