"""What the hostile tests share: a city folder with one file exchanged, and its account."""

import re

import pytest
from hostile import make
from support.hostile_city import City, persons, rows

from geo.analyses.population.model import Population
from geo.core.i18n import LANGUAGES


@pytest.fixture
def city(tmp_path):
    return City(tmp_path)


@pytest.fixture
def sentences():
    """Return an issue's sentence in both languages.

    None has an empty blank or a traceback in it.
    """

    def told(issues, what):
        found = [issue for issue in issues if issue.what == what]
        assert found, [(issue.what, issue.sentence("en")) for issue in issues]
        for issue in issues:
            for language in LANGUAGES:
                sentence = issue.sentence(language)
                assert sentence
                assert not re.search(r"\{\w*\}|Traceback", sentence)
        return [found[0].sentence(language) for language in LANGUAGES]

    return told


@pytest.fixture
def whole():
    """Nobody is lost and nobody is made up: rows and persons in are those counted and rejected."""
    from geo.analyses.population.methods.account import close_account

    def checked(results, rows_in=3, persons_in=make.PERSONS):
        closed = close_account(
            results[Population].record_account, results[Population].rejected_records
        )
        assert closed["closes"].all()
        assert (rows(results), persons(results)) == (rows_in, persons_in)
        return results

    return checked
