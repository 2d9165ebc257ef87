"""Hears whether anything reaches out: a listener on loopback, and a process that tells on itself.

``watched`` runs the command on city folders, or checks them, in one process of its own. An audit hook there writes
down every address that Python connects to or looks up, and every file it opens; what libraries of C
ask for, the listener hears, if the address they were given is its.
"""

import contextlib
import io
import json
import os
import socket
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parents[2]
REACHING = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")


class Listener:
    """Listens on loopback, TCP and UDP, and hangs up on whoever calls."""

    def __enter__(self):
        self.heard = []
        self._call = socket.create_server(("127.0.0.1", 0))
        self.port = self._call.getsockname()[1]
        self._word = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._word.bind(("127.0.0.1", self.port))
        self._word.settimeout(0)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        return self

    def _listen(self):
        with contextlib.suppress(OSError):
            while True:
                caller, _ = self._call.accept()
                caller.settimeout(1)
                with caller, contextlib.suppress(OSError):
                    self.heard.append(caller.recv(200))

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.heard.append(self._word.recv(200))
        self._call.shutdown(socket.SHUT_RDWR)
        self._call.close()
        self._word.close()
        self._thread.join(5)


def watched(folders, home, checked=()):
    """Run each city folder into its ``out``: what was said, and what the audit hook wrote down.

    Those of ``checked`` are checked only, which reads all files and writes no results. Caches
    and temporary files go to ``home``, to be looked through with :func:`holding`.
    """
    (home / "tmp").mkdir(parents=True)
    settings = {
        "XDG_CACHE_HOME": str(home / "cache"),
        "TMPDIR": str(home / "tmp"),
        "PROJ_DEBUG": "2",
    }
    asked = [f"{'check' if folder in checked else 'run'}:{folder}" for folder in folders]
    done = subprocess.run(
        [sys.executable, __file__, *asked],
        env={**os.environ, **settings},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout), done.stderr


def watch_all(folders, home, secret, listener, checked=()):
    """Watch the command on city folders, by name; what it said of each, and all that was heard."""
    told, errors = watched(folders.values(), home / "home", [folders[name] for name in checked])
    return SimpleNamespace(
        home=home / "home",
        secret=secret,
        folders=folders,
        told=dict(zip(folders, told, strict=True)),
        errors=errors,
        heard=listener.heard,
    )


def holding(folder, secret):
    """List the files below a folder that hold a secret, in a zip too."""
    return [path for path in folder.rglob("*") if path.is_file() and secret in _content(path)]


def _content(path):
    content = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            content += b"".join(archive.read(name) for name in archive.namelist())
    return content


def _run(main, asked):
    command, _, folder = asked.partition(":")
    out = ["--out", f"{folder}/out"] if command == "run" else []
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main([command, folder, *out, "--language", "en"])
        except SystemExit as end:
            return {"code": end.code, "said": said.getvalue()}
    return {"code": 0, "said": said.getvalue()}


def _tell(all_asked):
    import geo  # noqa: F401  # drivers first
    from geo.cli.main import main

    events = []

    def hook(event, arguments):
        if event in REACHING:
            events.append([event, repr(arguments)])
        elif event in {"open", "sqlite3.connect"} and arguments:
            events.append(["open", str(arguments[0])])

    sys.addaudithook(hook)
    told = []
    for asked in all_asked:
        events.clear()
        told.append({**_run(main, asked), "events": list(events)})
    print(json.dumps(told))


if __name__ == "__main__":
    _tell(sys.argv[1:])
