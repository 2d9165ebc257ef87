"""Sentences: a column goes by its word, and by its name where that is to be written."""

import pytest

from geo.city.schemas import TABLES
from geo.core.i18n import LANGUAGES, exists
from geo.core.issues import Fault
from geo.formats.header_matching import match


@pytest.mark.parametrize("table", TABLES)
def test_every_column_has_a_word(table):
    assert all(exists(f"column.{column.name}") for column in TABLES[table].columns)


def test_a_sentence_says_the_column_in_its_language():
    fault = Fault("fault.number_unread", stops=False, column="lon", value="?")
    assert fault.sentence("zh").startswith("“经度”一列的“?”")
    assert fault.sentence("en").startswith("“?” in “Longitude”")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_to_be_written_goes_by_its_name(language):
    (fault,) = match(["x"], TABLES["crosswalk"]).faults[:1]
    assert 'old_code = "' in fault.sentence(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_setting_that_is_called_like_a_column_is_no_column(language):
    fault = Fault("fault.setting_needed", stops=True, column="level")
    assert "level" in fault.sentence(language)


def test_a_place_is_told_with_the_comma_of_the_language():
    fault = Fault("fault.number_unread", stops=False, file="a.csv", row=3, rows=2)
    assert fault.place("zh") == "a.csv，第3行，同类共2行："
    assert fault.place("en") == "a.csv, row 3, 2 rows alike: "
