"""What is not proven says its bound in its unit."""

import pandas as pd
import pytest

from geo.analyses.planning.plan import (
    ALL_COVERED,
    LONGEST_WAY,
    NEW_SITES,
    POOLED,
    SHORTEST_WAYS,
    Plan,
)
from geo.analyses.planning.sentences import proof_sentence


@pytest.mark.parametrize(
    ("question", "figures", "shown"),
    [
        (LONGEST_WAY, {"objective": 90.0, "bound": 83.4}, ("83.4 min", "83.4分钟")),
        (SHORTEST_WAYS, {"objective": 9.0, "bound": 8.0}, ("8 min", "8分钟")),
        (ALL_COVERED, {"objective": 9, "bound": 7, "priced": 0}, ("7 new sites", "7个新站点")),
        (ALL_COVERED, {"objective": 9, "bound": 7, "priced": 1}, ("7 × 10,000 yuan", "7万元")),
        (POOLED, {"posts": 9, "bound": 8}, ("8 staff", "8人")),
        (NEW_SITES, {"after": 900, "bound": 1000.7}, ("1,000 people", "1,000人")),
    ],
)
def test_a_bound_has_its_unit(question, figures, shown):
    plan = Plan(question, pd.DataFrame(), figures, proven=False)
    english, chinese = (proof_sentence(plan, language) for language in ("en", "zh"))
    assert f"better than {shown[0]};" in english
    assert f"优于{shown[1]}，" in chinese
