"""Processes that begin with all they need imported: each is forked from a server for one task.

To import the readers takes seconds, to read a small file a tenth of one. So a server, a process
that imports them once and reads no file, is forked for every task::

    app ── server ── supervisor ── process of the task
           (one)     (one a task)  (with limits, leader of its process group)

The supervisor waits until the task ends or the app hangs up, ends what is left of the process
group, and sends the exit code. The server has one thread, since others do not survive a fork. It
is sent the descriptors of a task, and neither its arguments nor its answer; it ends with the app.

Only Linux forks so. Libraries of macOS do not bear a fork, and Windows has none: there each task
is given a new interpreter.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import traceback
from contextlib import suppress
from dataclasses import replace
from functools import partial
from threading import Lock
from typing import IO, TYPE_CHECKING, Any, Final, NoReturn

from geo.formats.bounded import bound
from geo.formats.limits import LIMITS, UPLOADS, environment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.formats.limits import Limits

_FORKS: Final = sys.platform == "linux"
# Of the time that passes, others on the machine may take a part.
_PASSING_SECONDS: Final = 3
_MESSAGE_BYTES: Final = 2**17
_COMMAND: Final = (sys.executable, "-m", "geo.formats.fork_server")
# The allocator of pyarrow has a thread of its own otherwise.
_ONE_THREAD: Final = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}


def run_apart(
    entry: str, arguments: Sequence[str], limits: Limits, answer: IO[bytes], errors: IO[bytes]
) -> int:
    """Call a function in a process of its own.

    Parameters
    ----------
    entry
        The function, as ``"package.module:name"``; the server imports its module.
    arguments
        Of the function.
    limits
        What the process goes by; its memory and time are bounded before it begins.
    answer, errors
        Files that take its standard output and its standard error. Standard input is empty.

    Returns
    -------
    int
        Exit code: 0 if it came to its end, negative for the signal that ended it.

    Raises
    ------
    TimeoutError
        If three times the processor seconds have passed; the process has been ended then.
    """
    patience = _PASSING_SECONDS * limits.processor_seconds
    if not _FORKS:
        return _interpreted([entry, *arguments], limits, answer, errors, patience)
    task = {"arguments": [*arguments], "processor_seconds": limits.processor_seconds}
    with _server(limits).connection(entry, answer, errors) as supervisor:
        supervisor.send(json.dumps(task).encode())
        supervisor.settimeout(patience)
        try:
            code = supervisor.recv(_MESSAGE_BYTES)
        except TimeoutError:
            supervisor.shutdown(socket.SHUT_WR)
            supervisor.settimeout(None)
            supervisor.recv(_MESSAGE_BYTES)
            raise
    return int(code or -signal.SIGKILL)


def prepare(entry: str, limits: Limits) -> None:
    """Have the server import the module of a function, for the first task that needs it."""
    if _FORKS:
        _server(limits).import_module(entry)


class _Server:
    """The server, as the app sees it."""

    def __init__(self, limits: Limits) -> None:
        self._control, its_own = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with its_own:
            self._process = subprocess.Popen(  # noqa: S603  # our own module, and no shell
                _COMMAND,
                stdin=its_own.fileno(),
                stdout=subprocess.DEVNULL,
                env={**environment(limits), **_ONE_THREAD},
                start_new_session=True,  # a key that interrupts the app is not for it
            )
        atexit.register(self.end)

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def import_module(self, entry: str) -> None:
        self._control.send(entry.encode())

    def connection(self, entry: str, *files: IO[bytes]) -> socket.socket:
        """Begin a task; return the connection to its supervisor."""
        connection, its_own = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with its_own:
            descriptors = [its_own.fileno(), *(file.fileno() for file in files)]
            socket.send_fds(self._control, [entry.encode()], descriptors)
        return connection

    def end(self) -> None:
        """End the server once its tasks have begun; they go on."""
        atexit.unregister(self.end)
        self._control.close()
        self._process.wait()


_servers: Final[dict[Limits, _Server]] = {}
_lock: Final = Lock()


def _server(limits: Limits) -> _Server:
    """Return the server of these limits; time is bounded by each task, not by the server."""
    limits = replace(limits, processor_seconds=UPLOADS.processor_seconds)
    with _lock:
        if limits in _servers and _servers[limits].has_ended:
            _servers.pop(limits).end()
        if limits not in _servers:
            _servers[limits] = _Server(limits)
        return _servers[limits]


def _interpreted(
    arguments: Sequence[str],
    limits: Limits,
    answer: IO[bytes],
    errors: IO[bytes],
    patience: int,
) -> int:
    """Call a function in an interpreter of its own."""
    try:
        process = subprocess.run(  # noqa: S603  # our own module, and no shell
            [*_COMMAND, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=answer,
            stderr=errors,
            timeout=patience,
            check=False,
            env=environment(limits),
        )
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    return process.returncode


def _serve(control: socket.socket) -> None:
    """Fork a supervisor for each task, until the app is gone."""
    signal.signal(signal.SIGCHLD, _reap)
    while True:
        entry, descriptors, *_ = socket.recv_fds(
            control, _MESSAGE_BYTES, 3, socket.MSG_CMSG_CLOEXEC
        )
        if not entry:
            return
        function = pkgutil.resolve_name(entry.decode())
        gc.collect()
        gc.freeze()  # what all processes share is not looked through by each, and so not copied
        if descriptors and not os.fork():
            control.close()
            _end_after(partial(_supervise, function, *descriptors))
        for descriptor in descriptors:
            os.close(descriptor)


def _reap(*_: object) -> None:
    """Let supervisors that have ended go; their processor time counts as the server's."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _supervise(function: Callable[..., object], connection: int, answer: int, errors: int) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with socket.socket(fileno=connection) as app:
        task = json.loads(app.recv(_MESSAGE_BYTES))
        process = os.fork()
        if not process:
            app.close()
            _end_after(partial(_work, function, task, answer, errors))
        with suppress(OSError):
            os.setpgid(process, process)  # whoever comes first, it or its supervisor
        ended = os.pidfd_open(process)
        select.select([ended, app.fileno()], [], [])
        os.killpg(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        with suppress(BrokenPipeError):
            app.send(str(os.waitstatus_to_exitcode(status)).encode())


def _work(function: Callable[..., object], task: dict[str, Any], answer: int, errors: int) -> None:
    os.setpgid(0, 0)
    for descriptor, standard in ((answer, 1), (errors, 2)):
        os.dup2(descriptor, standard)
        os.close(descriptor)
    bound(replace(LIMITS, processor_seconds=task["processor_seconds"]))
    function(*task["arguments"])


def _end_after(work: Callable[[], None]) -> NoReturn:
    """Do some work and end this process as an interpreter does, without taking it down first.

    To clear away all that the server has imported would take longer than most tasks.
    """
    code = 1
    try:
        work()
        sys.stdout.flush()
        code = 0
    except BaseException:  # noqa: BLE001  # as any process: a traceback and an exit code
        traceback.print_exc()
    finally:
        try:
            atexit._run_exitfuncs()  # noqa: SLF001  # as multiprocessing does
        finally:
            os._exit(code)


def main(entry: str = "", *arguments: str) -> None:
    """Serve the app at the other end of standard input, or call one function and end."""
    if entry:
        bound(LIMITS)
        pkgutil.resolve_name(entry)(*arguments)
        return
    with socket.socket(fileno=os.dup(0)) as control, open(os.devnull, "rb") as nothing:  # noqa: PTH123
        os.dup2(nothing.fileno(), 0)
        nothing.close()
        _serve(control)


if __name__ == "__main__":
    main(*sys.argv[1:])
