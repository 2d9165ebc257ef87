"""Cities that visitors bring: where their folders lie, and how they are tried."""

import pytest

from geo.app import cities
from geo.city import sandbox, uploads
from geo.core import temporary
from geo.core.issues import TableError


@pytest.fixture(autouse=True)
def rejected(tmp_path, monkeypatch):
    """Put the folders of sessions where the test can look."""
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setattr(temporary.tempfile, "tempdir", str(place))
    return place


@pytest.fixture(autouse=True)
def _tried_here(request, monkeypatch):
    """Read files to their end in this process, and work a city out once.

    What a process of its own is for is tested in `hostile`, and that there is one by who asks for
    `apart`.
    """
    if "apart" in request.fixturenames:
        return

    def refuse(source, table, *, layer):
        if issues := sandbox.over_limits(source, table, layer=layer):
            raise TableError(*issues)

    monkeypatch.setattr(uploads, "refuse_deadly", refuse)
    monkeypatch.setattr(cities, "refuse_endless", lambda _city, _content: None)
