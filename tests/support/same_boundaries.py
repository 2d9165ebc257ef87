"""Boundaries that a test has read are not read anew for the next: hundreds of cities share them."""

from pathlib import Path

import pytest

from geo.city import folder

KEPT = 100


@pytest.fixture(scope="session", autouse=True)
def boundaries_read_once():
    """Read the boundaries of cities once for each content; frames are copied on write.

    How they are read is tested by ``read_communities`` itself, which this leaves alone.
    """
    read, kept = folder.read_communities, {}

    def once(layer, extra, settings):
        files = [_content(source) for source in (layer, extra) if source]
        key = repr((files, settings))
        if key not in kept:
            kept[key] = read(layer, extra, settings)
            if len(kept) > KEPT:
                del kept[next(iter(kept))]
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folder, "read_communities", once)
        yield


def _content(source):
    """Return how a file is called, and what it holds with those beside it, as Shapefiles have."""
    path = Path(source.path)
    beside = sorted(path.parent.glob(f"{path.stem}.*"))
    return source.name, source.sheet, [(it.name, it.read_bytes()) for it in beside if it.is_file()]
