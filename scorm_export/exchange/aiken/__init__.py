"""Aiken: multiple-choice questions as plain text."""

from __future__ import annotations

from scorm_export.exchange.aiken.count import count
from scorm_export.exchange.aiken.read import read
from scorm_export.exchange.base import of_text

FORMAT = of_text("aiken", read, count)
