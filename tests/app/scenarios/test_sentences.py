"""Changes of a scenario in words: what is changed, to what, as exact as a place is."""

import pytest

from geo.app.scenarios.sentences import change_told
from geo.city.scenarios.changes import SiteAdded, SiteChanged


@pytest.mark.parametrize(
    ("change", "language", "told"),
    [
        (SiteAdded("新", 103.497575555, 40.4), "zh", "增设站点“新”（103.49758，40.40000）"),
        (SiteChanged("a", 3, 1500.0), "en", "site “a”: 3 staff, capacity 1,500"),
        (SiteChanged("a", services=("证照", "就业")), "zh", "站点“a”：服务项目 证照，就业"),
    ],
)
def test_a_change_is_told(change, language, told):
    assert change_told(change, None, language) == told
