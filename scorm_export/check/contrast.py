"""The contrast of every pair of colours that the style sheet puts together (WCAG 2.2, 1.4.3, 1.4.6 and 1.4.11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scorm_export.course import Colour, SchemeName, Theme
from scorm_export.diagnostics import Diagnostics, Related, Span

TEXT, TEXT_ENHANCED, NON_TEXT = 4.5, 7.0, 3.0
"""The least contrast of text (1.4.3), of text in high-contrast schemes (1.4.6), and of non-text (1.4.11)."""
_GROUNDS = ("paper", "surface", "sunken", "accent-soft", "right-soft", "partly-soft", "wrong-soft", "key-soft")
TEXTS: Mapping[str, tuple[str, ...]] = {
    "ink": _GROUNDS,
    "quiet": _GROUNDS,
    "accent": _GROUNDS,
    "accent-ink": ("accent",),
    "right": ("paper", "surface", "accent-soft", "right-soft", "wrong-soft"),
    "partly": ("paper", "surface", "partly-soft"),
    "wrong": ("paper", "surface", "wrong-soft"),
    "key": ("key-soft",),
}
"""The colours of text, each with what it is read on; code is read on `surface`. Where the two are exchanged, as in
signs on discs, the contrast is the same."""
NON_TEXTS: Mapping[str, tuple[str, ...]] = {
    "control": ("paper", "surface", "sunken"),
    "accent": ("line",),
}
"""The colours of borders, rings and bars, each with what it is seen on."""
_STEPS = 256


@dataclass(frozen=True, slots=True)
class Pair:
    """A colour and what it is seen on, by their names, and the least contrast between them."""

    colour: str
    ground: str
    least: float

    def other(self, name: str) -> str:
        """Return the other one of the two."""
        return self.ground if name == self.colour else self.colour


def pairs(scheme: SchemeName) -> Iterator[Pair]:
    """Yield each pair of colours that a scheme puts together."""
    high = scheme in (SchemeName.LIGHT_HIGH_CONTRAST, SchemeName.DARK_HIGH_CONTRAST)
    for table, least in ((TEXTS, TEXT_ENHANCED if high else TEXT), (NON_TEXTS, NON_TEXT)):
        yield from (Pair(colour, ground, least) for colour, grounds in table.items() for ground in grounds)


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two opaque colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    """Return the relative luminance of a colour, from 0 to 1 (WCAG 2.2, "relative luminance")."""
    red, green, blue = (_linear(channel / 255) for channel in (colour.red, colour.green, colour.blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 — of sRGB


def nearest(colour: Colour, others: Sequence[tuple[Colour, float]]) -> Colour | None:
    """Return the colour with enough contrast to each of others that takes the least black or white mixed in."""
    for step in range(_STEPS):
        for end in (0, 255):
            mixed = _mixed(colour, end, step / (_STEPS - 1))
            if all(contrast(mixed, other) >= least for other, least in others):
                return mixed
    return None


def _mixed(colour: Colour, end: int, share: float) -> Colour:
    red, green, blue = (round(c + (end - c) * share) for c in (colour.red, colour.green, colour.blue))
    return Colour(red, green, blue)


def check(theme: Theme, found: Diagnostics) -> None:
    """Report each colour of each scheme that has too little contrast to something it is seen with.

    It is the theme's own colour that is reported where the other one of a pair is the default theme's.
    """
    for name, scheme in theme.schemes.items():
        base = SchemeName.DARK if name in (SchemeName.DARK, SchemeName.DARK_HIGH_CONTRAST) else SchemeName.LIGHT
        colours = {**theme.schemes[base].colours, **scheme.colours}
        spans = {**theme.schemes[base].origin.fields, **scheme.origin.fields}
        failing: dict[str, list[Pair]] = {}
        for pair in pairs(name):
            if contrast(colours[pair.colour], colours[pair.ground]) < pair.least:
                reported = pair.colour if pair.colour in spans or pair.ground not in spans else pair.ground
                failing.setdefault(reported, []).append(pair)
        for reported, failed in failing.items():
            _report(
                reported, failed, colours, {**spans, reported: spans.get(reported, scheme.origin.span)}, name, found
            )


def _report(
    reported: str,
    failed: list[Pair],
    colours: Mapping[str, Colour],
    spans: Mapping[str, Span],
    scheme: SchemeName,
    found: Diagnostics,
) -> None:
    worst = min(failed, key=lambda pair: contrast(colours[pair.colour], colours[pair.ground]) / pair.least)
    ratio = contrast(colours[worst.colour], colours[worst.ground])
    seen_with = [(pair.other(reported), pair.least) for pair in pairs(scheme) if reported in (pair.colour, pair.ground)]
    better = nearest(colours[reported], [(colours[other], least) for other, least in seen_with])
    others = sorted({pair.other(reported) for pair in failed} - {worst.other(reported)})
    second = spans.get(worst.other(reported))
    found.error(
        "colour-contrast",
        f"`{worst.colour}` on `{worst.ground}` has a contrast of {_rounded_down(ratio)}:1 in the scheme `{scheme}`; "
        f"at least {worst.least:g}:1 is needed",
        spans[reported],
        f'the nearest colour that passes is `{reported}: "{better}"`'
        if better
        else f"no shade of `{reported}` passes with all of them: change the others as well",
        *([f"it has too little with {_listed(others)} as well"] if others else []),
        related=Related(f"`{worst.other(reported)}`", second) if second else None,
    )


def _listed(names: list[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _rounded_down(ratio: float) -> str:
    """Return a ratio with two decimals, so that what fails never seems to pass."""
    return f"{int(ratio * 100) / 100:.2f}"
