"""Chinese and English are equals: every word is there in both, and every word is used."""

import re

import pytest
from support.paths import ROOT

from geo.core.i18n import LANGUAGES, WORDS, blanks, say

CHINESE_LETTER = re.compile("[\u4e00-\u9fff]")
SOURCE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in [*(ROOT / "geo").rglob("*.py"), ROOT / "app.py"]
    if path.name != "words.py"
)


def test_said_in_both_languages_with_the_same_blanks():
    empty = [key for key, both in WORDS.items() if not all(told.strip() for told in both)]
    assert not empty
    other_blanks = [key for key, (zh, en) in WORDS.items() if blanks(zh) != blanks(en)]
    assert not other_blanks


def test_chinese_is_chinese_and_english_is_english():
    told = WORDS.items() - {("page.language", WORDS["page.language"])}  # each by its own name
    not_english = [key for key, (_, en) in told if CHINESE_LETTER.search(re.sub("“[^”]*”", "", en))]
    assert not not_english
    not_chinese = [
        key
        for key, (zh, _) in told
        if not CHINESE_LETTER.search(zh) and re.sub(r"\{[^}]*\}|\W", "", zh)  # more than layout
    ]
    assert not not_chinese


def test_what_code_says_is_there():
    said = set(re.findall(r"""["']((?:[a-z]+)\.(?:[a-z0-9_]+))["']""", SOURCE))
    sections = {key.split(".")[0] for key in WORDS}
    files = {
        "toml",
        "csv",
        "json",
        "py",
        "xlsx",
        "parquet",
        "gpkg",
        "geojson",
        "js",
        "css",
        "graphml",
    }
    missing = {
        key
        for key in said - set(WORDS)
        if key.split(".")[0] in sections and key.split(".")[1] not in files
    }
    assert not missing


def test_every_word_is_used():
    prefixes = tuple(f"{found}." for found in re.findall(r"""f["']([a-z_.]+)\.\{""", SOURCE))
    short = set(re.findall(r"""["']([a-z0-9_.]+)["']""", SOURCE))
    unused = {
        key
        for key in WORDS
        if key not in short and not key.startswith(prefixes) and key.split(".", 1)[1] not in short
    }
    assert not unused


def test_a_key_in_a_blank_is_said_too():
    told = say("fault.standard", "zh", column="people_per_staff", value="0", rule="rule.positive")
    assert "须为不小于1的整数" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_with_braces_are_said_as_they_are(language):
    assert "{x}" in say("fault.standard", language, column="{x}", value="{y}", rule="{z}")
