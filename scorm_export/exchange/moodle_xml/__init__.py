"""Moodle XML: Moodle's own format for questions."""

from __future__ import annotations

from scorm_export.exchange.base import of_text
from scorm_export.exchange.moodle_xml.count import count
from scorm_export.exchange.moodle_xml.read import read
from scorm_export.exchange.moodle_xml.write import write

FORMAT = of_text("moodle-xml", read, count, write, "moodle.xml")
