"""A test of an analysis works out that analysis and what it needs: the others have their own."""

from functools import partial

import pytest
from support.needed import needed

import geo
from geo.analyses import ANALYSES
from geo.pipeline import run

WHOLE = ("planning",)  # its tests write all that a run leaves
NAMES = {analysis.name for analysis in ANALYSES}


@pytest.fixture(scope="module", autouse=True)
def only_what_is_tested(request):
    """Let ``geo.run`` leave out what the room's analysis does not need; pages show the whole."""
    room, *below = request.path.relative_to(request.config.rootpath / "tests" / "analyses").parts
    if not below or "page" in below or room in WHOLE or room not in NAMES:
        yield
        return
    analyses = needed(room, "validation")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(geo, "run", partial(run, analyses=analyses), raising=False)
        yield
