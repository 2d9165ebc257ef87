"""Sentences: a column goes by its word, and by its name where that is to be written."""

import pytest

from geo.city.schemas import TABLES
from geo.core.i18n import LANGUAGES, exists
from geo.core.issues import Issue
from geo.formats.header_matching import match


@pytest.mark.parametrize("table", TABLES)
def test_every_column_has_a_word(table):
    assert all(exists(f"column.{column.name}") for column in TABLES[table].columns)


def test_a_sentence_says_the_column_in_its_language():
    issue = Issue("issue.number_unread", severity="warning", column="lon", value="?")
    assert issue.sentence("zh").startswith("“经度”一列的“?”")
    assert issue.sentence("en").startswith("“?” in “Longitude”")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_to_be_written_goes_by_its_name(language):
    (issue,) = match(["x"], TABLES["crosswalk"]).issues[:1]
    assert 'old_code = "' in issue.sentence(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_setting_that_is_called_like_a_column_is_no_column(language):
    issue = Issue("issue.setting_needed", severity="error", column="level")
    assert "level" in issue.sentence(language)


def test_a_place_is_told_with_the_comma_of_the_language():
    issue = Issue("issue.number_unread", severity="warning", file="a.csv", row=3, rows=2)
    assert issue.place("zh") == "a.csv，第3行，同类共2行："
    assert issue.place("en") == "a.csv, row 3, 2 rows alike: "
