"""The open cities: each is run once, and released with everything derived from it."""

from __future__ import annotations

import atexit
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from functools import cache, lru_cache
from threading import Lock, Timer
from typing import TYPE_CHECKING, Final, NamedTuple

from geo.app.pages import FIRST_DRAWN_S
from geo.app.prepared import prepared_of, work_ahead
from geo.app.trial import refuse_endless
from geo.city.folder import City
from geo.city.settings import CITY_FILE
from geo.core.digests import file_digest
from geo.core.temporary import folder_in
from geo.formats.limits import LIMITS
from geo.formats.paths import MARK
from geo.kept_results import of_period, results_of
from geo.publish.maps.assets import STATIC
from geo.publish.maps.outlines import LAYERS, write_layer
from geo.ui.screen import OpenCity

if TYPE_CHECKING:
    from pathlib import Path

    from geo.city.settings import Settings
    from geo.core.progress import Progress

POLL_S: Final = 0.1
Stamp = tuple[int, int]


class _Job:
    """A run of a city in progress, and how far it is."""

    def __init__(self, city: City, content: str) -> None:
        self.city, self.content = city, content
        self.stage = "stage.boundaries"
        self.share = 0.0
        self.is_completed = False

    def note(self, stage: str, share: float) -> None:
        """Keep how far the work is, for all who wait for it."""
        self.stage, self.share = stage, share

    def work(self) -> OpenCity:
        """Run the city, unless its results are kept, and write its outlines."""
        refuse_endless(self.city, self.content)
        results = results_of(self.city, self.note)
        prepared = prepared_of(self.city, results)
        # What is not uploaded is everybody's: browsers may keep its outlines.
        owner = "" if (self.city.folder / MARK).exists() else self.content
        layer = None
        if prepared.layer:
            layer = write_layer(prepared.layer, _layer_folder(), STATIC, owner)
        return OpenCity(self.city, results, layer, prepared.neighbours, prepared.priorities)


class _Shelf:
    """Cities by the content of their files; each is run once, one at a time.

    The work has a thread of its own: a visitor who goes to another page does not stop it.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="yipan")
        self.jobs: dict[tuple[str, bool, str], tuple[_Job, Future[OpenCity]]] = {}

    def take(self, content: str, city: City) -> tuple[_Job, Future[OpenCity]]:
        """Return the work on a city; begin it if nobody has, or if it failed."""
        key = (content, city.accept_loss, city.settings.records.period)
        with self.lock:
            running = self.jobs.get(key)
            if running and not (running[1].done() and running[1].exception()):
                self.jobs[key] = self.jobs.pop(key)  # the last is the one used last
                return running
            self._drop(city.folder, but=key)  # as it was before its files changed
            while self.jobs and not self._has_room():
                self._drop(next(iter(self.jobs.values()))[0].city.folder)
            job = _Job(city, content)
            self.jobs[key] = (job, self.worker.submit(job.work))
            return self.jobs[key]

    def forget(self, folder: Path) -> None:
        """Release the city in a folder, and remove the outlines made from it."""
        with self.lock:
            self._drop(folder)

    def complete(self, folder: Path) -> None:
        """Let what the results of a folder's city still lack be made behind what is shown."""
        with self.lock:
            for job, opened in self.jobs.values():
                if job.city.folder == folder and opened.done() and not job.is_completed:
                    job.is_completed = True
                    if not opened.exception():
                        results = opened.result().results
                        timer = Timer(FIRST_DRAWN_S, self.worker.submit, [work_ahead, results])
                        timer.daemon = True
                        timer.start()

    def _drop(self, folder: Path, but: tuple[str, bool, str] | None = None) -> None:
        """Release a folder's city, but not what other folders with the same files use."""
        keys = [key for key, (job, _) in self.jobs.items() if job.city.folder == folder]
        for key in keys:
            if but and key[0] == but[0] and key != but:
                continue
            _, opened = self.jobs.pop(key)
            opened.cancel()
            opened.add_done_callback(_remove_layer)

    def _has_room(self) -> bool:
        layers = (path.stat().st_size for path in _layer_folder().glob("*.json"))
        return len(self.jobs) < LIMITS.open_cities and sum(layers) < LIMITS.layers_bytes


