"""A test of an analysis works out that analysis and what it needs: the others have their own."""

from functools import partial

import pytest

import geo
from geo.analyses import ANALYSES
from geo.pipeline import run

WHOLE = ("planning",)  # its tests write all that a run leaves
BY_NAME = {analysis.name: analysis for analysis in ANALYSES}


def with_needs(*names):
    """Return analyses by their names with all that they need, none twice."""
    wanted = [*names]
    for name in wanted:
        wanted += [need for need in BY_NAME[name].needs if need not in wanted]
    return [analysis for analysis in ANALYSES if analysis.name in wanted]


@pytest.fixture(scope="module", autouse=True)
def only_what_is_tested(request):
    """Let ``geo.run`` leave out what the room's analysis does not need; pages show the whole."""
    room, *below = request.path.relative_to(request.config.rootpath / "tests" / "analyses").parts
    if not below or "page" in below or room in WHOLE or room not in BY_NAME:
        yield
        return
    analyses = with_needs(room, "validation")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(geo, "run", partial(run, analyses=analyses), raising=False)
        yield
