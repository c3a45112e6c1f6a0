"""How a course names the record store that it reports to beside the LMS: the section `lrs`, or a file of its own."""

from __future__ import annotations

from pathlib import Path

from scorm_export.course import Lrs, Origin
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.fields import Record, optional, required
from scorm_export.source.folder import Folder
from scorm_export.source.kinds import Reading
from scorm_export.source.texts import IDENTIFIER, Text
from scorm_export.source.yaml import read_yaml

_ADDRESS = Text(
    "a web address without a password",
    r'https?://[^\s@<>"{}|\\^`]+',
    advice="for example `https://lrs.example.org/xapi/`",
)
_ENDPOINT = required("endpoint", _ADDRESS, "the address of the record store's xAPI; `/statements` follows it")
_HOME_PAGE = required("homePage", _ADDRESS, "the IRI under which the LMS's learner ids are accounts; permanent")
_TOKEN = optional("token", _ADDRESS, "the institution's address that gives each learner a short-lived token")
_KEY = optional(
    "key",
    Text("the name and the secret of a key, joined by a colon", r"[^\s:]+:\S+"),
    "`name:secret` of a key that can write and nothing else; every learner can read it",
)
_RUN = optional("run", IDENTIFIER, "the run of the course, such as a term, that statements name")

LRS = Record(
    "`lrs`",
    (_ENDPOINT, _HOME_PAGE, _TOKEN, _KEY, _RUN),
    lambda v: Lrs(
        endpoint=v[_ENDPOINT],
        home_page=v[_HOME_PAGE],
        token=v[_TOKEN],
        key=v[_KEY],
        run=v[_RUN],
        origin=Origin(v.span, v.spans),
    ),
)


def read_lrs(path: Path, found: Diagnostics) -> Lrs | None:
    """Read a file with the fields of `lrs`; None, and what is wrong in `found`, when it cannot be read."""
    file = Folder(path.parent, secret=True).text(path.name, found)
    node = read_yaml(file, found) if file else None
    return LRS.read(node, Reading(path.name, found)) if node else None
