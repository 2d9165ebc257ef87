"""Of texts that begin alike the first is resolved; all mean what each would mean by itself."""

import random

import pytest

from geo.regions import origins
from geo.regions.gazetteer import divisions
from geo.regions.origins import Origins, OwnUnits, _written
from geo.regions.written_names import all_written_names

BEFORE = ["", "", "", "中国", " ", "河南省", "'"]
# What may follow a name: more of a name, what is left out, wide digits, an accent that joins.
AFTER = [
    "", "第3村", "县", "市", "区", "省", "自治县", "市辖区", "-1号", "１２号", "\u0301路", " 路", "東村", "台前县",
    "省直辖县级行政区划济源市", "兵团，北京市",
]  # fmt: skip
CODES = ["", "000", "001", "100200", "000000", "001003", "１", "a"]
OWN = OwnUnits("410900", frozenset(["410922", "410922001", "410922001003"]), "410000")


def texts(many):
    chosen = random.Random(7)
    names = chosen.choices(all_written_names(), k=many // 6)
    for _ in range(many):
        name = chosen.choice(names)
        name = name[: chosen.randint(1, len(name))] if chosen.random() < 0.3 else name
        yield chosen.choice(BEFORE) + name + chosen.choice(AFTER) + chosen.choice(AFTER)
        yield chosen.choice(["410922", *(d.code for d in divisions()[:40])]) + chosen.choice(CODES)


@pytest.mark.parametrize(
    "settings", [{}, {"year": 2001}, {"own": OWN}, {"listed": {"410922001": "X", "台前": "Y"}}]
)
def test_each_means_what_it_means_by_itself(settings, monkeypatch):
    monkeypatch.setattr(origins, "_MANY", -1)
    together, one_by_one = Origins(**settings), Origins(**settings)
    by_prefix = 0
    for text in texts(2_000):
        by_prefix += together._prefixes.get(text) is not None
        assert together._remembered(text) == _written(one_by_one.resolve(text), text), text
    assert by_prefix > 200
