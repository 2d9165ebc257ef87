"""Values written as JSON and Arrow, and read back as they were: no code lies in what is written.

Written are plain values, dates, tuples, lists, sets, mappings, frames, series and arrays, and the
dataclasses that the caller names. A field whose name begins with an underscore is what an object
remembers of its own work: it is left out, and begins anew. A value that occurs twice is written
once. Geometry is written as WKB.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from geopandas.array import from_wkb
from pyproj import CRS

from geo.core.analysis import load

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from numpy.typing import NDArray

    Node = Any
    """What JSON takes: a plain value, or a list of a tag and what it needs."""

_PLAIN: Final = (type(None), bool, int, float, str)
_SEQUENCES: Final = {"tuple": tuple, "list": list, "set": set, "frozenset": frozenset}
_MASKED: Final = (pd.arrays.IntegerArray, pd.arrays.FloatingArray, pd.arrays.BooleanArray)
_ONE_THREAD: Final = pa.ipc.IpcReadOptions(use_threads=False)  # to wake others takes longer
_OPTIONS: Final = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)


def serialize(value: object, kinds: Collection[str]) -> tuple[Node, NDArray[np.uint8]]:
    """Write a value.

    Parameters
    ----------
    value
        What to write.
    kinds
        The dataclasses that may occur in it: references ``"module:class"``.

    Returns
    -------
    tuple
        What to keep as JSON, and what to keep as bytes beside it.

    Raises
    ------
    TypeError
        If something in it is of another kind.
    """
    writer = _Writer(frozenset(kinds))
    return writer.node(value), np.frombuffer(b"".join(writer.contents), np.uint8)


def deserialize(node: Node, content: NDArray[np.uint8], kinds: Collection[str]) -> Any:
    """Read what :func:`serialize` has written.

    Parameters
    ----------
    node, content
        As they were written.
    kinds
        The dataclasses that may be made of them; nothing else is imported or called.

    Raises
    ------
    ValueError
        If they are not what was written, or are of other classes.
    """
    try:
        return _Reader(frozenset(kinds), pa.py_buffer(content)).value(node)
    except Exception as error:  # in whatever way it is not what was written
        raise ValueError(str(error)) from error


class _Writer:
    """Makes nodes of values; frames go into ``contents``, one Arrow stream each."""

    def __init__(self, kinds: frozenset[str]) -> None:
        self.kinds = kinds
        self.contents: list[pa.Buffer] = []
        self._written: dict[int, tuple[int, object]] = {}  # with the object, so that it lives on

    def node(self, value: object) -> Node:
        if type(value) in _PLAIN:
            return value
        if id(value) in self._written:
            return ["again", self._written[id(value)][0]]
        node = self._node(value)
        self._written[id(value)] = len(self._written), value
        return node

    def _node(self, value: Any) -> Node:
        name = type(value).__name__
        if _SEQUENCES.get(name) is type(value):
            return [name, [self.node(item) for item in value]]
        if isinstance(value, dict):
            return ["dict", [[self.node(key), self.node(item)] for key, item in value.items()]]
        if isinstance(value, type):
            return ["class", self._reference(value)]
        if is_dataclass(value):
            kept = ((field.name, getattr(value, field.name)) for field in _kept_fields(type(value)))
            members = [[name, self.node(member)] for name, member in kept]
            return ["object", self._reference(type(value)), members]
        return _scalar(value) or self._table(value)

    def _table(self, value: Any) -> Node:
        if isinstance(value, pd.DataFrame):
            columns = [value.iloc[:, place].array for place in range(value.shape[1])]
            geometry = getattr(value, "_geometry_column_name", None)
            headers = self._index(value.columns), self._index(value.index)
            return ["frame", *headers, self._arrays(columns), _kind_of_frame(value), geometry]
        if isinstance(value, pd.Series) and type(value) is pd.Series:
            name = self.node(value.name)
            return ["series", name, self._index(value.index), self._arrays([value.array])]
        if type(value) is np.ndarray and value.ndim == 1:
            return ["array", self._arrays([value])]
        message = f"{type(value).__module__}.{type(value).__qualname__} is not written"
        raise TypeError(message)

    def _reference(self, kind: type) -> str:
        reference = f"{kind.__module__}:{kind.__qualname__}"
        if reference not in self.kinds:
            message = f"{reference} is not among the classes that are written"
            raise TypeError(message)
        return reference

    def _index(self, index: pd.Index[Any]) -> Node:
        if type(index) is pd.RangeIndex:
            return ["range", index.start, index.stop, index.step, self.node(index.name)]
        if type(index) is pd.MultiIndex:
            levels = [index.get_level_values(level).array for level in range(index.nlevels)]
            return ["levels", self._arrays(levels), self.node(tuple(index.names))]
        if type(index) is pd.Index:
            return ["values", self._arrays([index.array]), self.node(index.name)]
        message = f"an index of {type(index).__name__} is not written"
        raise TypeError(message)

    def _arrays(self, arrays: list[Any]) -> Node:
        """Write arrays of one length: how each is to be read, and where their stream lies."""
        nodes, columns = [], []
        for values in arrays:
            node, column = self._array(_plain(values))
            nodes.append(node)
            columns.append(column)
        filled = [column for column in columns if column is not None]
        table = pa.table(filled, names=[str(place) for place in range(len(filled))])
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema, options=_OPTIONS) as stream:
            stream.write_table(table)
        begin = sum(content.size for content in self.contents)
        self.contents.append(sink.getvalue())
        return [nodes, begin, begin + self.contents[-1].size]

    def _array(self, values: Any) -> tuple[Node, Any]:
        """Return how an array is to be read, and its column; None where JSON holds the values."""
        dtype = values.dtype
        if isinstance(values, np.ndarray):
            if dtype.kind == "O":
                return ["objects", [self.node(value) for value in values]], None
            return ["numpy", dtype.str], pa.array(values, from_pandas=False)
        if isinstance(dtype, pd.CategoricalDtype):
            categories = self._index(dtype.categories)
            return ["category", categories, bool(dtype.ordered)], pa.array(values.codes)
        if dtype.name == "geometry":
            outlines = pa.array(shapely.to_wkb(np.asarray(values)), pa.large_binary())
            return ["geometry", None if values.crs is None else values.crs.to_json()], outlines
        return _node_of_extension(values), pa.array(values)


class _Reader:
    """Makes values of nodes."""

    def __init__(self, kinds: frozenset[str], content: pa.Buffer) -> None:
        self.kinds = kinds
        self.content = content
        self._read: list[Any] = []

    def value(self, node: Node) -> Any:
        if type(node) in _PLAIN:
            return node
        tag, *given = node
        if tag == "again":
            return self._read[given[0]]
        value = self._value(tag, given)
        self._read.append(value)
        return value

    def _value(self, tag: str, given: list[Any]) -> Any:
        if tag in _SEQUENCES:
            return _SEQUENCES[tag](self.value(item) for item in given[0])
        readers: dict[str, Callable[..., Any]] = {
            "dict": lambda items: {self.value(key): self.value(item) for key, item in items},
            "date": date.fromisoformat,
            "scalar": lambda dtype, value: np.dtype(dtype).type(value),
            "missing": {"NAType": pd.NA, "NaTType": pd.NaT}.__getitem__,
            "class": self._class,
            "object": self._object,
            "frame": self._frame,
            "series": self._series,
            "array": lambda arrays: next(self._arrays(arrays)),
        }
        return readers[tag](*given)

    def _class(self, reference: str) -> Any:
        if reference not in self.kinds:
            raise ValueError(reference)
        return load(reference)

    def _object(self, reference: str, members: list[Any]) -> Any:
        kind = self._class(reference)
        values = {name: self.value(member) for name, member in members}
        if set(values) != {field.name for field in _kept_fields(kind)}:
            raise ValueError(reference)
        return kind(**values)

    def _frame(self, columns: Node, index: Node, arrays: Node, kind: str, geometry: Any) -> Any:
        headers, rows = self._index(columns), self._index(index)
        values = {place: _column(array, rows) for place, array in enumerate(self._arrays(arrays))}
        frame = pd.DataFrame(values, index=rows, columns=range(len(headers)), copy=False)
        frame.columns = headers
        if kind == "DataFrame":
            return frame

        return gpd.GeoDataFrame(frame, geometry=geometry)

    def _series(self, name: Node, index: Node, arrays: Node) -> Any:
        label, rows = self.value(name), self._index(index)
        return _column(next(self._arrays(arrays)), rows).rename(label)

    def _index(self, node: Node) -> pd.Index[Any]:
        tag, *given = node
        if tag == "range":
            start, stop, step, name = given
            return pd.RangeIndex(start, stop, step, name=self.value(name))
        levels = [pd.Index(array, dtype=array.dtype) for array in self._arrays(given[0])]
        name = self.value(given[1])
        if tag == "levels":
            return pd.MultiIndex.from_arrays(levels, names=name)
        index: pd.Index[Any] = levels[0].rename(name)
        return index

    def _arrays(self, node: Node) -> Iterator[Any]:
        nodes, begin, end = node
        part = self.content.slice(begin, end - begin)
        with pa.ipc.open_stream(part, options=_ONE_THREAD) as stream:
            table = stream.read_all()
        table.validate(full=True)
        columns = iter(table.combine_chunks().columns)
        arrays = []
        for tag, *given in nodes:
            column = None if tag == "objects" else next(columns)
            arrays.append(self._array(tag, given, column))
        return iter(arrays)

    def _array(self, tag: str, given: list[Any], column: Any) -> Any:
        if tag == "objects":
            values = np.empty(len(given[0]), dtype=object)
            values[:] = [self.value(item) for item in given[0]]
            return values
        if tag == "numpy":
            return np.array(column.to_numpy(), dtype=given[0])  # of its own: it can be written to
        if tag == "str":
            dtype: Any = pd.StringDtype(given[0], na_value=pd.NA if given[1] else np.nan)
            return dtype.__from_arrow__(column)
        if tag == "category":
            categories, ordered = self._index(given[0]), given[1]
            kind = pd.CategoricalDtype(categories, ordered=ordered)
            return pd.Categorical.from_codes(column.to_numpy(), dtype=kind)
        if tag == "geometry":
            crs = None if given[0] is None else CRS.from_json(given[0])
            return from_wkb(column.to_numpy(zero_copy_only=False), crs=crs)
        return pd.array([], dtype=given[0]).dtype.__from_arrow__(column)


def _column(values: Any, index: pd.Index[Any]) -> pd.Series[Any]:
    """Return values as a column of just their dtype: pandas would take objects for text."""
    column: pd.Series[Any] = pd.Series(values, index=index, dtype=values.dtype, copy=False)
    return column


def _scalar(value: Any) -> Node | None:
    """Return the node of a single value that JSON does not take; None if it is none."""
    if type(value) is date:
        return ["date", value.isoformat()]
    if isinstance(value, np.generic):
        return ["scalar", value.dtype.str, value.item()]
    return ["missing", type(value).__name__] if value is pd.NA or value is pd.NaT else None


def _node_of_extension(values: Any) -> Node:
    """Return how an array of an extension of pandas is to be read.

    Raises
    ------
    TypeError
        If it is one that is not written.
    """
    dtype = values.dtype
    if isinstance(dtype, pd.StringDtype):
        return ["str", dtype.storage, dtype.na_value is pd.NA]
    if not isinstance(values, _MASKED):
        message = f"an array of {dtype} is not written"
        raise TypeError(message)
    return ["masked", dtype.name]


def _kept_fields(kind: type) -> list[Any]:
    return [field for field in fields(kind) if not field.name.startswith("_")]


def _plain(values: Any) -> Any:
    """Return the numpy array that an array of pandas is made of, if it is no more than that."""
    plain = type(values) is pd.arrays.NumpyExtensionArray or isinstance(values.dtype, np.dtype)
    return np.asarray(values) if plain else values


def _kind_of_frame(frame: pd.DataFrame) -> str:
    """Return the class of a frame, of those that are written.

    Raises
    ------
    TypeError
        If it is another, or something is noted beside its columns.
    """
    name = type(frame).__name__
    if name not in {"DataFrame", "GeoDataFrame"} or frame.attrs:
        message = f"{name} with {list(frame.attrs)} is not written"
        raise TypeError(message)
    return name
