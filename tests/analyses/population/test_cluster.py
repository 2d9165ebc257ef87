"""Real worker processes of Dask: the tables of one process, whatever happens on the way."""

import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

import dask
import distributed
import pytest
from click.testing import CliRunner
from distributed.utils import get_mp_context
from pyarrow import parquet
from support import dying
from support.partitions import in_one, same, write_records
from support.worlds import write_city

import geo
from geo.analyses.population.cluster import Cluster
from geo.cli.main import main
from geo.core.issues import ClusterError, Issue, TableError
from geo.core.parallel import processors, threads
from geo.core.progress import silent

PATIENCE_S = 60
STARTING = "distributed.worker.multiprocessing-method"


@pytest.fixture(scope="module", autouse=True)
def _forked():
    """Fork workers from a process that has imported what they do; anew it takes each seconds."""
    with dask.config.set({STARTING: "forkserver"}):
        get_mp_context().set_forkserver_preload(["support.dying", "geo.pipeline"])
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A Parquet file of six row groups and a CSV, with persons and numbers again in each."""
    return write_records(write_city(tmp_path_factory.mktemp("cluster") / "city"))


@pytest.fixture(scope="module")
def local():
    """Two processes on loopback, behind the address of their scheduler."""
    with Cluster(2)._client() as client:
        yield client.cluster


def counted(folder, local, progress=silent, rows=150):
    city = geo.City.open(folder)
    cluster = Cluster(scheduler=local.scheduler_address, part_rows=rows)
    return cluster.count_records(city, city.communities.frame, city.standards, progress), city


def await_that(true):
    until = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until, "nothing came of it"
        time.sleep(0.02)


@pytest.mark.long
def test_the_command_writes_the_same_bytes(folder, tmp_path, capfd):
    for out, *options in (["one"], ["two", "--workers", "2"]):
        words = ["run", str(folder), "--out", str(tmp_path / out), "--quiet", *options]
        ran = CliRunner().invoke(main, words, catch_exceptions=False)
        assert (ran.exit_code, ran.output) == (0, "")
    assert capfd.readouterr() == ("", "")  # of all processes
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "two").iterdir())
    for name in names:
        one, other = ((tmp_path / run / name).read_bytes() for run in ("one", "two"))
        assert one == other, name


@pytest.mark.long
def test_a_worker_killed_in_the_middle(folder, local, monkeypatch):
    """The part in work is counted again, once; what the dead process had done is not lost."""
    monkeypatch.setattr("geo.analyses.population.cluster.count_or_tell", dying.count_slowly)
    seen, found = [], {}
    thread = threading.Thread(
        target=lambda: found.update(parted=counted(folder, local, lambda *told: seen.append(told)))
    )
    thread.start()
    await_that(lambda: [share for stage, share in seen if stage == "stage.records" and share > 0])
    victim = next(at for at in local.scheduler.workers.values() if at.processing)
    before = {at.pid for at in local.workers.values()}
    os.kill(local.workers[victim.name].pid, signal.SIGKILL)
    thread.join(PATIENCE_S)
    assert not thread.is_alive()
    await_that(lambda: {at.pid for at in local.workers.values()} - before - {None})
    assert local.scheduler.task_prefixes["count_slowly"].suspicious >= 1
    record_counts, city = in_one(folder)
    parted, remembered = found["parted"]
    same(record_counts, parted)
    assert remembered.record_issues == city.record_issues
    shares = [share for stage, share in seen if stage == "stage.records"]
    first_pass = shares[: shares.index(1.0)]
    assert first_pass == sorted(set(first_pass))
    assert len(first_pass) >= 4


@pytest.mark.long
def test_a_part_that_ends_every_worker_is_named(folder, local, monkeypatch):
    monkeypatch.setattr("geo.analyses.population.cluster.count_or_tell", dying.die_of_csv)
    monkeypatch.setattr(local.scheduler, "allowed_failures", 1)
    with pytest.raises(ClusterError) as error:
        counted(folder, local)
    (issue,) = error.value.issues
    assert (issue.what, issue.file, issue.value) == ("issue.worker_killed", "records/b.csv", "2")
    assert "records/b.csv" in error.value.tell("zh")


@pytest.mark.long
def test_a_issue_in_a_part_is_that_of_one_process(tmp_path, local):
    folder = write_records(write_city(tmp_path / "city"))
    broken = folder / "records" / "a.parquet"
    group = parquet.read_metadata(broken).row_group(4)
    begin = group.column(0).dictionary_page_offset
    content = bytearray(broken.read_bytes())
    content[begin : begin + group.total_byte_size] = bytes(group.total_byte_size)
    broken.write_bytes(content)
    with pytest.raises(TableError) as told:
        in_one(folder)
    with pytest.raises(TableError) as error:
        counted(folder, local)
    assert error.value.issues == told.value.issues
    assert error.value.issues[0].file == "records/a.parquet"


@pytest.mark.long
def test_the_secret_is_in_no_log_and_no_file(folder, local, monkeypatch):
    secret = bytes(range(100, 116))
    monkeypatch.setattr("geo.city.datasets.pseudonyms.secrets.token_bytes", lambda _size: secret)
    record_counts, _ = counted(folder, local)
    assert record_counts.overlaps["floating_population"].sum() > 0  # keys were made with it
    monkeypatch.setattr("geo.analyses.population.cluster.count_or_tell", dying.fail)
    with pytest.raises(ZeroDivisionError):
        counted(folder, local)
    with distributed.Client(local, set_as_default=False) as client:
        logs = repr((client.get_scheduler_logs(), client.get_worker_logs(), client.get_events()))
        held = client.run(lambda dask_worker: (dask_worker.local_directory, type(dask_worker.data)))
    assert "distributed.scheduler" in logs
    assert not any(told in logs for told in (secret.decode("latin-1"), repr(secret), secret.hex()))
    for directory, kind in held.values():
        assert kind is dict
        files = [path for path in Path(directory).rglob("*") if path.is_file()]
        assert not any(secret in path.read_bytes() for path in files)


def test_other_boundaries_than_here_are_refused(folder, local, monkeypatch):
    monkeypatch.setattr("geo.analyses.population.partitions.content_of", lambda city: "other")
    with pytest.raises(geo.YipanError) as error:
        counted(folder, local)
    assert error.value.issues[0].what == "issue.worker_files_differ"


def test_only_this_machine_reaches_the_workers(local):
    addresses = [local.scheduler_address, *local.scheduler.workers]
    assert len(addresses) == 3
    assert all(address.startswith("tcp://127.0.0.1:") for address in addresses)
    served = local.scheduler.http_server
    assert served.address == "127.0.0.1"
    assert not served.request_callback.wildcard_router.rules


def test_workers_share_out_the_processors(local):
    """Two workers have half of them each, and compute in as many threads."""
    with distributed.Client(local, set_as_default=False) as client:
        found = client.run(lambda: (os.sched_getaffinity(0), threads())).values()
    share = max(processors() // 2, 1)
    assert [(len(own), many) for own, many in found] == [(share, share)] * 2
    assert processors() == 1 or not set.intersection(*(own for own, _ in found))


def test_nobody_answers(monkeypatch):
    monkeypatch.setattr("geo.analyses.population.cluster.PATIENCE_S", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    for asked in (address, "nowhere", "mail://x:1"):
        with pytest.raises(ClusterError) as error, Cluster(scheduler=asked)._client():
            pass
        assert error.value.issues == (
            Issue("issue.scheduler_silent", severity="error", value=asked),
        )


def test_workers_that_write_to_disk_are_refused():
    with (
        distributed.LocalCluster(
            n_workers=1, host="127.0.0.1", dashboard_address=None, processes=False, protocol="tcp"
        ) as cluster,
        pytest.raises(ClusterError) as error,
        Cluster(scheduler=cluster.scheduler_address)._client(),
    ):
        pass
    assert error.value.issues[0].what == "issue.workers_spill"


def test_one_way_to_workers_at_a_time(folder, tmp_path):
    words = ["run", str(folder), "--out", str(tmp_path / "out"), "--workers", "2"]
    ran = CliRunner().invoke(main, [*words, "--scheduler", "tcp://127.0.0.1:1"])
    assert ran.exit_code == 2
    assert not (tmp_path / "out").exists()
    ran = CliRunner().invoke(main, ["run", "--help"])
    assert "--workers" in ran.output


def test_without_dask_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError) as error, Cluster(2)._client():
        pass
    assert error.value.issues[0].what == "issue.dask_missing"
