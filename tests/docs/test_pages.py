"""The docs say what the program does.

Their examples run, their tables are whole, both languages agree.
"""

import dataclasses
import doctest
import re
import shutil
import tomllib

import click
import pytest
import yaml
from support.street_city import write_street_city
from tooling import pages
from tooling.pages import DOCS, ROOT

from geo.city.folder import City
from geo.cli.main import main
from geo.core.i18n import LANGUAGES
from geo.core.standards import Standards
from geo.export import table_meanings

WRITTEN = sorted(path.relative_to(DOCS / "en") for path in (DOCS / "en").rglob("*.md"))
BLOCK = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r" *#.*$", re.MULTILINE)
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def text(language, page):
    return (DOCS / language / page).read_text(encoding="utf-8")


def blocks(language, page, *kinds):
    """Return the code of a page without its comments, which are in the reader's language."""
    found = BLOCK.findall(text(language, page))
    return [(kind, COMMENT.sub("", code)) for kind, code in found if kind in kinds]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A folder in which `data` is a small city: the sample is run by the notebook."""
    folder = tmp_path_factory.mktemp("docs")
    write_street_city(folder / "data")
    return folder


@pytest.mark.long
@pytest.mark.parametrize("page", WRITTEN, ids=str)
def test_the_examples_run(page, small, monkeypatch):
    monkeypatch.chdir(small)
    failed, tried = doctest.testfile(
        str(DOCS / "en" / page), module_relative=False, optionflags=FLAGS, encoding="utf-8"
    )
    assert failed == 0
    assert tried == text("en", page).count("\n>>> ") + text("en", page).startswith(">>> ")


@pytest.mark.parametrize("page", WRITTEN, ids=str)
def test_every_method_has_a_number_to_check(page):
    if page.parts[0] == "methods" and page.name != "index.md":
        assert ">>> " in text("en", page)
        assert "```math" in text("en", page)


@pytest.mark.parametrize("page", WRITTEN, ids=str)
def test_both_languages_tell_the_same(page):
    """Code, formulas, headings and links are the same in number.

    Code and commands in every letter.
    """
    english, chinese = (text(language, page) for language in ("en", "zh"))
    assert blocks("en", page, "python", "nginx", "bat") == blocks(
        "zh", page, "python", "nginx", "bat"
    )
    for pattern in (r"^#+ ", r"```math", r"^\|", r"\]\([^)]+\)", r"\{ #[\w-]+ \}"):
        counts = [len(re.findall(pattern, of, re.MULTILINE)) for of in (english, chinese)]
        assert counts[0] == counts[1], pattern
    links = [sorted(re.findall(r"\]\(([^)]+)\)", of)) for of in (english, chinese)]
    assert links[0] == links[1]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("page", WRITTEN, ids=str)
def test_markdown_does_what_it_seems_to(language, page):
    told = text(language, page)
    assert not re.search(r"^ {1,3}```", told, re.MULTILINE), "a fence in a list: four spaces"
    broken = re.search(r"[，。、；：）一-鿿]\n[（“一-鿿]", told)
    assert not broken, "a line break within Chinese is shown as a space"


@pytest.mark.parametrize("page", WRITTEN, ids=str)
def test_every_yipan_command_shown_is_one(page):
    """Each is parsed by the command itself, and not run."""
    lines = [line for _, code in blocks("en", page, "bash") for line in code.splitlines()]
    for line in lines:
        words = line.split()
        if words and words[0].removeprefix(".venv/bin/") == "yipan":
            command = main.get_command(click.Context(main), words[1])
            command.make_context(words[1], words[2:])


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("page", WRITTEN, ids=str)
def test_every_setting_shown_is_one(language, page):
    known = {(setting.section, setting.name) for setting in pages.all_settings()}
    for _, code in blocks(language, page, "toml"):
        told = tomllib.loads(code)
        sections = {name: of for name, of in told.items() if name in {s for s, _ in known}}
        shown = {(name, key) for name, of in sections.items() for key in of}
        loose = {key for key in told if key not in sections}
        assert shown <= known
        assert loose <= {key for _, key in known}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_city_shown_opens(language, tmp_path):
    first, *_ = BLOCK.findall(text(language, "how-to/own-data.md"))
    assert first[0] == "toml"
    shutil.copytree(ROOT / "data", tmp_path / "city")
    (tmp_path / "city" / "city.toml").write_text(first[1], encoding="utf-8")
    city = City.open(tmp_path / "city")
    assert city.settings.language == language
    assert city.settings.records.period == "2026-10"


def test_both_languages_have_the_same_pages():
    chinese = sorted(path.relative_to(DOCS / "zh") for path in (DOCS / "zh").rglob("*.md"))
    assert chinese == WRITTEN
    trees = []
    for language in ("en", "zh"):
        nav = yaml.safe_load((DOCS / f"{language}.yml").read_text(encoding="utf-8"))["nav"]
        trees.append(re.findall(r"[\w/-]+\.md", str(nav)))
    assert trees[0] == trees[1]


def test_every_column_of_a_run_is_told_and_none_that_is_not_there():
    for column in pages.sample_columns():
        assert all(column.meaning[language] for language in ("en", "zh")), column
    meanings = pages.meanings_of_tables()
    assert set(meanings) == {*table_meanings(), "scenario", "comparison"}
    assert {column.table for column in pages.sample_columns()} == set(meanings)
    assert all(of[language] for of in meanings.values() for language in ("en", "zh"))


def test_every_setting_is_told_and_every_unit_is_of_a_norm():
    settings = pages.all_settings()
    for language in LANGUAGES:
        page = pages.settings_page(language)
        for setting in settings:
            assert f"| `{setting.name}` |" in page
            assert setting.meaning(language) in page
    assert set(pages.labels("settings")) <= {norm.name for norm in dataclasses.fields(Standards)}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_generated_pages_are_whole(language):
    generated = pages.generated_pages(language)
    results = generated["reference/results.md"]
    assert all(f"| `{column.name}` |" in results for column in pages.sample_columns())
    settings = generated["reference/settings.md"]
    assert f"| `max_population_per_staff` | `{Standards().max_population_per_staff}` |" in settings
    assert f"::: {pages.geo.run.__module__}.run" in generated["reference/api.md"]
    assert set(generated) == {
        f"reference/{name}.md" for name in ("inputs", "results", "settings", "api", "glossary")
    }
