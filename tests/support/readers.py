"""What the tests of readers share: a folder, files in it, and issues that must be told."""

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
    """Check that an issue is among the issues and is a sentence in both languages; return it."""

    def checked(issues, what, *shown):
        found = [issue for issue in issues if issue.what == what]
        assert found, [issue.what for issue in issues]
        for language in LANGUAGES:
            for issue in issues:
                sentence = issue.sentence(language)
                assert sentence
                assert "{" not in sentence
            for text in shown:  # a column goes by its header in the file, or by its word
                word = f"column.{text}"
                said = say(word, language) if exists(word) else str(text)
                if text == found[0].column and found[0].header:
                    said = found[0].header
                assert said in found[0].sentence(language)
        return found[0]

    return checked
