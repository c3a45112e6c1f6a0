"""What a course says about itself: who publishes, wrote and signs it, what it may be used for, whom it reports to."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from scorm_export.course.question import Origin
from scorm_export.source.document import Document


class Languages(StrEnum):
    """Whether each language of a course has a package of its own, or one package holds them all."""

    APART = "apart"
    TOGETHER = "together"


@dataclass(frozen=True, kw_only=True, slots=True)
class Provider:
    """Who publishes the course."""

    name: str
    url: str | None = None
    email: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """Whom learners write to."""

    email: str
    name: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Signatory:
    """Who signs the certificate."""

    name: str
    role: str | None = None
    signature: Document | None = None
    """An image of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    """What learners receive who have passed, or have completed a course without points."""

    title: str | None
    text: str | None
    signatories: tuple[Signatory, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class EmbedHost:
    """A host whose pages lessons may embed, and what learners are told of it."""

    host: str
    """In lower case, with its port where it has one."""
    name: str
    """Of the organization that runs it."""
    privacy: str | None = None
    """Address of its privacy notice."""
    data: str | None = None
    """What it receives besides what every host receives."""
    origin: Origin = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Author:
    """Who made the course."""

    name: str
    role: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """The xAPI Profile of an edition that learners have had, as far as the next one follows it."""

    versions: tuple[Mapping[str, Any], ...]
    """Its version objects, the newest first (xAPI Profiles 1.0, 6.1)."""
    ids: Mapping[str, str]
    """The ids of its templates and patterns, by what is before their digest."""
    revised: Mapping[str, tuple[str, ...]]
    """What each template or pattern was a revision of, by its id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rights:
    """What may be done with the course, and whether it costs anything."""

    licence: str
    """Its name, or a sentence."""
    url: str | None = None
    cost: bool = False

    @property
    def restricts(self) -> bool:
        """Whether any right is reserved: none is in the public domain."""
        return not re.search(r"\bCC0\b|public domain", self.licence, re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Effort:
    """How long the whole course takes, in minutes."""

    least: int
    most: int
    origin: Origin = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class FrequentQuestion:
    """A question people ask about the course, and its answer."""

    question: str
    answer: Document


@dataclass(frozen=True, kw_only=True, slots=True)
class Lrs:
    """The institution's LRS that receives reports in addition to the LMS; access is by a token or a key."""

    endpoint: str
    home_page: str
    """IRI under which the LMS's learner ids are accounts."""
    token: str | None
    """Address that gives each learner a short-lived token."""
    key: str | None = field(repr=False)
    """`name:secret` of a key that every learner can read in the package. Never shown anywhere."""
    run: str | None = None
    """The run of the course that is reported."""
    origin: Origin = field(compare=False, repr=False)

    @property
    def authorization(self) -> str:
        """The key as an Authorization header (RFC 7617)."""
        return "Basic " + b64encode((self.key or "").encode()).decode()
