"""Values come back as they were: every dtype, index and class; and nothing else is ever made."""

import json
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, box
from support.same_values import assert_same

from geo.core.serialization import deserialize, serialize


@dataclass(frozen=True)
class Inner:
    """What another holds."""

    name: str
    day: date | None = None


@dataclass(frozen=True)
class Outer:
    """A dataclass with one in it, and a memory of its own work."""

    inner: Inner
    shares: dict
    _remembered: dict = field(default_factory=dict)


KINDS = [f"{__name__}:Inner", f"{__name__}:Outer"]
FRAME = pd.DataFrame(
    {
        "code": pd.array(["a", None, "丙"], dtype="str"),
        "word": pd.array(["a", pd.NA, ""], dtype=pd.StringDtype("python", na_value=pd.NA)),
        "people": pd.array([1, None, 2**60 + 1], dtype="Int64"),
        "share": pd.array([0.1, None, -0.0], dtype="Float64"),
        "due": pd.array([True, None, False], dtype="boolean"),
        "sure": [True, False, True],
        "metres": [0.1, np.nan, np.inf],
        "node": np.array([1, -2, 3], dtype=np.int32),
        "month": np.array(["2026-10", "NaT", "2026-11"], dtype="datetime64[s]"),
        "level": pd.Categorical(["low", "high", None], ["low", "high"], ordered=True),
        "mixed": [date(2026, 11, 29), ("a", 1.5), None],
    },
    index=pd.Index(["x", "y", "z"], dtype="str", name="community_code"),
)
SHAPES = gpd.GeoDataFrame(
    {"code": ["a", "b", "c"]},
    geometry=[MultiPolygon([box(0, 0, 0.1, 1 / 3)]), None, Point()],
    crs="EPSG:4326",
)


def there_and_back(value, kinds=KINDS):
    node, content = serialize(value, kinds)
    return deserialize(json.loads(json.dumps(node)), content, kinds)


@pytest.mark.parametrize(
    "value",
    [
        FRAME,
        FRAME.reset_index(drop=True),
        FRAME.iloc[:0],
        pd.DataFrame(),
        pd.DataFrame(index=pd.RangeIndex(2, 8, 3, name="at")),
        FRAME.set_index(["code", "people"]),
        SHAPES,
        SHAPES.iloc[:0],
        SHAPES.to_crs("EPSG:4527").rename_geometry("outline"),
        FRAME["people"],
        np.array([1.5, np.nan]),
        {"a": (1, [2.5, None], {"b": float("inf")}), 3: frozenset({"x"}), date(2026, 1, 1): pd.NA},
        (np.float64(0.1), np.int8(3), True, "桥", float("nan")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_comes_back_as_it_was(value):
    assert_same(there_and_back(value), value)


@settings(max_examples=15)
@given(st.lists(st.none() | st.integers(-(2**63), 2**63 - 1)), st.lists(st.floats() | st.none()))
def test_numbers_come_back_to_the_bit(whole, real):
    columns = {"whole": pd.array(whole, dtype="Int64"), "real": np.array(real, dtype="float64")}
    for name, values in columns.items():
        frame = pd.DataFrame({name: values})
        back = there_and_back(frame)
        pd.testing.assert_frame_equal(back, frame, check_exact=True)
    assert back["real"].to_numpy().tobytes() == columns["real"].tobytes()


def test_frames_that_come_back_can_be_written_to():
    back = there_and_back(FRAME)
    back.loc["x", ["metres", "node", "people", "code"]] = [7.0, 7, 7, "b"]
    assert back.loc["x", ["metres", "node", "people", "code"]].tolist() == [7.0, 7, 7, "b"]


def test_a_dataclass_comes_back_without_what_it_remembered_and_one_stays_one():
    inner = Inner("a", date(2026, 11, 29))
    found = there_and_back((Outer(inner, {"x": FRAME}, {"seen": object()}), inner, FRAME, Inner))
    assert_same(found[0], Outer(inner, {"x": FRAME}))
    assert found[0]._remembered == {}
    assert found[0].inner is found[1]
    assert found[0].shares["x"] is found[2]
    assert found[3] is Inner


@pytest.mark.parametrize(
    "value",
    [
        object(),
        Inner("a"),
        Inner,
        FRAME.assign(at=pd.Timestamp("2026-11-29", tz="UTC")),
        pd.Series([1], index=pd.DatetimeIndex(["2026-11-29"])),
        np.zeros((2, 2)),
        pd.DataFrame({"a": [object()]}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_would_not_come_back_as_it_was_is_not_written(value):
    with pytest.raises(TypeError, match=r"is not written|not among"):
        serialize(value, [])


def test_a_frame_with_notes_is_not_written():
    noted = FRAME.copy()
    noted.attrs["source"] = "x"
    with pytest.raises(TypeError, match="source"):
        serialize(noted, [])


@pytest.mark.parametrize(
    "node",
    [
        ["object", "os:system", [["command", "touch harmed"]]],
        ["class", "subprocess:Popen"],
        ["object", KINDS[0], [["name", "a"]]],
        ["object", KINDS[0], [["name", "a"], ["day", None], ["more", 1]]],
        ["object", KINDS[1], [["inner", "a"], ["shares", 1], ["_remembered", 1]]],
        ["eval", "1"],
        ["again", 0],
        ["array", [[["numpy", "<f8"]], 0, 10]],
        ["array", [[["numpy", "<f8"], ["numpy", "<f8"]], 0, 10**6]],
        [],
        {"a": 1},
        [["tuple"], []],
    ],
)
def test_a_forged_node_makes_nothing(node, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, content = serialize(np.array([0.5]), KINDS)
    with pytest.raises(ValueError):
        deserialize(node, content, KINDS)
    assert list(tmp_path.iterdir()) == []


def test_a_stream_changed_anywhere_is_refused_or_read_as_numbers():
    node, content = serialize(FRAME[["metres", "code"]], KINDS)
    for place in range(0, len(content), 7):
        broken = content.copy()
        broken[place] ^= 255
        with suppress(ValueError):
            assert len(deserialize(node, broken, KINDS)) == len(FRAME)


def test_nodes_too_deep_are_refused():
    node = 1
    for _ in range(100_000):
        node = ["list", [node]]
    with pytest.raises(ValueError, match="recursion"):
        deserialize(node, np.empty(0, np.uint8), KINDS)
