"""Records counted by worker processes of Dask: on this machine, or behind a scheduler elsewhere.

Dask hands out parts, counts again what a lost process had in work, and gives up on a part that ends
every process; see :mod:`geo.analyses.population.partitions` for why nobody is then counted twice.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from geo.analyses.population.context import make_context
from geo.analyses.population.partitions import (
    PART_ROWS,
    count_partition,
    count_parts,
    partitions,
    undivided,
)
from geo.city.folder import City
from geo.core.issues import ClusterError, Issue, YipanError
from geo.core.parallel import LIMIT, threads
from geo.core.progress import Progress, StageTimes, silent
from geo.formats.checked import Checked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd

    from geo.analyses.population.partitions import Job, Part
    from geo.analyses.population.record_counts import RecordCounts
    from geo.core.standards import Standards

LOOPBACK: Final = "127.0.0.1"
PATIENCE_S: Final = 10
"""How long a scheduler may take to answer, and to have a worker."""

_FORKED: Final = "forkserver"
_IMPORTED: Final = "geo.analyses.population.forked"
_SETTINGS: Final = {
    "distributed.scheduler.allowed-failures": 3,
    "distributed.scheduler.worker-saturation": 1.0,  # else a part waits where another ends it
    # Dask would have all memory given back at once, and the next batch pay for it: twice the time.
    "distributed.nanny.pre-spawn-environ": {},
    "distributed.scheduler.http.routes": [],  # no pages about tasks
    "distributed.worker.http.routes": [],
    "distributed.admin.large-graph-warning-threshold": "4GB",  # jobs may hold hashes
    # Forked from a process that has imported what workers need, where the system can.
    "distributed.worker.multiprocessing-method": (
        _FORKED if _FORKED in multiprocessing.get_all_start_methods() else "spawn"
    ),
}


@dataclass(frozen=True)
class Cluster:
    """Worker processes that count records.

    Parameters
    ----------
    workers
        How many to start on this machine, reached through its loopback only, without a dashboard.
    scheduler
        The address of a scheduler that is there already, such as ``tcp://10.0.0.5:8786``; its
        workers have this version of Yipan, find the city folder under the same path, and write
        nothing of what they hold to disk.
    part_rows
        Rows of a Parquet file that make a part.
    times
        Is told the processor time that the workers take.
    """

    workers: int = 1
    scheduler: str = ""
    part_rows: int = PART_ROWS
    times: StageTimes = field(default_factory=StageTimes)

    def count_records(
        self,
        city: City,
        communities: gpd.GeoDataFrame,
        standards: Standards,
        progress: Progress = silent,
    ) -> RecordCounts:
        """Read, locate and count all records of a city.

        As :func:`geo.analyses.population.model.count_records` does.

        Raises
        ------
        ClusterError
            If there are no workers to be had, or a part ended every one that tried it.
        YipanError
            As in one process: the first issue that stops a run, in the order of the files.
        """
        with ExitStack() as stack, ThreadPoolExecutor(1) as starter:
            starting = starter.submit(stack.enter_context, self._client())
            # Made here, the index lies in the cache before the workers ask for it.
            total = make_context(city, communities, progress).new_record_counts(city, standards)
            worker_city = City(city.folder.resolve(), city.settings)
            jobs = partitions(worker_city, standards, part_rows=self.part_rows)
            progress("stage.workers", 0.0)
            client = starting.result()
            progress("stage.workers", 1.0)
            parts = count_parts(jobs, lambda jobs: _counted(client, jobs, progress), total)
        self.times.add("stage.workers_count", sum(part.processor_s for part in parts))
        city.remember([*parts, Checked(None, undivided(jobs))])
        total.settle()
        return total

    @contextmanager
    def _client(self) -> Iterator[Any]:
        """Start the workers, or find them, and let them go afterwards."""
        dask, distributed = _dask()
        with ExitStack() as stack:
            stack.enter_context(dask.config.set(_SETTINGS))
            if self.scheduler:
                client = stack.enter_context(self._found(distributed))
                _check(client, self.scheduler)
            else:
                cluster = stack.enter_context(_started(distributed, self.workers))
                client = stack.enter_context(distributed.Client(cluster, set_as_default=False))
            yield client

    def _found(self, distributed: Any) -> Any:
        try:  # a client that finds nobody would not end
            asyncio.run(asyncio.wait_for(_greeted(distributed, self.scheduler), PATIENCE_S))
        except (OSError, ValueError, TimeoutError) as error:
            raise _error("issue.scheduler_silent", self.scheduler) from error
        client = distributed.Client(self.scheduler, timeout=PATIENCE_S, set_as_default=False)
        try:
            client.wait_for_workers(1, timeout=PATIENCE_S)
        except TimeoutError as error:
            client.close()
            raise _error("issue.scheduler_alone", self.scheduler) from error
        return client


def _dask() -> tuple[Any, Any]:
    try:
        import dask  # noqa: PLC0415  # slow to import, and not installed by all
        import distributed  # noqa: PLC0415
    except ImportError as error:
        raise ClusterError(Issue("issue.dask_missing", severity="error")) from error
    return dask, distributed


def _started(distributed: Any, workers: int) -> Any:
    """Start processes that share out the processors, with a task each at a time.

    Without a limit of memory Dask writes nothing to disk: parts hold keys of persons.
    """
    context = distributed.utils.get_mp_context()
    if context.get_start_method() == _FORKED:
        context.set_forkserver_preload([_IMPORTED])
    return distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        env={LIMIT: str(max(threads() // workers, 1))},
        preload=[_IMPORTED],
        host=LOOPBACK,
        memory_limit=0,
        dashboard_address=f"{LOOPBACK}:0",
        scheduler_kwargs={"dashboard": False},
        silence_logs="CRITICAL",  # what a user should know is reported as an issue
    )


async def _greeted(distributed: Any, scheduler: str) -> None:
    security = distributed.Security().get_connection_args("client")
    comm = await distributed.core.connect(scheduler, **security)
    await comm.close()


def _check(client: Any, scheduler: str) -> None:
    """Check that all workers have this version, and keep what they hold in memory."""
    try:
        states = client.run(_state)
    except Exception as error:  # whatever a process says that has no Yipan, or another one
        raise _error("issue.workers_differ", scheduler) from error
    if {worker_version for worker_version, _ in states.values()} != {version("yipan")}:
        raise _error("issue.workers_differ", scheduler)
    if not all(in_memory for _, in_memory in states.values()):
        raise _error("issue.workers_spill", scheduler)


def _state(dask_worker: Any) -> tuple[str, bool]:
    """Return of a worker its version of Yipan, and whether what it holds stays in memory."""
    return version("yipan"), type(dask_worker.data) is dict


def count_or_tell(job: Job) -> Part | YipanError:
    """Count a part; an issue is returned: Dask would log it, and shorten it where it is long."""
    before = time.process_time()
    try:
        part = count_partition(job)
    except YipanError as error:
        return error
    return replace(part, processor_s=time.process_time() - before)


def _counted(client: Any, jobs: Sequence[Job], progress: Progress) -> Iterator[Part]:
    """Let parts be counted; give them in order, so that the first issue is always the same one."""
    from distributed import KilledWorker  # noqa: PLC0415

    # Not pure: keys of tasks would be made of the jobs, and so of their secret.
    futures = client.map(count_or_tell, jobs, pure=False)
    for number, job in enumerate(jobs):
        progress("stage.records", number / len(jobs))
        future, futures[number] = futures[number], None  # let go, so that its worker does too
        try:
            part = future.result()
        except KilledWorker as error:
            tries = error.allowed_failures + 1
            raise ClusterError(job.source.issue("issue.worker_killed", value=tries)) from error
        if isinstance(part, YipanError):
            raise part
        yield part
    progress("stage.records", 1.0)


def _error(key: str, address: str) -> ClusterError:
    return ClusterError(Issue(key, severity="error", value=address))
