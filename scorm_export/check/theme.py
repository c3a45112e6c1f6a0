"""A theme: its colours have enough contrast, and its files are there, of the right kind, and not too large."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

from scorm_export.check import contrast
from scorm_export.check.checked import Asset, CheckedPicture, CheckedTheme
from scorm_export.check.media import IMAGE_SUFFIXES, asset_of, check_name, figure, is_what_it_says, resolve_media
from scorm_export.course import FontFile, Picture, Theme
from scorm_export.diagnostics import Diagnostics, SourceFile, Span, did_you_mean
from scorm_export.source.folder import Folder

FONT_LIMIT = 512 * 1024
"""Bytes of the largest font file: more keeps a page on a slow line waiting."""
PICTURE_LIMIT = 1024 * 1024
"""Bytes of the largest logo or cover: it is on the first page that a learner sees."""
THEME_FILE = "theme.yaml"
TEMPLATES = "templates"
_LANGUAGE = re.compile(r"\.[a-z]{2,3}(?:-[a-z0-9]+)*(\.\w+)\Z")
REPLACEABLE = ("bar.html", "certificate.html", "home.html", "lesson.html", "outline.html", "quiz.html", "results.html")
"""The templates of the shell that a theme can replace."""


def check(theme: Theme, logo: Picture | None, found: Diagnostics) -> CheckedTheme:
    """Report what is wrong with a theme, and return what of it goes into a package; `logo` is in its logo's place."""
    contrast.check(theme, found)
    fonts = [asset for font in theme.font_files for asset in _font(font, theme.folder, found)]
    pictures = (logo or theme.logo, theme.cover)
    logo_file, cover_file = (_picture(picture, found) if picture else None for picture in pictures)
    templates = _templates(theme.folder, found)
    named = {path for font in theme.font_files for path in (font.path, font.licence)}
    named |= {path for picture in (theme.logo, theme.cover) if picture for path in (picture.path, picture.dark or "")}
    _check_unlisted(theme.folder, {THEME_FILE} | {posixpath.normpath(path) for path in named}, found)
    return CheckedTheme(
        theme=theme, fonts=tuple(dict.fromkeys(fonts)), logo=logo_file, cover=cover_file, templates=templates
    )


def _font(font: FontFile, folder: Folder, found: Diagnostics) -> Iterable[Asset]:
    at, licence_at = font.origin.of("file"), font.origin.of("licence")
    asset = _file(font.path, (".woff2",), at, FONT_LIMIT, folder=folder, found=found)
    licence = folder.resolve(font.licence, "", licence_at, found) if font.licence else None
    if licence is not None:
        check_name(licence, licence_at, found)
        text = folder.text(licence, found)
        if text is not None and not any(line.strip() for line in text.lines):
            found.error("empty-file", f"the licence `{font.licence}` is empty", licence_at, "put its text into it")
    return (asset, Asset(licence, folder.size(licence))) if asset and licence else ()


def _picture(picture: Picture, found: Diagnostics) -> CheckedPicture | None:
    folder, origin = picture.folder, picture.origin
    light = _file(picture.path, IMAGE_SUFFIXES, origin.of("file"), PICTURE_LIMIT, folder=folder, found=found)
    dark = (
        _file(picture.dark, IMAGE_SUFFIXES, origin.of("dark"), PICTURE_LIMIT, folder=folder, found=found)
        if picture.dark
        else None
    )
    return CheckedPicture(picture, light, dark) if light else None


def _file(
    name: str, suffixes: tuple[str, ...], at: Span, most: int, *, folder: Folder, found: Diagnostics
) -> Asset | None:
    path = resolve_media(name, suffixes, "", at, folder=folder, found=found) if name else None
    if path is None:
        return None
    check_name(path, at, found)
    if folder.size(path) > most:
        found.error(
            "file-too-large",
            f"`{path}` has {folder.size(path):,} bytes; this one may have {most:,}",
            at,
            "compress it, or leave out the letters that the course does not use",
        )
        return None
    if not is_what_it_says(path, at, folder, found):
        return None
    drawn = figure(path, at, folder, found) if path.lower().endswith(".svg") else None
    return asset_of(path, drawn, folder)


def _templates(folder: Folder, found: Diagnostics) -> dict[str, str]:
    """Return the texts of a theme's templates by name, and report files that replace none of the shell's."""
    texts = {}
    unreadable: list[OSError] = []
    for path in folder.files(unreadable):
        directory, name = posixpath.split(path)
        if directory != TEMPLATES:
            continue
        if name not in REPLACEABLE:
            at = SourceFile(path=folder.shown(path)).span()
            known = did_you_mean(name, REPLACEABLE)
            found.error("theme-template", f"the shell has no template `{name}` that a theme can replace", at, known)
        elif (text := folder.text(path, found)) is not None:
            texts[name] = "\n".join(text.lines)
    for problem in unreadable:
        at = SourceFile(path=Path(problem.filename).as_posix()).span()
        found.error("missing-file", f"this folder cannot be read: {problem.strerror}", at, "allow reading it")
    return texts


def _check_unlisted(folder: Folder, used: set[str], found: Diagnostics) -> None:
    for path in folder.files():
        source = _LANGUAGE.sub(r"\1", path)  # of a file that stands beside it in a language
        if path not in used and source not in used and not path.startswith(f"{TEMPLATES}/"):
            found.note(
                "unlisted-file",
                "the theme does not use this file",
                SourceFile(path=folder.shown(path)).span(),
                "name it in theme.yaml, or take it out of the theme's folder",
            )
