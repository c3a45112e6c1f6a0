"""Exchanges the texts of a course, while it is read, for their translations, which stand in the PO file."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scorm_export.diagnostics import SourceFile, Span
from scorm_export.source.document import Heading
from scorm_export.source.folder import Folder
from scorm_export.source.kinds import Body
from scorm_export.source.yaml import Scalar
from scorm_export.translation.catalogue import Translation
from scorm_export.translation.collected import Collected, Key, beside
from scorm_export.translation.cues import cues
from scorm_export.translation.figures import with_words, words_in
from scorm_export.translation.segments import segments


@dataclass(slots=True)
class Exchanged:
    """Exchanges every text that has a translation; others stay as they are and keep their language."""

    language: str
    source_language: str | None
    place: Span
    """Where the PO file names its language."""
    folder: Folder
    source: Collected
    translations: Mapping[Key, Translation]

    def text(self, at: tuple[str, ...], node: Scalar) -> Scalar:
        """Return the translation of a text, which stands in the PO file."""
        found = self.translations.get(("/".join(at), node.text.strip()))
        return node if found is None else Scalar(found.text, found.span, found.span.line, found.last_line)

    def _is_left(self, source: str, translation: str) -> bool:
        """Whether a note, such as a reference, is left as it is: it is in the language of the source then."""
        own, other = ((tag or "").partition("-")[0].lower() for tag in (self.language, self.source_language))
        return source.startswith("[^") and source == translation and own != other

    def body(self, at: tuple[str, ...], body: Body) -> Body:
        """Return a text with its segments exchanged. Headings keep the anchors that links lead to."""
        context = "/".join(at)
        lines: list[str] = []
        places: list[tuple[Span, Span | None]] = []
        foreign: set[int] = set()
        done = 0

        def keep(last: int) -> None:
            lines.extend(body.lines[done:last])
            kept = [body.file.line(body.first_line + n) for n in range(done, last)]
            places.extend((at.origin, at.included) for at in kept)

        for number, segment in enumerate(segments(body.lines), 1):
            keep(segment.first)
            done = segment.first
            translation = self.translations.get((f"{context}/{number}", segment.text))
            if translation is None or self._is_left(segment.text, translation.text):
                foreign.update(range(len(lines), len(lines) + segment.last + 1 - segment.first))
            else:
                anchor = self.source.anchors.get((context, body.first_line + segment.first), "")
                written = segment.written(translation.text, anchor if segment.is_heading else "")
                lines += written
                places += [(translation.line(n), None) for n in range(len(written))]
                done = segment.last + 1
        keep(len(body.lines))
        file = SourceFile(path=body.file.path, lines=tuple(lines), written=tuple(places))
        return Body(file, 1, lines, frozenset(foreign))

    def headings(self, at: tuple[str, ...], headings: Sequence[Heading]) -> None:
        """Nothing is kept of a translated text's headings."""

    def files(self) -> Mapping[str, str]:
        """Return the files of captions and the figures whose words are exchanged, by absolute path."""
        exchanged = {}
        for path, figure in self.source.figures.items():
            numbered = enumerate(dict.fromkeys(words_in(figure)), 1)
            found = {words: self.translations.get((f"{path}/{number}", words)) for number, words in numbered}
            words = {old: new.text for old, new in found.items() if new is not None}
            if words:
                exchanged[os.path.abspath(self.folder.root / path)] = with_words(figure, words)
        for path, file in self.source.captions.items():
            lines = list(file.lines)
            for cue in reversed(list(cues(file.lines))):
                translation = self.translations.get((f"{path}/{cue.start}", cue.text))
                if translation is not None:
                    lines[cue.first : cue.last + 1] = translation.text.split("\n")
            if lines != list(file.lines):
                exchanged[os.path.abspath(self.folder.root / path)] = "\n".join(lines)
        return exchanged

    def address(self, path: str, address: str) -> str:
        """Return the file of this language beside another, such as `loops.fr.mp4` beside `loops.mp4`."""
        own, suffix = beside(address, self.language), posixpath.splitext(address)[1]
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), own))
        is_file = suffix not in ("", ".md", ".yaml") and not joined.startswith(("/", ".."))
        return own if is_file and os.path.isfile(self.folder.root / joined) else address
