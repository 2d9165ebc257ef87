"""What the hostile tests share: a city folder with one file exchanged, and its account."""

import pytest
from hostile import make
from support.hostile_city import City, persons, rows

from geo.core.i18n import LANGUAGES


@pytest.fixture
def city(tmp_path):
    return City(tmp_path)


@pytest.fixture
def sentences():
    """Tell a fault's sentence in both languages; none has an empty blank or a traceback in it."""

    def told(faults, what):
        found = [fault for fault in faults if fault.what == what]
        assert found, [(fault.what, fault.sentence("en")) for fault in faults]
        for fault in faults:
            for language in LANGUAGES:
                sentence = fault.sentence(language)
                assert sentence
                assert not {"{", "Traceback"} & set(sentence.split())
        return [found[0].sentence(language) for language in LANGUAGES]

    return told


@pytest.fixture
def whole():
    """Nobody is lost and nobody is made up: rows and persons in are those counted and set aside."""
    from geo.analyses.population.methods.account import close_account

    def checked(plan, rows_in=3, persons_in=make.PERSONS):
        closed = close_account(plan.account, plan.set_aside)
        assert closed["closes"].all()
        assert (rows(plan), persons(plan)) == (rows_in, persons_in)
        return plan

    return checked
