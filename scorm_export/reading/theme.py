"""A theme's folder to a Theme. What `theme.yaml` leaves out is as in the default theme, except high contrast."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from scorm_export.course import Origin, Picture, Scheme, SchemeName, Theme
from scorm_export.diagnostics import Diagnostics, SourceFile, Span, did_you_mean, replaced, respelt
from scorm_export.reading.theme_fields import THEME
from scorm_export.source.folder import Folder
from scorm_export.source.kinds import Reading, Texts
from scorm_export.source.yaml import read_yaml

SHIPPED = Path(__file__).parent.parent / "themes"
DEFAULT = "default"
THEME_FILE = "theme.yaml"
_OF_THEMES = "a theme of your own is a folder with a `theme.yaml`; the others are named alone: `default`"


def names() -> list[str]:
    """Return the names of the themes that come with the compiler."""
    return sorted(path.parent.name for path in SHIPPED.glob(f"*/{THEME_FILE}"))


@cache
def shipped(name: str) -> Theme:
    """Read a theme that comes with the compiler. Raises ValueError for one that is not there or not sound."""
    found = Diagnostics()
    folder = Folder(SHIPPED / name, what="theme")
    theme = _read(folder, SourceFile(path=name).span(), found, None if name == DEFAULT else shipped(DEFAULT))
    if theme is None or found.errors:
        raise ValueError(f"{name} is not a theme: {[d.message for d in found]}")
    return theme


def read_theme(name: str, at: Span, folder: Folder, found: Diagnostics, texts: Texts | None = None) -> Theme | None:
    """Return the theme of this name, or the one in this folder; None, and why in `found`, when there is none.

    A path is relative to `folder` and cannot leave it. `texts` sees the words of a theme's images.
    """
    if name in names():
        return shipped(name)
    if not name:
        return None  # what stands in its place was reported
    if "/" not in name and not folder.exists(name):
        near = did_you_mean(name, names())
        hint = f"{near}{' A' if near.endswith('?') else '; a'} theme of your own is named by its folder"
        found.error("unknown-theme", f"there is no theme `{name}`", at, hint, fix=respelt(at, name, names()))
        return None
    if meant := _meant(name, folder):
        what = "its name alone" if meant in names() else "its folder"
        fix = replaced(at, name, meant)
        found.error("unknown-theme", f"there is no folder `{name}`", at, f"write {what}: `{meant}`", fix=fix)
        return None
    path = folder.resolve(name, "", at, found, _OF_THEMES)
    if path is None or path == ".":
        if path:
            hint = "put its files into one, such as `./look`"
            found.error("unknown-theme", "a theme has a folder of its own", at, hint)
        return None
    file = f"{path}/{THEME_FILE}"
    return _read(
        folder.within(path, "theme"), at, found, shipped(DEFAULT), Reading(file, found, texts=texts, at=(file,))
    )


def _meant(name: str, folder: Folder) -> str:
    """Return what a path means that ends in the name of a theme or in the file of one; empty where it is a folder's."""
    stem, _, last = name.rpartition("/")
    if last == THEME_FILE:
        return stem
    return last if last in names() and not folder.exists(name) else ""


def _read(
    folder: Folder, at: Span, found: Diagnostics, default: Theme | None, reading: Reading | None = None
) -> Theme | None:
    path = folder.resolve(THEME_FILE, "", at, found)
    file = folder.text(path, found) if path else None
    node = read_yaml(file, found) if file else None
    reading = reading or Reading(THEME_FILE, found)
    read = THEME.read(node, reading) if node else None
    if read is None:
        return None
    own = replace(
        read, folder=folder, logo=_placed(read.logo, folder, reading), cover=_placed(read.cover, folder, reading)
    )
    return _completed(own, default) if default else own


def _placed(picture: Picture | None, folder: Folder, reading: Reading) -> Picture | None:
    """Return an image with its folder, and with the files of the language that the course is read in."""
    if picture is None:
        return None
    light, dark = picture.path, picture.dark
    if reading.texts:
        light = reading.texts.address(reading.path, light)
        dark = reading.texts.address(reading.path, dark) if dark else dark
    return replace(picture, folder=folder, path=light, dark=dark)


def _completed(theme: Theme, default: Theme) -> Theme:
    """Return a theme with what it leaves out; in high contrast nothing, for another theme's colours may not fit."""
    nowhere = Origin(SourceFile(path=theme.folder.shown(THEME_FILE)).span())
    schemes = dict(theme.schemes)
    for name in (SchemeName.LIGHT, SchemeName.DARK):
        own = schemes.get(name, Scheme({}, nowhere))
        schemes[name] = Scheme({**default.schemes[name].colours, **own.colours}, own.origin)
    return replace(
        theme, schemes=schemes, fonts={**default.fonts, **theme.fonts}, lengths={**default.lengths, **theme.lengths}
    )
