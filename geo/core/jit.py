"""Machine code for the loops that numpy has no word for."""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray


FunctionT = TypeVar("FunctionT", bound="Callable[..., Any]")


class Kernel:
    """A function that is compiled when it is first called, alone or by another that is compiled.

    Parameters
    ----------
    function
        What is compiled.
    options
        As ``numba.njit`` takes them.
    """

    def __init__(self, function: Callable[..., Any], options: Mapping[str, bool]) -> None:
        self.py_func = function
        self.options = options

    def __call__(self, *args: Any) -> Any:
        """Run it."""
        return self.dispatcher(*args)

    @property
    def _numba_type_(self) -> Any:
        """What numba takes it for in the code of another function."""
        return self.dispatcher._numba_type_

    @cached_property
    def dispatcher(self) -> Any:
        """What numba made of it."""
        try:
            return _compile(self.py_func, cache=True, **self.options)
        except RuntimeError:  # numba found no folder to write to
            return _compile(self.py_func, cache=False, **self.options)


def compiled(function: FunctionT, **options: bool) -> FunctionT:
    """Compile a function when it is first called; it runs without Python's lock.

    The machine code is kept beside the source, or where that can't be written in the user's cache
    (or in ``NUMBA_CACHE_DIR``), so that the next start pays nothing; where nothing can be written,
    it is made anew at each start. What is kept is known by its own source file only: after a change
    in ``layout.py`` or ``cell_kernels.py`` delete ``geo/spatial/index/__pycache__``.
    """
    return cast("FunctionT", Kernel(function, options))


def compiled_plain(function: FunctionT) -> FunctionT:
    """Compile a small function that makes no arrays and returns none.

    Such a function need not count who uses the arrays it is given, which would take most of its
    time: a count is shared by all processors.
    """
    return compiled(function, _nrt=False)


def _compile(function: Callable[..., Any], *, cache: bool, **options: bool) -> Any:
    numba = _numba()
    options |= {"nogil": True}
    compile_: Any = numba.njit(error_model="numpy", **options)
    compiled_function: Any = compile_(function)
    if cache:
        compiled_function._cache = _kept_code()(function)  # noqa: SLF001  # as its enable_caching does
        _forget_unreadable(compiled_function)
    return compiled_function


@cache
def _kept_code() -> Any:
    """Return the class that keeps machine code, and loads it without what only compiling needs.

    numba imports all it can compile before it looks whether anything must be compiled, which takes
    0.3 s of the first call. What is loaded needs only the helpers of arrays at run time.
    """
    _numba()
    from numba.core.caching import FunctionCache  # noqa: PLC0415
    from numba.core.runtime.nrt import rtsys  # noqa: PLC0415

    kept: Any = FunctionCache  # untyped

    class KeptCode(kept):  # type: ignore[misc]
        def load_overload(self, signature: Any, target: Any) -> Any:
            rtsys.initialize(target)
            with self._guard_against_spurious_io_errors():
                return self._load_overload(signature, target)

    return KeptCode


def _forget_unreadable(compiled_function: Any) -> None:
    """Remove the list of what is kept of a function where it can't be read.

    It names the types of arguments: one that an older version had, and this one calls otherwise,
    would end the program. numba looks only afterwards whether what is kept is of this source.
    """
    cache_file = compiled_function._cache._cache_file  # noqa: SLF001  # there is no other way to it
    try:
        cache_file._load_index()  # noqa: SLF001
    except Exception:  # noqa: BLE001  # what is read may raise anything
        Path(cache_file._index_path).unlink(missing_ok=True)  # noqa: SLF001


@cache
def _numba() -> Any:
    """Import numba, without the settings that lie in the current folder.

    They name the folder whose machine code is unpickled, and whoever sent the folder wrote them.
    """
    import numba  # noqa: PLC0415  # slow to import
    from numba.core import config  # noqa: PLC0415

    config._config_fname = ""  # noqa: SLF001  # there is no other way to leave them out
    config.reload_config()  # type: ignore[no-untyped-call]
    return numba


def read_only(values: NDArray[Any]) -> NDArray[Any]:
    """Return a view that can't be written: for compiled code an array is of another type then.

    Columns of pandas are read-only, those of numpy are not: so all are made the same, and the code
    is compiled once.
    """
    view = np.ascontiguousarray(values).view()
    view.flags.writeable = False
    return view
