"""Makes tables that name another file, an address or code.

Each has a good one's rows, and a hook.
"""

import base64
import json
import pickle
import stat
import zipfile
from dataclasses import dataclass

import pyarrow as pa
from hostile import bombs, make
from pyarrow import parquet
from pyarrow.parquet import encryption


@dataclass
class Opens:
    """What opens a file when it is unpickled."""

    path: str

    def __reduce__(self):
        return open, (self.path, "a")


def geoparquet(path, crs, encoding="WKB"):
    """A layer of GeoParquet that states a CRS, whatever it is."""
    make.write_layer(path)
    table = parquet.read_table(path)
    said = json.loads(table.schema.metadata[b"geo"])
    said["columns"]["geometry"] |= {"crs": crs, "encoding": encoding}
    parquet.write_table(table.replace_schema_metadata({"geo": json.dumps(said)}), path)
    return path


def geoarrow(path, crs):
    """A layer of GeoArrow that states a CRS, whatever it is."""
    table = pa.table(make.squares().to_arrow(geometry_encoding="geoarrow"))
    at = table.schema.get_field_index("geometry")
    said = dict(table.schema.field(at).metadata) | {
        b"ARROW:extension:metadata": json.dumps({"crs": crs}).encode()
    }
    field = table.schema.field(at).with_metadata(said)
    bombs.write_arrow(path, table.set_column(at, field, table.column(at)))
    return path


def pickled(path, secret):
    """Records whose columns are of a type that is unpickled, and that pandas is to make anew."""
    table = pa.Table.from_pandas(make.frame([make.HEADERS, *make.ROWS]), preserve_index=False)
    hook = pickle.dumps(Opens(str(secret)))
    said = {
        "ARROW:extension:name": "arrow.py_extension_type",
        "ARROW:extension:metadata": hook,
    }
    fields = [field.with_metadata(said) for field in table.schema]
    index = {"kind": "range", "name": str(secret), "start": 0, "stop": 9, "step": 1}
    pandas = {"index_columns": [index], "columns": [], "creator": {"library": str(secret)}}
    schema = pa.schema(fields, metadata={"pandas": json.dumps(pandas)})
    table = pa.Table.from_arrays(table.columns, schema=schema)
    if path.suffix == ".parquet":
        parquet.write_table(table, path)
    else:
        bombs.write_arrow(path, table)
    return path


def listing(path, secret, *, whole):
    """A Parquet file whose columns are said to lie in another one, with them or without."""
    make.write_parquet(path)
    content = path.read_bytes()
    metadata = parquet.read_metadata(path)
    metadata.set_file_path(str(secret))
    metadata.write_metadata_file(path)
    if whole:
        columns = content[: -8 - int.from_bytes(content[-8:-4], "little")]
        path.write_bytes(columns + path.read_bytes()[4:])
    return path


def encrypted(path, *, footer):
    """A Parquet file that is encrypted; its keys are asked for from an address."""

    class Keys(encryption.KmsClient):
        def wrap_key(self, key, _):
            return base64.b64encode(key)

        def unwrap_key(self, key, _):
            return base64.b64decode(key)

    how = encryption.EncryptionConfiguration(
        footer_key="k", column_keys={"k": ["人数"]}, plaintext_footer=not footer
    )
    asked = encryption.KmsConnectionConfig(kms_instance_url="http://127.0.0.1/keys")
    keys = encryption.CryptoFactory(lambda _: Keys()).file_encryption_properties(asked, how)
    table = pa.Table.from_pandas(make.frame([make.HEADERS, *make.ROWS]), preserve_index=False)
    with parquet.ParquetWriter(path, table.schema, encryption_properties=keys) as writer:
        writer.write_table(table)
    return path


def workbook(path, secret, address):
    """A workbook with links, DDE, a query, an object, macros, and formulas that call out."""
    rows = [[*make.HEADERS, "甲"], *([*row, f'=WEBSERVICE("{address}")'] for row in make.ROWS)]
    make.write_xlsx(path, rows)
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/externalLinkPath" Target="file://{secret}" TargetMode="External"/>'
        "</Relationships>"
    )
    link = (
        '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<ddeLink ddeService="cmd" ddeTopic="/c type {secret}"/></externalLink>'
    )
    query = f'<connections><connection id="1" type="4"><webPr url="{address}"/></connection></connections>'
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", link)
        archive.writestr("xl/externalLinks/_rels/externalLink1.xml.rels", relation)
        archive.writestr("xl/connections.xml", query)
        archive.writestr("xl/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0" + str(secret).encode())
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    return path


def old_workbook(path, secret):
    """An .xls that refers to another book."""
    other = make.record(0x01AE, b"\x01\x00" + make.unicode(f"\x01{secret}", "<H"))
    make.write_xls(path, before=other)
    return path


def texts(path, secret, address):
    """A CSV in whose cells stand addresses and formulas: text, and nothing else."""
    headers = [*make.HEADERS, "备考", "备注"]
    rows = [
        [*row, f"file://{secret}", f"=cmd|'/c type {secret}'!A1 {address}"] for row in make.ROWS
    ]
    return make.write_csv(path, [headers, *rows])


def linked_zip(path, secret):
    """A zipped Shapefile in which a part is a link to another file."""
    make.write_layer(path)
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("数据/communities.cpg")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, str(secret))
    return path
