"""The targets of `build`. A new target is a folder here and a line below."""

from __future__ import annotations

from importlib import import_module

from scorm_export.targets.base import Target

_FOLDERS = (
    "scorm12",
    "scorm2004",
    "xapi",
    "cmi5",
    "questions",
    "facilitator",
)
"""All targets, in the order in which help lists them."""
TARGETS: dict[str, Target] = {
    target.name: target for folder in _FOLDERS for target in import_module(f"{__name__}.{folder}").TARGETS
}
