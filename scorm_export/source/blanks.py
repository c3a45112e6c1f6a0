"""Blanks: where a text leaves room for an answer, written `[[a]]` with the blank's id."""

from __future__ import annotations

import re

BLANK = re.compile(r"\[\[([a-z0-9])\]\]")
