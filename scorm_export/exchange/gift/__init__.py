"""GIFT: Moodle's text format for questions."""

from __future__ import annotations

from scorm_export.exchange.base import of_text
from scorm_export.exchange.gift.count import count
from scorm_export.exchange.gift.read import read
from scorm_export.exchange.gift.write import write

FORMAT = of_text("gift", read, count, write, "gift.txt")
