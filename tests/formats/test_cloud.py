"""Tables in the cloud are read as those on this machine, and only where a user asks for it."""

import io
import pickle
import zipfile
from dataclasses import replace

import pandas as pd
import pytest
from click.testing import CliRunner
from hostile import bombs
from pyarrow import fs
from support.partitions import in_one, same, write_records
from support.worlds import write_city

import geo
from geo.analyses.population.context import content_of, context_of
from geo.analyses.population.model import count_records
from geo.analyses.population.partitions import count_partition, count_parts, partitions
from geo.city.uploads import start
from geo.city.zipped_city import unpack
from geo.cli.main import main
from geo.core import temporary
from geo.core.issues import CityError, TableError
from geo.formats import cloud
from geo.formats.arrow import parquet_guard
from geo.formats.limits import LIMITS
from geo.formats.source import Source
from geo.formats.tables import open_file
from geo.pipeline import input_digests

BUCKET = "yipan-tests"
KEY, SECRET = "AKIAEXAMPLE", "wJalrXUtnFEMI"
LOCAL = '["records/a.parquet", "records/b.csv"]'
IN_CLOUD = f'["s3://{BUCKET}/记录/[a].parquet", "s3://{BUCKET}/记录/b.csv"]'


@pytest.fixture(scope="module")
def store():
    """A server that speaks as S3 does, on loopback, with a bucket; and how to put objects there."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    with pytest.MonkeyPatch.context() as patch:
        host, port = server.get_host_and_port()
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_REGION", "us-east-1")
        patch.setenv("AWS_ACCESS_KEY_ID", KEY)
        patch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        cloud._s3.cache_clear()
        s3 = fs.S3FileSystem(
            scheme="http", endpoint_override=f"{host}:{port}", allow_bucket_creation=True
        )
        s3.create_dir(BUCKET)

        def put(name, content):
            with s3.open_output_stream(f"{BUCKET}/{name}") as stream:
                stream.write(content)
            return f"s3://{BUCKET}/{name}"

        yield put
    cloud._s3.cache_clear()
    server.stop()


@pytest.fixture(scope="module")
def folders(store, tmp_path_factory):
    """A city whose records lie in its folder, and the same with them in the cloud."""
    local, in_cloud = (
        write_records(write_city(tmp_path_factory.mktemp("c") / "city")) for _ in range(2)
    )
    parquet = local / "records" / "a.parquet"
    pd.read_parquet(parquet).to_parquet(in_cloud / "records" / "a.parquet", row_group_size=300)
    for path in (in_cloud / "records").iterdir():
        store(f"记录/{path.name}", path.read_bytes())
        path.unlink()
    settings = in_cloud / "city.toml"
    settings.write_text(settings.read_text("utf-8").replace(LOCAL, IN_CLOUD), "utf-8")
    return local, in_cloud


def plain(frame):
    """Name files as they are named in the folder."""
    named = frame.select_dtypes(["str", "object"]).columns
    return frame.assign(**{
        name: frame[name].str.replace(f"s3://{BUCKET}/记录/", "records/") for name in named
    })  # fmt: skip


@pytest.mark.long
def test_records_in_the_cloud_are_counted_as_those_of_the_folder(folders, monkeypatch):
    """In one pass, and in parts that are pickled to and fro; nothing is written to disk."""
    local, in_cloud = folders
    expected, _ = in_one(local)
    city = geo.City.open(in_cloud, cloud=True)
    counted = count_records(city, city.communities.frame, city.standards)
    jobs = partitions(city, city.standards, part_rows=250)
    assert len(jobs) == 3
    context = context_of(city.folder, city.settings, content_of(city))
    in_parts = context.new_record_counts(city, city.standards)
    count_parts(
        jobs,
        lambda some: [count_partition(pickle.loads(pickle.dumps(it))) for it in some],
        in_parts,
    )
    in_parts.settle()
    same(counted, in_parts)
    for name in ("counts", "cells", "by_origin", "record_account", "rejected_records", "overlaps"):
        frames = plain(getattr(counted, name)), getattr(expected, name)
        assert frames[0].equals(frames[1]), name


def test_an_object_that_changes_is_read_again(store):
    address = store("records.csv", b"lon,lat\n1,2\n")
    before = cloud.objects_of(address)[address]
    assert cloud.objects_of(address)[address].digest == before.digest
    store("records.csv", b"lon,lat\n1,3\n")
    after = cloud.objects_of(address)[address]
    assert (after.size, after.digest != before.digest) == (before.size, True)
    assert after.open().read() == b"lon,lat\n1,3\n"
    with pytest.raises(TableError) as refused:
        before.open()
    assert refused.value.issues[0].what == "issue.cloud_changed"


def test_inputs_in_the_cloud_are_told_by_their_version(folders):
    digests = input_digests(geo.City.open(folders[1], cloud=True))
    assert [name for name in digests if name.startswith("s3://")] == [
        f"s3://{BUCKET}/记录/a.parquet",
        f"s3://{BUCKET}/记录/b.csv",
    ]


def test_what_is_hostile_is_refused_as_on_disk(store, tmp_path, monkeypatch):
    monkeypatch.setattr(parquet_guard, "LIMITS", replace(LIMITS, unpacked_bytes=2**20))
    bombs.packed_parquet(path := tmp_path / "bomb.parquet")
    issues = []
    for content, name in (
        (path.read_bytes(), "bomb.parquet"),
        (b"PAR1", "r.csv"),
        (b"", "r.parquet"),
        (b"PAR1x", "s.parquet"),
    ):
        address = store(name, content)
        source = Source(cloud.objects_of(address)[address], name)
        with pytest.raises(TableError) as refused:
            open_file(source).first_rows()
        issues += [issue.what for issue in refused.value.issues]
    assert issues == [
        "issue.too_large",
        "issue.not_as_named",
        "issue.empty",
        "issue.parquet_broken",
    ]


@pytest.mark.parametrize(
    ("address", "what"),
    [
        (f"s3://{BUCKET}/none.csv", "issue.cloud_missing"),
        (f"s3://{BUCKET}/none/*.csv", "issue.cloud_missing"),
        ("s3://no-such-bucket/r.csv", "issue.cloud_missing"),
        ("s3://no-such-bucket/*/r.csv", "issue.cloud_missing"),
    ],
)
def test_what_is_not_there_is_told(store, address, what):
    with pytest.raises(TableError) as refused:
        cloud.objects_of(address)
    [issue] = refused.value.issues
    assert (issue.what, issue.file) == (what, address)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("AWS Error ACCESS_DENIED during HeadObject operation: No response body.", "denied"),
        ("AWS Error UNKNOWN (HTTP status 301) during HeadObject operation", "denied"),
        ("AWS Error NETWORK_CONNECTION during HeadObject operation: curlCode: 28", "silent"),
        ("google::cloud::Status(PERMISSION_DENIED: Permanent error)", "denied"),
        ("google::cloud::Status(UNAVAILABLE: Could not create a OAuth2 access token", "denied"),
        ("google::cloud::Status(NOT_FOUND: Permanent error)", "missing"),
        ("Failed to get token from DefaultAzureCredential: AuthenticationException", "denied"),
        ("Azure Error: 404 The specified container does not exist.", "missing"),
    ],
)
def test_what_a_cloud_says_is_a_sentence_without_its_words(words, what):
    with pytest.raises(TableError) as refused, cloud._as_issues("s3://b/r.csv"):
        raise OSError(f"{words} {SECRET}")
    assert refused.value.issues[0].what == f"issue.cloud_{what}"
    assert SECRET not in str(refused.value)


def test_a_store_that_is_gone_while_it_is_read_is_told():
    class Gone:
        def read_at(self, *_):
            raise OSError("AWS Error NETWORK_CONNECTION")

    with pytest.raises(TableError) as refused:
        io.BufferedReader(
            cloud.RangeReader(cloud.CloudObject("s3://b/r.csv", 9, ""), Gone())
        ).read()
    assert refused.value.issues[0].what == "issue.cloud_silent"


@pytest.fixture
def nobody_asked(monkeypatch):
    """Fail whoever asks a cloud."""
    monkeypatch.setattr(cloud, "_store_of", lambda _: pytest.fail("a cloud was asked"))


REFUSED = {
    f"s3://{KEY}:{SECRET}@bucket/r.csv": "issue.cloud_secret",
    f"s3://bucket/r.csv?secret_key={SECRET}": "issue.cloud_secret",
    f"abfs://box:{SECRET}@account.dfs.core.windows.net/r.csv": "issue.cloud_secret",
    "abfs://box@evil.example/r.csv": "issue.cloud_address",
    "s3://bucket/../r.csv": "issue.cloud_address",
    "gcs://bucket/r.csv": "issue.cloud_address",
    "s3://bucket/r.xlsx": "issue.cloud_kind",
}


def refusals(folder, files, section="records", **how):
    """Name some files in a city of its own; what is refused of them."""
    settings = folder / "city.toml"
    settings.write_text(f"{settings.read_text('utf-8')}\n[{section}]\n{files}\n", "utf-8")
    with pytest.raises(CityError) as refused:
        geo.City.open(folder, **how)
    assert SECRET not in str(refused.value)
    assert SECRET not in "".join(refused.value.tell("zh"))
    return [issue.what for issue in refused.value.issues]


def test_addresses_are_checked_before_anybody_is_asked(tmp_path, nobody_asked):
    folder = write_city(tmp_path / "city")
    files = f"files = {[*REFUSED]}"
    assert refusals(folder, files, "out_migrants", cloud=True) == [*REFUSED.values()]
    staff = write_city(tmp_path / "staff")
    assert refusals(staff, f'file = "s3://{KEY}:{SECRET}@b/s.csv"', "sites", cloud=True) == [
        "issue.cloud_table"
    ]


def test_only_the_command_line_follows_an_address(folders, tmp_path, nobody_asked, monkeypatch):
    """Neither the app nor an uploaded city does; the command says what it lacks."""
    _, in_cloud = folders
    with pytest.raises(CityError) as refused:
        geo.City.open(in_cloud)
    assert {issue.what for issue in refused.value.issues} == {"issue.cloud_here"}
    monkeypatch.setattr(temporary.tempfile, "tempdir", str(tmp_path))
    with zipfile.ZipFile(tmp_path / "city.zip", "w") as archive:
        archive.write(in_cloud / "city.toml", "city.toml")
    uploaded = start("zh")
    with pytest.raises(CityError) as refused:
        unpack(Source(tmp_path / "city.zip", "city.zip"), uploaded)
    assert {issue.what for issue in refused.value.issues} == {"issue.cloud_here"}
    (uploaded / "city.toml").write_bytes((in_cloud / "city.toml").read_bytes())
    with pytest.raises(CityError) as refused:  # though the command line runs it
        geo.City.open(uploaded, cloud=True)
    assert "issue.cloud_here" in {issue.what for issue in refused.value.issues}


def test_a_command_ends_with_a_sentence(store, tmp_path):
    folder = write_city(tmp_path / "city")
    settings = folder / "city.toml"
    text = settings.read_text("utf-8").replace("records/records.csv", f"s3://{BUCKET}/none.csv")
    settings.write_text(text, "utf-8")
    done = CliRunner().invoke(main, ["check", str(folder), "--language", "en"])
    assert done.exit_code == 1
    assert f"s3://{BUCKET}/none.csv: There is no such object" in done.output
