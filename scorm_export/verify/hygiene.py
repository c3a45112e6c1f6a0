"""Rules for the zip itself: unsafe names, methods that importers do not support, files that do not belong in it."""

from __future__ import annotations

import re
import stat
import zipfile
from collections import Counter
from pathlib import PurePosixPath

from scorm_export.verify.findings import Findings, quoted, some
from scorm_export.verify.package import Package, suffix

MOST_PATH = 120
"""The most characters of a path in a package: Windows servers allow 260, including the LMS's own folders."""
MOST_FILE = 100 * 1024 * 1024
"""Bytes of a file above which slow connections and limits of servers become a problem."""
_STORED_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UTF8 = 0x800
_ENCRYPTED = 1
_LITTER = re.compile(
    r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\.git/|\.svn/|~\$|[^/]*\.(bak|orig|swp|tmp)$)",
    re.IGNORECASE,
)
_RESERVED = re.compile(r"(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.[^/]*)?(/|$)|[. ](/|$)", re.IGNORECASE)
_RISKY = re.compile(r"[^A-Za-z0-9._/@()+,=!-]")
_DRIVE = re.compile(r"[A-Za-z]:")
_SERVER = frozenset(
    ".asp .aspx .bat .cgi .cmd .exe .htaccess .jsp .msi .phar .php .php5 .phtml .pl .ps1 .py .rb .sh .shtml".split()
)
_DEAD = frozenset(".swf .flv .jar .class .xap .dcr".split())


def is_spoilt(name: str) -> bool:
    """Return whether another rule reports this name: litter, or a path outside the package."""
    return bool(_LITTER.search(name)) or "\\" in name or _is_unsafe(name)


def _is_unsafe(name: str) -> bool:
    return ".." in PurePosixPath(name).parts or name.startswith("/") or bool(_DRIVE.match(name))


def check_zip(package: Package, found: Findings) -> None:
    """Check the entries of a zip."""
    _check_names(package, found)
    _check_entries(package, found)
    litter = [info.filename for info in package.infos if _LITTER.search(info.filename)]
    if litter:
        found.warn(
            "zip-litter",
            f"files that are not part of a course: {some(litter)}",
            None,
            "create the zip without the files that the operating system adds",
        )
    _check_kinds(package, found)


def _check_names(package: Package, found: Findings) -> None:
    by_lower: dict[str, set[str]] = {}
    for info in package.infos:
        if _has_sound_name(info, found):
            by_lower.setdefault(info.filename.lower(), set()).add(info.filename)
    for name, count in Counter(info.filename for info in package.infos).items():
        if count > 1:
            found.error("zip-name-twice", f"{quoted(name)} is in the package {count} times")
    for names in by_lower.values():
        if len(names) > 1:
            found.warn("zip-name-case", f"{some(names)} differ only in capitals")
    paths = [name for name in package.files if not is_spoilt(name)]
    risky = [name for name in paths if _RISKY.search(name) or _RESERVED.search(name)]
    if risky:
        found.warn(
            "zip-name-risky",
            f"names that some servers change or refuse: {some(risky)}",
            None,
            "use letters A to Z, digits, `.`, `-` and `_`",
        )
    long = [name for name in paths if len(name) > MOST_PATH]
    if long:
        found.warn("zip-path-long", f"paths of more than {MOST_PATH} characters: {some(long)}")


def _has_sound_name(info: zipfile.ZipInfo, found: Findings) -> bool:
    name, written = info.filename, info.orig_filename
    if "\\" in written:
        found.error("zip-backslash", f"{quoted(written)} has a backslash instead of a slash", hint="use `/` in names")
        return False
    if _is_unsafe(name) or "\0" in written or stat.S_ISLNK(info.external_attr >> 16):
        found.error("zip-unsafe-name", f"{quoted(written)} is outside the package, or a link")
        return False
    if not written.isascii() and not info.flag_bits & _UTF8:
        found.warn(
            "zip-name-encoding",
            f"{quoted(name)} does not declare its encoding",
            hint="write names in UTF-8, with the flag for it",
        )
    return True


def _check_entries(package: Package, found: Findings) -> None:
    encrypted = [info.filename for info in package.infos if info.flag_bits & _ENCRYPTED]
    if encrypted:
        found.error("zip-encrypted", f"encrypted: {some(encrypted)}", None, "create the zip without a password")
    odd = [i.filename for i in package.infos if i.compress_type not in _STORED_OR_DEFLATED]
    if odd:
        found.error(
            "zip-method",
            f"packed with a method that importers do not support: {some(odd)}",
            None,
            "use the method Deflate, or no compression",
        )
    known = {*encrypted, *odd}
    for damage in package.damages():
        if damage.name not in known:
            found.error("zip-damaged", f"{quoted(damage.name)} cannot be unpacked: {damage.why}")


def _check_kinds(package: Package, found: Findings) -> None:
    server = [name for name in package.files if suffix(name) in _SERVER or name.rsplit("/", 1)[-1] == ".htaccess"]
    if server:
        found.warn("content-server-file", f"programs for a server, which LMSs refuse or do not run: {some(server)}")
    dead = [name for name in package.files if suffix(name) in _DEAD]
    if dead:
        found.warn("content-dead-technology", f"formats that browsers no longer support: {some(dead)}")
    large = [name for name, info in package.files.items() if info.file_size > MOST_FILE]
    if large:
        found.warn("content-large-file", f"larger than {MOST_FILE // 1024 // 1024} MB: {some(large)}")
