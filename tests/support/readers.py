"""What the tests of readers share: a folder, files in it, and faults that must be told."""

import csv
import io

import pytest

from geo.core.i18n import LANGUAGES, exists, say
from geo.formats.source import Source


@pytest.fixture
def write(tmp_path):
    """Write a file into the folder and give it as a source."""

    def written(name, content, sheet=""):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, list):
            text = io.StringIO()
            csv.writer(text).writerows(content)
            content = text.getvalue()
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Source(path, name, sheet)

    return written


@pytest.fixture
def told():
    """Check that a fault is among the faults and is a sentence in both languages; return it."""

    def checked(faults, what, *shown):
        found = [fault for fault in faults if fault.what == what]
        assert found, [fault.what for fault in faults]
        for language in LANGUAGES:
            for fault in faults:
                sentence = fault.sentence(language)
                assert sentence
                assert "{" not in sentence
            for text in shown:  # a column goes by its word
                word = f"column.{text}"
                said = say(word, language) if exists(word) else str(text)
                assert said in found[0].sentence(language)
        return found[0]

    return checked
