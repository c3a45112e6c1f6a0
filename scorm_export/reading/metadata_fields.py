"""Fields of course.yaml for those who catalogue, import and run the course."""

from __future__ import annotations

from typing import Any

from scorm_export.course import Origin, Rights
from scorm_export.course.reporting import FIELDS, Reporting
from scorm_export.source import texts
from scorm_export.source.dates import Day
from scorm_export.source.fields import Field, ListOf, Placed, Record, defaulted, optional, required
from scorm_export.source.scalars import Flag
from scorm_export.source.texts import WEB_ADDRESS, Text

KEYWORDS = defaulted("keywords", ListOf(Text("a keyword", most=100)), (), "what people search for to find the course")
_LICENCE = required("licence", Text(), "its name, such as `CC BY 4.0`, or a sentence")
_URL = optional("url", WEB_ADDRESS, "where its text is")
_COST = defaulted("cost", Flag(), False, "`true`: using the course costs money")  # noqa: FBT003 — it is the value
RIGHTS = optional(
    "rights",
    Record("`rights`", (_LICENCE, _URL, _COST), lambda v: Rights(licence=v[_LICENCE], url=v[_URL], cost=v[_COST])),
    "what may be done with the course, and whether it costs anything",
)
RELEASED = optional("released", Day(), "the day on which this edition is released")
PUBLISHED_PROFILE = optional(
    "published_profile", Placed(texts.FILE), "the xAPI Profile that was built with the edition before this one"
)
LAUNCH_PARAMETERS = defaulted(
    "launch_parameters", texts.LAUNCH_PARAMETERS, "", "what the LMS hands to the content at launch"
)
_POLICY: tuple[Field[Any], ...] = tuple(optional(name, kind, doc) for name, kind, doc in FIELDS)
REPORTING = defaulted(
    "reporting",
    Record(
        "`reporting`",
        _POLICY,
        lambda v: Reporting(
            **{field.name: v[field] for field in _POLICY if v[field] is not None}, origin=Origin(v.span, v.spans)
        ),
    ),
    Reporting(),
    "how results are reported",
)
