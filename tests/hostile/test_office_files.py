"""Files as offices hand them in: each gives the people it means, or a sentence of the doubt."""

import re

import pandas as pd
import pytest
from hostile.chinese_offices import chinese
from hostile.foreign_offices import foreign
from hostile.office_files import CITIES, write_boundaries

import geo
from geo.analyses import population, validation
from geo.analyses.population.model import Population
from geo.core.i18n import LANGUAGES
from geo.core.issues import YipanError
from geo.pipeline import run

OFFICES = dict([*chinese(), *foreign()])
COUNTING = (population.ANALYSIS, validation.ANALYSIS)


def counted(folder, office):
    """Return the people of every unit by a file of an office, if any, and the issues told."""
    settings = write_boundaries(folder, office.city)
    (folder / office.name).write_bytes(office.content)
    settings += f'files = ["{office.name}"]\n{office.settings}'
    (folder / "city.toml").write_text(settings, "utf-8")
    try:
        results = run(geo.City.open(folder), analyses=COUNTING)
    except YipanError as error:
        return (), error.issues
    people = results[Population].communities["floating_population"].reindex(CITIES[office.city][0])
    return tuple(None if pd.isna(n) else int(n) for n in people), results.issues


@pytest.mark.parametrize("office", OFFICES.values(), ids=list(OFFICES))
def test_the_people_a_file_means_are_counted_or_the_doubt_is_named(tmp_path, office):
    people, issues = counted(tmp_path, office)
    assert people == office.people
    assert {issue.what for issue in issues} >= set(office.told)
    sentences = [issue.sentence(language) for issue in issues for language in LANGUAGES]
    assert not any(re.search(r"<NA>|\{\w+\}|Traceback", said) for said in sentences)
