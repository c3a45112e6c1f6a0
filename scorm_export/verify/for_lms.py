"""Rules for one LMS, by its profile."""

from __future__ import annotations

from scorm_export.lms.profile import Profile
from scorm_export.verify.descriptor import Descriptor, Kind, token
from scorm_export.verify.findings import Findings, quoted
from scorm_export.verify.package import Package

_TARGETS = {"1.2": "scorm12", "2004 3rd Edition": "scorm2004-3rd", "2004 4th Edition": "scorm2004-4th"}

_OF_KINDS = {Kind.SCORM12: "scorm12", Kind.SCORM2004: "scorm2004-3rd", Kind.XAPI: "xapi", Kind.CMI5: "cmi5"}
"""The target for packages that name no edition, or the 2nd."""


def check_lms(package: Package, descriptor: Descriptor, profile: Profile, found: Findings) -> None:
    """Check what an LMS refuses or ignores."""
    size, most = package.path.stat().st_size, profile.upload_limit
    if most and size > most:
        found.error(
            "lms-upload-limit",
            f"{profile.label} accepts packages of up to {most // 1024 // 1024} MB; this has {size // 1024 // 1024} MB",
        )
    target = _TARGETS.get(descriptor.schemaversion, _OF_KINDS.get(descriptor.kind, ""))
    if why := profile.refuses(target):
        found.error("lms-standard", f"{profile.label} does not take {descriptor.label}: {why}")
    launched = [item for item in descriptor.items if token(item, "identifierref")]
    reason = profile.only_one_sco(target)
    if reason and len(launched) > 1:
        found.warn(
            "lms-several-scos", f"in {profile.label}, only one of {len(launched)} SCOs works: {reason}", launched[1]
        )
    length = profile.settings.identifier_length
    if length and descriptor.kind in (Kind.SCORM12, Kind.SCORM2004):
        for item in launched:
            reference = token(item, "identifierref") or ""
            if len(reference) > length:
                found.warn(
                    "lms-identifier-length",
                    f"{profile.label} keeps only {length} characters of {quoted(reference)}",
                    item,
                    near=reference,
                )
