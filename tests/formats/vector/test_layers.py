"""Layers of polygons, whatever their format."""

import warnings

import pytest
from support.paths import SAMPLE

from geo.city.schemas import TABLES
from geo.formats.source import Source
from geo.formats.vector import layers


@pytest.mark.parametrize(("package", "told"), [("requests", 0), ("pyogrio", 1)])
def test_only_what_readers_warn_of_is_told(monkeypatch, package, told):
    """Warnings of all threads are caught together: one may be importing something meanwhile."""
    read = layers._read_vector

    def reading(*arguments):
        warnings.warn_explicit("no such field", RuntimeWarning, f"/env/{package}/core.py", 1)
        return read(*arguments)

    monkeypatch.setattr(layers, "_read_vector", reading)
    path = SAMPLE / "boundaries" / "communities.gpkg"
    layer = layers.read_layer(Source(path, path.name), TABLES["communities"], {})
    assert [issue.what for issue in layer.issues].count("issue.layer_warned") == told
