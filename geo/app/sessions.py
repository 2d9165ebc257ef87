"""The city that is open: its plan, worked out once for all who look at it."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from geo.app.own_city import is_shown, own_city
from geo.city.folder import City
from geo.pipeline import file_hash, run
from geo.publish.maps.assets import STATIC
from geo.publish.maps.outlines import write_layer
from geo.spatial.contiguity import neighbours
from geo.ui.screen import OpenCity

if TYPE_CHECKING:
    from geo.core.progress import Progress

SAMPLE: Final = Path(__file__).resolve().parents[2] / "data"
POLL_S: Final = 0.1
KEPT: Final = 8  # plans kept in memory: visitors may each have a city of their own


class _Job:
    """A city being worked out, and how far that is."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.stage = "stage.boundaries"
        self.share = 0.0

    def note(self, stage: str, share: float) -> None:
        """Keep how far the work is, for all who wait for it."""
        self.stage, self.share = stage, share

    def work(self) -> OpenCity:
        """Run the city and write its outlines."""
        plan = run(self.city, progress=self.note)
        outlines = write_layer(plan.communities, STATIC)
        return OpenCity(self.city, plan, outlines, neighbours(plan.communities))


class _Shelf:
    """Cities by the content of their files; each is worked out once, one at a time.

    The work has a thread of its own: a visitor who goes to another page does not stop it.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="yipan")
        self.jobs: dict[str, tuple[_Job, Future[OpenCity]]] = {}

    def take(self, key: str, city: City) -> tuple[_Job, Future[OpenCity]]:
        """Return the work on a city; begin it if nobody has, or if it failed."""
        with self.lock:
            known = self.jobs.get(key)
            if known and not (known[1].done() and known[1].exception()):
                self.jobs[key] = self.jobs.pop(key)  # the last is the one used last
                return known
            while len(self.jobs) >= KEPT:
                del self.jobs[next(iter(self.jobs))]
            job = _Job(city)
            self.jobs[key] = (job, self.worker.submit(job.work))
            return self.jobs[key]


def city_folder() -> Path:
    """Return the visitor's own city, or that of ``yipan app DIR``, or else the sample city."""
    own = own_city() if is_shown() else None
    return own.folder if own else Path(os.environ.get("YIPAN_CITY") or SAMPLE)


def begin(folder: Path) -> tuple[_Job, Future[OpenCity]]:
    """Begin to work out a city without waiting for it.

    Raises
    ------
    CityError
        If ``city.toml`` is not valid.
    """
    city = City.open(folder)
    return _SHELF.take(_content(city, folder), city)


def open_city(folder: Path, progress: Progress) -> OpenCity:
    """Open a city and run it, unless its files are the same as before.

    Raises
    ------
    YipanError
        If the city cannot be run; with all faults.
    """
    job, opened = begin(folder)
    while not opened.done():
        progress(job.stage, job.share)
        wait([opened], timeout=POLL_S)
    return opened.result()


_SHELF: Final = _Shelf()


def _content(city: City, folder: Path) -> str:
    """Name the content of a city's files; files that were not touched are not read again."""
    paths = {"city.toml": folder / "city.toml", **city.files}
    marks = []
    for name, path in sorted(paths.items()):
        state = path.stat()
        marks.append(f"{name} {_hash(str(path), state.st_size, state.st_mtime_ns)}")
    return "\n".join([str(folder.resolve()), *marks])


@lru_cache(maxsize=1000)
def _hash(path: str, size: int, changed_ns: int) -> str:  # noqa: ARG001  (size and time: the key)
    return file_hash(Path(path))
