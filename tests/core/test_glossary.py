"""The glossary: one source for the tooltips, the Help page and the docs."""

import tomllib

import pytest
from support.paths import ROOT

from geo.core.glossary import glossary
from geo.ui.components import meanings


def test_every_word_has_a_meaning_in_both_languages():
    words = tomllib.loads((ROOT / "geo/core/glossary.toml").read_text(encoding="utf-8"))
    for key, entry in words.items():
        assert set(entry) == {"zh", "en", "meaning_zh", "meaning_en"}, key
        assert all(text.strip() for text in entry.values())
    assert list(glossary("zh")) == list(glossary("en")) == list(words)


@pytest.mark.parametrize(("language", "label"), [("zh", "缺口（名）"), ("en", "Staff shortfall")])
def test_a_figure_is_told_by_its_entry(language, label):
    told = meanings(language, {"staffing.shortfall": "staff_shortfall"})
    assert told == {label: glossary(language)["staff_shortfall"].meaning}
