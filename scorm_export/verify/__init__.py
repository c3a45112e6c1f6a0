"""Verifies and inspects packages of any tool. Nothing in a package is run, except in a browser with `--play`.

Each rule is reported in one place and has its page in `rules/packages`. Reading has limits (`package.py`), so
that a hostile file is refused and not unpacked.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.lms.profile import Profile
from scorm_export.verify import activities, content, editions, hygiene, metadata, organizations, resources, sequencing
from scorm_export.verify.descriptor import NAMES, Descriptor, find, parse
from scorm_export.verify.findings import Findings, quoted
from scorm_export.verify.for_lms import check_lms
from scorm_export.verify.package import NotReadableError, Package, suffix
from scorm_export.verify.play import check_play
from scorm_export.verify.tools import tool_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHECKS = (
    editions.check_version,
    organizations.check_identifiers,
    organizations.check_organizations,
    organizations.check_items,
    resources.check_resources,
    metadata.check_metadata,
    sequencing.check_sequencing,
    activities.check_tincan,
    activities.check_cmi5,
    content.check_content,
    editions.check_schema,
)
"""Checks of a descriptor. The schemas come last, and do not repeat what another rule explains better."""


@dataclass(frozen=True, slots=True)
class Verified:
    """The kind of a package, and its problems."""

    label: str | None
    """The standard and its edition; None if no descriptor could be read."""
    tool: str | None
    found: Diagnostics


def verify(
    path: Path, profile: Profile | None = None, shown: Path | None = None, played_in: Browser | None = None
) -> Verified:
    """Verify a package; `profile` adds what an LMS refuses or ignores. Raises OSError when reading fails.

    `shown` is the path in findings, if it differs from the path to read. With the browser `played_in`, SCOs are also
    launched.
    """
    found = Findings(SourceFile(path=str(shown or path)))
    try:
        package = Package.open(path, str(shown or path))
    except NotReadableError as problem:
        report(problem, found)
        return Verified(None, None, found.finish())
    try:
        hygiene.check_zip(package, found)
        descriptor = _descriptor(package, found)
        if descriptor is None:
            return Verified(None, None, found.finish())
        found.descriptor = descriptor.file
        for check in CHECKS:
            check(package, descriptor, found)
        if profile is not None:
            check_lms(package, descriptor, profile, found)
        if played_in is not None:
            check_play(played_in, package, descriptor, found)
        return Verified(descriptor.label, tool_of(package, descriptor), found.finish())
    finally:
        package.close()


def report(problem: NotReadableError, found: Findings) -> None:
    """Report why the file could not be read."""
    match problem.rule:
        case "zip-bomb":
            found.error("zip-bomb", str(problem), None, "do not upload it: an LMS should not unpack it")
        case "zip-damaged":
            found.error("zip-damaged", str(problem), None, "create the zip again, or download it again")
        case _:
            found.error("descriptor-unreadable", str(problem))


def _descriptor(package: Package, found: Findings) -> Descriptor | None:
    name = find(package)
    if name is None:
        deeper = sorted(
            (each for each in package.files if each.rsplit("/", 1)[-1] in NAMES and not each.startswith("__MACOSX/")),
            key=lambda each: (each.count("/"), each),
        )
        if deeper:
            found.error(
                "zip-folder",
                f"the package begins one folder too deep: {quoted(deeper[0])}",
                None,
                "zip the contents of the folder, not the folder",
            )
        else:
            aicc = any(suffix(each) in (".au", ".crs") for each in package.files)
            found.error(
                "descriptor-missing",
                "there is no imsmanifest.xml, cmi5.xml or tincan.xml",
                None,
                "this is an AICC package, which `verify` does not support"
                if aicc
                else "publish the course for an LMS, not for the web",
            )
        return None
    try:
        return parse(package, name)
    except NotReadableError as problem:
        report(problem, found)
        return None
