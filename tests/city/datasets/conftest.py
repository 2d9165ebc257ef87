"""What tests of the files of a city share."""

import pytest


@pytest.fixture
def gpkg(tmp_path):
    def written(frame, name="c.gpkg", **how):
        frame.to_file(tmp_path / name, **how)
        return tmp_path / name

    return written