def begin(
    folder: Path, *, accept_loss: bool = False, period: str = ""
) -> tuple[_Job, Future[OpenCity]]:
    """Start the run of a city without waiting for it.

    Parameters
    ----------
    period
        The period to report; "" that of its ``city.toml``, or else the latest.

    Raises
    ------
    CityError
        If ``city.toml`` is not valid.
    """
    read = _read(folder)
    city = of_period(City(folder, read.settings, accept_loss), period)
    return _SHELF.take(read.content, city)


def content_of(folder: Path) -> str:
    """Return what a city's files hold, as one text that changes with them.

    Raises
    ------
    CityError
        If ``city.toml`` is not valid.
    """
    return _read(folder).content


def open_city(
    folder: Path, progress: Progress, *, accept_loss: bool = False, period: str = ""
) -> OpenCity:
    """Open a city and run it, unless its files are the same as before.

    Parameters
    ----------
    period
        See :func:`begin`.

    Raises
    ------
    YipanError
        If the city cannot be run; with all issues.
    """
    job, opened = begin(folder, accept_loss=accept_loss, period=period)
    while not opened.done():
        progress(job.stage, job.share)
        wait([opened], timeout=POLL_S)
    return opened.result()


def tried_city(folder: Path, *, accept_loss: bool = False) -> City:
    """Open a city that may be checked in this process: one of uploads was tried in another.

    Raises
    ------
    CityError
        If ``city.toml`` is not valid, or the city takes too much time or memory.
    """
    read = _read(folder)
    city = City(folder, read.settings, accept_loss)
    refuse_endless(city, read.content)
    return city


def complete(folder: Path) -> None:
    """Make what kept results lack, such as what knows single points, before a page asks for it."""
    _SHELF.complete(folder)


def forget(folder: Path) -> None:
    """Release the city in a folder, and remove the outlines made from it."""
    _SHELF.forget(folder)


def clear() -> None:
    """Remove the outlines of all cities: the server ends."""
    _KEPT.close()


_SHELF: Final = _Shelf()
_KEPT: Final = ExitStack()
atexit.register(_KEPT.close)


@cache
def _layer_folder() -> Path:
    """Return this server's own folder among those served; those of dead servers are removed."""
    served = STATIC / LAYERS
    served.mkdir(parents=True, exist_ok=True)
    return _KEPT.enter_context(folder_in(served))


def _remove_layer(opened: Future[OpenCity]) -> None:
    if opened.cancelled() or opened.exception():
        return
    if layer := opened.result().layer:
        layer.path.unlink(missing_ok=True)
        if layer.streets_path:
            layer.streets_path.unlink(missing_ok=True)


class _Read(NamedTuple):
    """What was read of a folder, and the sizes and times by which it is known to be the same."""

    settings: Settings
    content: str
    stamps: dict[Path, Stamp]


_READ: Final[OrderedDict[Path, _Read]] = OrderedDict()
_MOST_READ: Final = 100


def _read(folder: Path) -> _Read:
    """Read the settings of a folder and the content of its files, unless nothing was touched."""
    known = _READ.get(folder)
    if known is not None and all(_stamp(path) == was for path, was in known.stamps.items()):
        return known
    settings_file = folder / CITY_FILE
    read_at = _stamp(settings_file)  # before it is read: what changes meanwhile is read again
    city = City.open(folder)
    files = city.files
    folders = {folder, *(path.parent for path in files.values())}
    stamps = {path: _stamp(path) for path in (*files.values(), *folders)}
    stamps[settings_file] = read_at
    marks = [f"{name} {_hash(path, stamps[path])}" for name, path in sorted(files.items())]
    content = "\n".join([str(folder.resolve()), *marks])
    _READ[folder] = read = _Read(city.settings, content, stamps)
    while len(_READ) > _MOST_READ:
        _READ.popitem(last=False)
    return read


def _stamp(path: Path) -> Stamp:
    """Return size and time of a file; of a folder the time, which changes with what is in it."""
    try:
        state = path.stat()
    except OSError:
        return 0, 0
    return 0 if path.is_dir() else state.st_size, state.st_mtime_ns


@lru_cache(maxsize=1000)
def _hash(path: Path, stamp: Stamp) -> str:  # noqa: ARG001  (size and time: the key)
    return file_digest(path)
