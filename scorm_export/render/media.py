"""The files that are packed as they are: media of the course, pictures and fonts of the theme, notices."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scorm_export.check import Asset, CheckedCourse, CheckedPicture, CheckedTheme
from scorm_export.render.names import NOTICES, media_name, picture_name, theme_name

_THIRD_PARTY = Path(__file__).parent.parent / "third_party"
NOTICES_RULE = f"\n\n{'-' * 80}\n\n"
"""The separator between the notices of two works, as `hatch_build.py` writes it."""


def files_of(assets: Iterable[Asset], root: Path) -> dict[str, bytes | Path]:
    """Return the files that texts refer to, by name in the package."""
    return {media_name(asset.path): asset.figure or root / asset.path for asset in assets}


def media_of(checked: CheckedCourse, root: Path) -> dict[str, bytes | Path]:
    """Return the files that a course's texts refer to, and the images of its theme."""
    media = files_of(checked.assets, root)
    for role, picture in (("logo", checked.theme.logo), ("cover", checked.theme.cover)):
        for end, asset in (("", picture and picture.light), ("-dark", picture and picture.dark)):
            if picture and asset:
                source = picture.picture.folder.root / asset.path
                media[picture_name(role + end, asset.path)] = asset.figure or source
    return media


def theme_files(look: CheckedTheme) -> dict[str, bytes | Path]:
    """Return the fonts of a theme, and the notices of third-party works, including licences of its fonts."""
    root = look.theme.folder.root
    files: dict[str, bytes | Path] = {theme_name(asset.path): root / asset.path for asset in look.fonts}
    if not look.fonts:
        return files | {NOTICES: _THIRD_PARTY / NOTICES}
    notices = [(_THIRD_PARTY / NOTICES).read_text("utf-8").rstrip("\n")]
    for licence in dict.fromkeys(font.licence for font in look.theme.font_files):
        faces = ", ".join(
            f"{theme_name(font.path)} ({font.family})" for font in look.theme.font_files if font.licence == licence
        )
        notices.append(f"{faces}: fonts of the theme\n\n{(root / licence).read_text('utf-8').strip()}")
    return files | {NOTICES: (NOTICES_RULE.join(notices) + "\n").encode()}


def shown_picture(role: str, picture: CheckedPicture | None) -> dict[str, Any] | None:
    """Return what a template needs of an image: its names in the package, light and dark, its text and its size."""
    if picture is None:
        return None
    dark = picture_name(f"{role}-dark", picture.dark.path) if picture.dark else ""
    return {
        "src": picture_name(role, picture.light.path),
        "dark": dark,
        "alternative": picture.picture.alternative,
        "dimensions": picture.light.dimensions,
    }
