"""Compile a course kept as text into packages that learning management systems import."""

from __future__ import annotations

from scorm_export.build import Package, build, check_course
from scorm_export.diagnostics import Diagnostic, Diagnostics
from scorm_export.targets import TARGETS
from scorm_export.version import __version__

__all__ = ["TARGETS", "Diagnostic", "Diagnostics", "Package", "__version__", "build", "check_course"]
