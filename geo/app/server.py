"""The app's server: `python -m geo.app.server app.py`, with the options of Streamlit after it.

The city is worked out from the moment the server starts, so that the first visitor waits less.
"""

from __future__ import annotations

import contextlib
import sys

from streamlit.web.cli import main as streamlit_command

from geo.app.sessions import begin, city_folder
from geo.core.issues import YipanError

if __name__ == "__main__":
    with contextlib.suppress(YipanError):  # the pages tell what is wrong
        begin(city_folder())
    streamlit_command(["run", *sys.argv[1:]])
