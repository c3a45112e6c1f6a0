"""LMS profiles: what is set differently for an LMS, and what its administrators should know, each with its evidence.

A profile is a file in `profiles/` and has the file's name. A setting that it leaves out keeps its default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from scorm_export.course.reporting import FIELDS as REPORTING
from scorm_export.course.reporting import Reporting
from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.limits import MOST_STATE_SCORM2004
from scorm_export.lms.evidence import Claim, Source, Statement
from scorm_export.lms.fields import FAULTS, IMPORT, REPORTS, SOURCES, claim
from scorm_export.source.fields import ListOf, Record, optional, required
from scorm_export.source.kinds import Kind, Reading
from scorm_export.source.scalars import Flag, WholeNumber
from scorm_export.source.texts import LAUNCH_PARAMETERS, Text
from scorm_export.source.yaml import read_yaml

PROFILES = Path(__file__).parent / "profiles"
T = TypeVar("T")
_TARGET = Text("the name of a target", r"[a-z0-9-]+")
ALWAYS, CUT = "always", "cut"
_WHEN = Text("`always`, or `cut`: only where the course is divided into several SCOs", rf"{ALWAYS}|{CUT}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What is written or reported differently for an LMS."""

    interactions: bool = True
    """Whether answers are reported one by one."""
    interactions_when_cut: bool = True
    """The same, for a course of several SCOs."""
    objectives_when_cut: bool = True
    """Whether a course of several SCOs reports its objectives."""
    answers_early: str = ""
    """When the LMS answers before it stores: `always`, `cut` (only for a course of several SCOs), or never (empty)."""
    mastery_score: bool = False
    """Whether SCORM 1.2 manifests hold the pass mark; the player then tells no score before the verdict."""
    launch_parameters: str = ""
    """What the LMS hands to the content at launch, over what the course says."""
    reporting: Mapping[str, Any] = field(default_factory=dict)
    """What of a course's reporting policy is set differently, by the names of its fields."""
    identifier_length: int | None = None
    """The most characters of the identifiers by which the LMS stores records; longer ones end in a digest."""

    def policy(self, own: Reporting) -> Reporting:
        """Return a course's reporting policy with what is set differently for the LMS."""
        return replace(own, **self.reporting)


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """An LMS and its settings."""

    name: str
    label: str
    claims: Mapping[str, Claim] = field(repr=False)
    steps: tuple[Statement, ...] = field(default=(), repr=False)
    """What to choose on import, in the order of the LMS's screens."""
    reports: tuple[Statement, ...] = field(default=(), repr=False)
    faults: tuple[Statement, ...] = field(default=(), repr=False)
    sources: Mapping[str, Source] = field(default_factory=dict, repr=False)

    def _value(self, setting: str, default: T) -> T:
        value: T = self.claims[setting].value if setting in self.claims else default
        return value

    @property
    def target(self) -> str:
        """The target to build when none is named."""
        return self._value("target", "scorm12")

    @property
    def settings(self) -> Settings:
        """What is written or reported differently."""
        return Settings(
            interactions=self._value("interactions", default=True),
            interactions_when_cut=self._value("interactions_when_cut", default=True),
            objectives_when_cut=self._value("objectives_when_cut", default=True),
            answers_early=self._value("answers_early", ""),
            mastery_score=self._value("mastery_score", default=False),
            launch_parameters=self._value("launch_parameters", ""),
            reporting={name: self.claims[name].value for name, _, _ in REPORTING if name in self.claims},
            identifier_length=self._value("identifier_length", None),
        )

    def only_one_sco(self, target: str) -> str | None:
        """Return why a course for a target must be one SCO; None where it may be several."""
        claim = self.claims.get("only_one_sco")
        return claim.reason if claim and target in claim.value else None

    def refuses(self, target: str) -> str | None:
        """Return why the LMS does not take packages for a target; None if it may."""
        claim = self.claims.get("refuses")
        return claim.reason if claim and target in claim.value else None

    @property
    def state_characters(self) -> int | None:
        """The most characters of saved state that this LMS keeps, if fewer than the standard allows."""
        return self._value("state_characters", None)

    @property
    def upload_limit(self) -> int | None:
        """The size of the largest package that the LMS accepts, in bytes."""
        megabytes: int | None = self._value("upload_limit", None)
        return megabytes * 1024 * 1024 if megabytes else None

    @property
    def grading(self) -> str | None:
        """How an administrator grades a course of several SCOs, in the LMS's own terms."""
        return self._value("grading", None)


_LABEL = required("name", Text(), "the LMS's name")
_KINDS: tuple[tuple[str, Kind[Any], str], ...] = (
    ("target", _TARGET, "built when no target is named"),
    ("refuses", ListOf(_TARGET, least=1), "targets whose packages the LMS does not take"),
    ("only_one_sco", ListOf(_TARGET, least=1), "targets for which a course must be one SCO"),
    ("interactions", Flag(), "whether each answer is reported"),
    ("interactions_when_cut", Flag(), "whether each answer is reported in a course of several SCOs"),
    ("objectives_when_cut", Flag(), "whether objectives are reported in a course of several SCOs"),
    ("answers_early", _WHEN, "when the LMS answers before it stores"),
    ("mastery_score", Flag(), "whether SCORM 1.2 manifests hold the pass mark"),
    ("launch_parameters", LAUNCH_PARAMETERS, "what the LMS hands to the content at launch"),
    *REPORTING,
    ("identifier_length", WholeNumber(12, 255), "the most characters of an identifier"),
    ("state_characters", WholeNumber(255, MOST_STATE_SCORM2004), "the most characters of saved state"),
    ("upload_limit", WholeNumber(1, 100_000), "the size of the largest package, in megabytes"),
    ("grading", Text(), "how to grade a course of several SCOs"),
)
_SETTINGS = tuple(optional(name, claim(kind), doc) for name, kind, doc in _KINDS)
SETTINGS = tuple(setting.name for setting in _SETTINGS)
"""Everything a profile can set."""
PROFILE = Record("the profile", (_LABEL, SOURCES, *_SETTINGS, IMPORT, REPORTS, FAULTS), lambda v: v)


def names() -> list[str]:
    """Return the names of all profiles."""
    return sorted(path.stem for path in PROFILES.glob("*.yaml"))


@cache
def profile(name: str) -> Profile:
    """Read a profile. Raises KeyError for an unknown name."""
    if name not in names():
        raise KeyError(name)
    path = PROFILES / f"{name}.yaml"
    found = Diagnostics()
    node = read_yaml(SourceFile(path=path.name, lines=tuple(path.read_text("utf-8").split("\n"))), found)
    values = PROFILE.read(node, Reading(path.name, found)) if node else None
    if values is None or found.errors:
        raise ValueError(f"{path} is not a profile: {[d.message for d in found]}")
    sources = values[SOURCES]
    return Profile(
        name=name,
        label=values[_LABEL],
        claims={setting.name: made(sources) for setting in _SETTINGS if (made := values[setting]) is not None},
        steps=tuple(made(sources) for made in values[IMPORT]),
        reports=tuple(made(sources) for made in values[REPORTS]),
        faults=tuple(made(sources) for made in values[FAULTS]),
        sources=sources,
    )
