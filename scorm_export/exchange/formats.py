"""The formats of questions. A new one is a folder beside this file and a line below."""

from __future__ import annotations

from scorm_export.exchange.aiken import AIKEN
from scorm_export.exchange.base import Format
from scorm_export.exchange.gift import GIFT
from scorm_export.exchange.moodle_xml import MOODLE_XML
from scorm_export.exchange.qti import QTI

FORMATS: dict[str, Format] = {form.name: form for form in (MOODLE_XML, GIFT, QTI, AIKEN)}
