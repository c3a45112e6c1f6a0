"""Files of statements: NDJSON, a JSON array or an LRS's response, gzip, Parquet; folders of these."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import duckdb

from scorm_export.records.store import StoreError
from scorm_export.records.store.lines import open_bytes

_MARK = b"\xef\xbb\xbf"
_LINES = (".ndjson", ".jsonl", ".json", ".log", ".txt")
_COLUMNS = ("id", "actor", "verb", "object")
_TEXTS = ("statement", "raw", "event", "event_str", "full_statement", "_source")
"""Names of columns in which exports have whole statements."""


def statement_files(path: Path) -> list[Path]:
    """Return the files of statements at a path, in order. Raises StoreError when there is none."""
    if path.is_dir():
        found = sorted(each for each in path.rglob("*") if each.is_file() and _kind(each))
        if not found:
            raise StoreError(f"the folder `{path}` has no files of statements: .ndjson, .jsonl, .json, .gz or .parquet")
        return found
    if not path.is_file():
        raise StoreError(f"`{path}` does not exist")
    if not _kind(path):
        raise StoreError(
            f"`{path}` is not a file of statements: .ndjson, .jsonl, .json, .gz or .parquet, or .csv with --map"
        )
    return [path]


def _kind(path: Path) -> str:
    suffixes = path.suffixes
    inner = suffixes[-2] if suffixes[-1:] == [".gz"] and len(suffixes) > 1 else ".ndjson"
    last = inner if suffixes[-1:] == [".gz"] else path.suffix
    if last == ".parquet":
        return "parquet"
    return "lines" if last in _LINES else ""


def as_lines(path: Path, work: Path) -> Path:
    """Return a file with one statement per line: the file itself, or one made from it in the folder `work`."""
    if _kind(path) == "parquet":
        return _from_parquet(path, work / f"{path.name}.ndjson")
    with open_bytes(path) as content:
        start = content.read(4096)
        head = start.lstrip(_MARK + b" \t\r\n")
        if not (head.startswith(b"[") or head.replace(b" ", b"").startswith((b'{"statements"', b'{"more"', b"{\n"))):
            return _unmarked(path, content, work) if start.startswith(_MARK) else path
        content.seek(0)
        try:
            whole = json.loads(content.read().decode("utf-8-sig"))
        except ValueError:
            return path
    listed = work / f"{path.name}.ndjson"
    with listed.open("w", encoding="utf-8") as lines:
        for statement in _statements_in(whole):
            lines.write(json.dumps(statement, ensure_ascii=False) + "\n")
    return listed


def _unmarked(path: Path, content: IO[bytes], work: Path) -> Path:
    """Copy lines without a byte order mark at the start."""
    content.seek(len(_MARK))
    copied = work / f"{path.name}.ndjson"
    with copied.open("wb") as file:
        shutil.copyfileobj(content, file)
    return copied


def _statements_in(whole: Any) -> Iterator[Any]:
    if isinstance(whole, list):
        yield from whole
    elif isinstance(whole, dict) and isinstance(whole.get("statements"), list):
        yield from whole["statements"]
    else:
        yield whole


def _from_parquet(path: Path, made: Path) -> Path:
    with duckdb.connect() as connection:
        try:
            table = connection.from_parquet(str(path))
        except duckdb.Error:
            raise StoreError(f"`{path}` cannot be read as Parquet") from None
        if set(_COLUMNS) <= set(table.columns):
            lines = connection.sql(
                "SELECT CAST(to_json(exported) AS VARCHAR) FROM read_parquet($file) AS exported",
                params={"file": str(path)},
            )
        elif text := next((name for name in _TEXTS if name in table.columns), None):
            column = duckdb.FunctionExpression("json", duckdb.ColumnExpression(text))
            lines = table.select(column.cast("VARCHAR"))
        else:
            known = ", ".join(_TEXTS)
            raise StoreError(f"`{path}` has no columns of statements: either {', '.join(_COLUMNS)}, or one of {known}")
        lines.to_csv(str(made), header=False, sep="\x01", quotechar="", escapechar="")
    return made
