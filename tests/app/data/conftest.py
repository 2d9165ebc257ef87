"""Cities that visitors bring: where their folders lie, and how they are tried."""

import pytest
from support.trying import tried_here  # noqa: F401  # fixture

from geo.app import cities
from geo.core import temporary


@pytest.fixture(autouse=True)
def rejected(tmp_path, monkeypatch):
    """Put the folders of sessions where the test can look."""
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setattr(temporary.tempfile, "tempdir", str(place))
    return place


@pytest.fixture(autouse=True)
def _once(request, monkeypatch):
    """Read files and work a city out in this process alone, but for who asks for `apart`."""
    if "apart" not in request.fixturenames:
        request.getfixturevalue("tried_here")
        monkeypatch.setattr(cities, "refuse_endless", lambda _city, _content: None)
