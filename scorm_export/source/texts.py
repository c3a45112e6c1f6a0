"""Texts, some with a pattern: ids, addresses, names of files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from scorm_export.source.kinds import Reading, Schema, report_comment
from scorm_export.source.scalars import ScalarKind
from scorm_export.source.yaml import Node, Scalar


def folded(text: str) -> str:
    """Return a text with its spaces and line ends folded; no-break spaces, which French has before a colon, stay."""
    return " ".join(re.findall(r"[^ \t\n\r\f\v]+", text)).strip()


@dataclass(frozen=True)
class Text(ScalarKind[str]):
    """Plain text; `pattern`, where there is one, matches all of it, and it has at most `most` characters."""

    what: str = "a text"
    pattern: str = ""
    most: int = 0
    blank: str = ""
    advice: str = ""
    is_shown: bool = True
    """Whether learners see it; one with a pattern is for machines, and they never do."""

    def read(self, node: Node, reading: Reading) -> str | None:
        """Read a scalar. A text that a comment cuts short is reported, unless a pattern refuses it anyway."""
        if isinstance(node, Scalar) and not self.pattern:
            report_comment(node, reading)
            if node.comment and not node.text.strip():
                return None  # a text that is missing since it begins with a `#` is one mistake
        if isinstance(node, Scalar) and self.is_shown and not self.pattern:
            node = reading.exchanged(node)
        return super().read(node, reading)

    def parse(self, text: str) -> str | None:
        """Return the text with white space folded, but for no-break spaces."""
        text = folded(text)
        if (self.pattern and not re.fullmatch(self.pattern, text)) or (self.most and len(text) > self.most):
            return None
        return text

    def hint(self, text: str) -> str:
        """Say which limit was passed."""
        if self.most and len(text) > self.most:
            return f"it has {len(text)} characters, at most {self.most} are possible"
        return self.advice

    def schema(self) -> Schema:
        """Return the pattern and length; editors take a text such as `1.0` for a number."""
        types = ["string", "number"] if re.fullmatch(self.pattern or ".", "1") else "string"
        return (
            {"type": types, "minLength": 1}
            | ({"pattern": f"^(?:{self.pattern})$"} if self.pattern else {})
            | ({"maxLength": self.most} if self.most else {})
        )


@dataclass(frozen=True)
class Identifier(Text):
    """An id; for anything else the hint suggests one."""

    def hint(self, text: str) -> str:
        """Return a hint with an id like the text."""
        alike = self.like(text)
        return f"for example `{alike}`" if alike else self.advice

    def like(self, text: str) -> str:
        """Return an id like a text; empty where its letters make none."""
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].rstrip("-")
        return stem if re.fullmatch(self.pattern, stem) else ""


@dataclass(frozen=True)
class FileName(Text):
    """A path within the course; backslashes are turned by the hint."""

    def hint(self, text: str) -> str:
        """Return the path as it is written on every system."""
        return f"use forward slashes in paths: `{self.meant(text)}`"

    def meant(self, text: str) -> str:
        """Return the path with forward slashes."""
        return text.replace("\\", "/")


@dataclass(frozen=True)
class Nearly(Text):
    """A text of which the hint makes one that is taken, where its author wrote nearly that."""

    alike: Callable[[str], str] = str

    def hint(self, text: str) -> str:
        """Return a text like the one that was refused; the advice where that is not taken either."""
        alike = self.meant(text)
        return f"write `{alike}`" if alike != text and re.fullmatch(self.pattern, alike) else self.advice

    def meant(self, text: str) -> str:
        """Return a text like the one that was refused."""
        return self.alike(text)


def _iri(text: str) -> str:
    return re.sub(r"^(?=[\w-]+(?:\.[\w-]+)+(?:/|$))", "https://", text.rstrip("/#"))


def _version(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z.+-]+", "-", re.sub(r"(?<=\d),(?=\d)", ".", text)).strip("-")


def _host(text: str) -> str:
    return re.sub(r"^(?:https?:)?//|[/?#].*", "", text.lower())


IDENTIFIER = Identifier(
    "an id: lower-case letters, digits and hyphens, a letter first, at most 40 characters",
    r"[a-z][a-z0-9-]{0,39}",
    advice="for example `why-learning-matters`",
)
OPTION_ID = Text(
    "one character, `a` to `z` or `0` to `9`", r"[a-z0-9]", advice="SCORM 1.2 reports answers as single characters"
)
IRI = Nearly(
    "an absolute IRI",
    r'https?://[^\s<>"{}|\\^`]+[^\s<>"{}|\\^`/#]',
    advice="for example `https://courses.example.org/my-course`, without a slash at the end",
    alike=_iri,
)
VERSION = Nearly("a version such as `1.0` or `2.3.1`", r"[0-9A-Za-z][0-9A-Za-z.+-]{0,29}", alike=_version)
LAUNCH_PARAMETERS = Text(
    "launch parameters of at most 255 characters, such as `time=1.5`",
    r"[A-Za-z0-9._~%+,:@/-]+=[A-Za-z0-9._~%+,:@/-]*(&[A-Za-z0-9._~%+,:@/-]+=[A-Za-z0-9._~%+,:@/-]*)*",
    most=255,
)
EMAIL = Text("an e-mail address", r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+")
WEB_ADDRESS = Nearly("a web address", r"https?://\S+", advice="for example `https://example.org`", alike=_iri)
SECURE_ADDRESS = Text("an address that begins with `https://`", r"https://\S+")
HOST = Nearly(
    "the name of a host, in lower case",
    r"[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]{1,5})?",
    advice="it is what follows `https://` in the addresses of its pages, for example `phet.colorado.edu`",
    alike=_host,
)
FILE = FileName("the name of a file or folder", r"[^\s\\][^\\]*")
