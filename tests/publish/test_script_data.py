"""Data in a script of a page: what was written arrives, and none of it comes alive."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.hostile_text import HOSTILE

from geo.publish.script_data import script_data


def parse(expression):
    """Read what JavaScript would: the argument of JSON.parse is a JSON string of JSON."""
    return json.loads(json.loads(re.fullmatch(r"JSON\.parse\((.*)\)", expression)[1]))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_arrives_as_it_was_written(text):
    made = script_data({"name": text, text: [text]})
    assert parse(made) == {"name": text, text: [text]}
    assert not re.search(r"[<>&\u2028]", made)


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_any_data_arrives_as_it_was(data):
    assert parse(script_data(data)) == data
