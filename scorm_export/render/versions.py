"""The versions of a package that holds several languages: their files, and the links in them (decision 37).

The first has the names that a package in one language has. A file of another has its language in its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scorm_export.interface.words import direction, language_of_words, name_of
from scorm_export.render.names import in_language

_PAGE = re.compile(r"(?:(?:page|part)-[a-z0-9-]+|index)\.(?:html|js)")
_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_ADDRESS = re.compile(r'(?<==")([^"#]+)(?=[#"])')


@dataclass(frozen=True, slots=True)
class Version:
    """A language of a package."""

    language: str
    is_first: bool = True
    renamed: Mapping[str, str] = field(default_factory=dict)
    """The names of media whose content is another in this language, by those in the first."""

    @property
    def name(self) -> str:
        """What the language calls itself, with the rest of the tag where several have the same words."""
        _, _, rest = self.language.partition("-")
        own = name_of(self.language)
        return f"{own} ({rest})" if own and rest else own or self.language

    @property
    def direction(self) -> str:
        """The direction of its script."""
        return direction(self.language)

    @property
    def end(self) -> str:
        """What the names of its pages end with, before the dot."""
        return "" if self.is_first else f"_{self.language.lower()}"

    @property
    def has_words(self) -> bool:
        """Whether the interface speaks it."""
        return language_of_words(self.language) is not None

    def named(self, name: str) -> str:
        """Return the name in this version of a file that the first has by this name."""
        is_own = not self.is_first and _PAGE.fullmatch(name)
        return in_language(name, self.language) if is_own else self.renamed.get(name, name)

    def relinked(self, html: str) -> str:
        """Return HTML whose links and media are those of this version."""
        if self.is_first and not self.renamed:
            return html
        return _TAG.sub(lambda tag: _ADDRESS.sub(lambda address: self.named(address[1]), tag[0]), html)


def renamed(
    version: Version, media: Mapping[str, bytes | Path], packed: Mapping[str, bytes | Path]
) -> tuple[Version, dict[str, bytes | Path]]:
    """Return a version with names for its media, and those that are not packed yet; equal ones are packed once."""
    names = {
        name: in_language(name, version.language)
        for name, content in media.items()
        if name in packed and packed[name] != content
    }
    own = {names.get(name, name): content for name, content in media.items() if packed.get(name) != content}
    return Version(version.language, version.is_first, names), own


def versions_of(languages: Iterable[str]) -> tuple[Version, ...]:
    """Return a version for each language; nothing where there is only one."""
    tags = tuple(languages)
    return tuple(Version(tag, number == 0) for number, tag in enumerate(tags)) if len(tags) > 1 else ()
