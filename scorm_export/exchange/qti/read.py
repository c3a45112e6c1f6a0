"""QTI 2.1: an item, a test, or a package of both (IMS QTI 2.1, Assessment Test, Section, and Item).

Whatever version 2 a document says it has is read, since the parts that have a counterpart are the same in all.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

from scorm_export.diagnostics import SourceFile
from scorm_export.exchange.bank import Bank, UnreadableError
from scorm_export.exchange.qti.files import (
    MANIFEST,
    Files,
    folder_files,
    folder_of_manifest,
    package_files,
    within,
)
from scorm_export.exchange.qti.interactions import fields_of
from scorm_export.exchange.qti.item import Item
from scorm_export.exchange.xml_files import name_of, place, read_xml

_ITEM, _TEST = re.compile(r"imsqti_item_xmlv2p\d"), re.compile(r"imsqti_(?:test|assessment)_xmlv2p\d")


def read_package(path: str, data: bytes, bank: Bank) -> None:
    """Add the questions of a package to a bank. Raises UnreadableError for a package of another kind."""
    files = package_files(path, data)
    root_folder = folder_of_manifest(files)
    manifest = files.read(posixpath.join(root_folder, MANIFEST))
    assert manifest is not None
    root, file = read_xml(f"{path}/{posixpath.join(root_folder, MANIFEST)}", manifest, bank.found)
    listed = list(root.iter("{*}resource"))
    resources = [(r.get("type", ""), within(root_folder, r.get("href", ""))) for r in listed if r.get("href")]
    for resource in listed:
        if not resource.get("href") and _ITEM.match(resource.get("type", "")):
            bank.lost(f"the question `{resource.get('identifier')}`, which names no file", place(file, resource))
    items = [href for kind, href in resources if _ITEM.match(kind)]
    tests = [href for kind, href in resources if _TEST.match(kind)]
    if not items and not tests:
        other = next((kind for kind, _ in resources if "qti" in kind), "")
        raise UnreadableError(f"it holds no questions in QTI 2{f', only `{other}`' if other else ''}")
    read = _read_documents(files, [*tests, *items], bank, items)
    for name in sorted(files.names - read):
        if name.endswith(".xml") and files.is_item(name):
            shown = SourceFile(path=posixpath.join(files.shown, name)).span()
            bank.leave_out(f"`{name}`: a question that neither the manifest nor a test names", shown)


def read_document(path: Path, bank: Bank, encoding: str | None = None) -> None:
    """Add the questions of an item or a test, with what lies beside it, to a bank. Raises UnreadableError."""
    _read_documents(folder_files(path), [path.name], bank, (), encoding)


def _read_documents(
    files: Files, names: Iterable[str], bank: Bank, items: Iterable[str] = (), encoding: str | None = None
) -> set[str]:
    """Read documents, and after each those that it refers to, every one once; return their names.

    `items` are known to be questions. The first document has to be readable.
    """
    waiting, read, asked = list(names)[::-1], set[str](), set(items)
    while waiting:
        name = waiting.pop()
        if name in read:
            continue
        read.add(name)
        try:
            more, sections = _read_document(files, name, bank, encoding)
        except UnreadableError as problem:
            if len(read) == 1 and not waiting:
                raise
            shown = SourceFile(path=posixpath.join(files.shown, name)).span()
            message = f"`{name}`: {problem}"
            if name in asked or files.is_item(name):
                bank.leave_out(message, problem.at or shown)
            else:
                bank.lost(message, problem.at or shown)
            continue
        asked |= set(more)
        waiting += [*more, *sections][::-1]
    return read


def _read_document(files: Files, name: str, bank: Bank, encoding: str | None) -> tuple[list[str], list[str]]:
    """Read a document; return the names of the items and of the sections it refers to. Raises UnreadableError."""
    shown = posixpath.join(files.shown, name)
    data = files.read(name)
    if data is None:
        raise UnreadableError("there is no such file", SourceFile(path=shown).span())
    root, file = read_xml(shown, data, bank.found, encoding)
    kind = name_of(root)
    if kind in ("assessmentTest", "assessmentSection"):
        if kind == "assessmentTest":
            bank.title = bank.title or root.get("title", "")
        items, sections = (
            [within(posixpath.dirname(name), reference.get("href", "")) for reference in root.iter(tag)]
            for tag in ("{*}assessmentItemRef", "{*}assessmentSectionRef")
        )
        return items, sections
    if kind != "assessmentItem":
        raise UnreadableError(
            f"QTI 2 begins with `<assessmentItem>` or `<assessmentTest>`, not `<{kind}>`", place(file, root)
        )
    Item(root, file, name, files, bank).add(fields_of)
    return [], []
