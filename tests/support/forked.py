"""Runs of the command in processes forked from one that has all it imports: importing takes longest.

Only for what such a process has in common with one started anew; the encoding of the terminal and
the locale are those of the first.
"""

import atexit
import multiprocessing
import os
import sys
import tempfile

import pyarrow.parquet  # noqa: F401
import pyogrio._io  # noqa: F401

import geo.export
import geo.publish.csv
import geo.publish.layers
import geo.publish.manifest  # noqa: F401
from geo.analyses.corridors import tables  # noqa: F401
from geo.cli.main import main

PATIENCE_S = 300


class Run:
    """A run of the command that has begun, and what it prints to a file."""

    def __init__(self, words, printed, environment, before=""):
        forks = multiprocessing.get_context("forkserver")
        forks.set_forkserver_preload(["support.forked"])
        self._printed = printed
        printed.touch()
        self._process = forks.Process(target=_run, args=(words, printed, environment, before))
        self._process.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def wait_until_begun(self):
        while self._process.is_alive() and "begun" not in self._printed.read_text("utf-8"):
            self._process.join(0.01)

    def wait(self, seconds):
        self._process.join(seconds)

    def kill(self):
        self._process.kill()
        self._process.join()

    def ended(self):
        """How it ended, and all it printed."""
        self._process.join(PATIENCE_S)
        assert self._process.exitcode is not None, "it does not end"
        return self._process.exitcode, self._printed.read_text("utf-8")


def _run(words, printed, environment, before):
    """Run the command; ``before`` is what happens to the process first."""
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None  # that of the environment
    output = os.open(printed, os.O_WRONLY | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    exec(before, {"sys": sys, "os": os})
    print("begun", flush=True)
    try:
        main(words)
    finally:  # as an interpreter does that ends, and a fork does not
        atexit._run_exitfuncs()
