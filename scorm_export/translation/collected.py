"""What is translated of a course: every text that learners read, with the ids that lead to it."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from scorm_export.diagnostics import Diagnostics, SourceFile, Span
from scorm_export.source.document import Heading
from scorm_export.source.folder import Folder
from scorm_export.source.kinds import FOR_FACILITATORS, Body
from scorm_export.source.yaml import Scalar
from scorm_export.translation.cues import cues
from scorm_export.translation.figures import words_in
from scorm_export.translation.segments import segments
from scorm_export.trust.svg import clean_svg

Key = tuple[str, str]
"""The context and the text of a message."""


def is_for_facilitators(context: str) -> bool:
    """Whether a message is of a text that learners never read."""
    return FOR_FACILITATORS in context.split("/")


def beside(path: str, language: str) -> str:
    """Return the file of a language beside another, such as `loops.fr.mp4` beside `loops.mp4`."""
    stem, suffix = posixpath.splitext(path)
    return f"{stem}.{language.lower()}{suffix}"


@dataclass(frozen=True, slots=True)
class Message:
    """A text of the source: its context, and the file and line where it is written."""

    context: str
    text: str
    path: str
    line: int

    @property
    def key(self) -> Key:
        """What a message is found by."""
        return self.context, self.text


@dataclass(slots=True)
class Collected:
    """Gathers every text while a course is read, and exchanges none."""

    folder: Folder
    messages: dict[Key, Message] = field(default_factory=dict)
    anchors: dict[tuple[str, int], str] = field(default_factory=dict)
    """The anchor of each heading, by the context of its text and its line in the file."""
    captions: dict[str, SourceFile] = field(default_factory=dict)
    """The files of captions, by their paths in the course folder."""
    figures: dict[str, str] = field(default_factory=dict)
    """The figures with words, as they are packed, by their paths in the course folder."""
    source_language: str | None = None

    def _add(self, context: str, text: str, at: Span) -> None:
        message = Message(
            context, text, at.origin.path.removeprefix(self.folder.root.as_posix()).lstrip("/"), at.origin.line
        )
        self.messages.setdefault(message.key, message)

    def text(self, at: tuple[str, ...], node: Scalar) -> Scalar:
        """Gather a text."""
        self._add("/".join(at), node.text.strip(), node.span)
        return node

    def body(self, at: tuple[str, ...], body: Body) -> Body:
        """Gather the segments of a text."""
        for number, segment in enumerate(segments(body.lines), 1):
            self._add("/".join((*at, str(number))), segment.text, body.file.line(body.first_line + segment.first))
        return body

    def headings(self, at: tuple[str, ...], headings: Sequence[Heading]) -> None:
        """Keep the anchors of headings by the lines where they stand."""
        self.anchors |= {("/".join(at), heading.span.line): heading.anchor for heading in headings}

    def messages_in(self, language: str) -> list[Message]:
        """Return the messages that a language needs: not of captions and figures that stand beside in that language."""
        files = (*self.captions, *self.figures)
        own = tuple(f"{path}/" for path in files if self.folder.is_file(beside(path, language)))
        return [message for message in self.messages.values() if not message.context.startswith(own)]

    def address(self, path: str, address: str) -> str:
        """Gather the captions or the words of a figure in a file, and return the address as written."""
        named = posixpath.normpath(posixpath.join(posixpath.dirname(path), address))
        gather = {".vtt": self._gather_captions, ".svg": self._gather_words}.get(posixpath.splitext(address)[1].lower())
        is_new = named not in self.captions and named not in self.figures
        if gather and is_new and not named.startswith(("/", "..")) and self.folder.is_file(named):
            file = self.folder.text(named, Diagnostics())
            if file is not None:
                gather(named, file)
        return address

    def _gather_captions(self, path: str, file: SourceFile) -> None:
        self.captions[path] = file
        for cue in cues(file.lines):
            self._add(f"{path}/{cue.start}", cue.text, file.line(cue.first + 1))

    def _gather_words(self, path: str, file: SourceFile) -> None:
        """Gather the words of a figure, by their numbers; one that cannot be packed is reported elsewhere."""
        figure = clean_svg(self.folder.data(path))
        if figure.problems:
            return
        self.figures[path] = figure.content.decode()
        line = 1
        for number, words in enumerate(dict.fromkeys(words_in(self.figures[path])), 1):
            at = file.find(escape(words), line, len(file.lines)) or file.line(line)
            line = at.line
            self._add(f"{path}/{number}", words, at)
