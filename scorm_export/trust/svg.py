"""Figures: SVG parsed and written again from a list of what draws, with word of all else that would have an effect.

An SVG that is opened by itself is a page of the LMS: it may run scripts and load what it likes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_ELEMENTS = frozenset(
    "a animate animateMotion animateTransform circle clipPath defs desc ellipse feBlend feColorMatrix "
    "feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow "
    "feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset "
    "fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter g image line linearGradient marker mask "
    "mpath path pattern polygon polyline radialGradient rect set stop style svg switch symbol text textPath title "
    "tspan use view".split()
)
_UNSHOWN = frozenset({"metadata"})
"""An element that draws nothing: it goes with all that is in it, as do those of editors' own namespaces."""
_ATTRIBUTES = frozenset(
    # of every element, and of those that group
    "id class style lang role tabindex focusable requiredExtensions requiredFeatures systemLanguage version "
    "baseProfile viewBox preserveAspectRatio zoomAndPan enable-background width height x y transform transform-origin "
    # shapes, text and references
    "cx cy r rx ry x1 y1 x2 y2 d points pathLength dx dy rotate textLength lengthAdjust startOffset method spacing "
    "side href target rel download type media title refX refY markerWidth markerHeight markerUnits orient "
    "patternUnits patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits mask-type "
    "gradientUnits gradientTransform spreadMethod fx fy fr offset "
    # filters
    "filterUnits primitiveUnits filterRes in in2 result mode values operator k1 k2 k3 k4 order kernelMatrix divisor "
    "bias targetX targetY edgeMode kernelUnitLength preserveAlpha surfaceScale diffuseConstant specularConstant "
    "specularExponent scale xChannelSelector yChannelSelector azimuth elevation z pointsAtX pointsAtY pointsAtZ "
    "limitingConeAngle stdDeviation radius baseFrequency numOctaves seed stitchTiles tableValues slope intercept "
    "amplitude exponent "
    # animation
    "attributeName attributeType begin dur end min max restart repeatCount repeatDur fill calcMode keyTimes "
    "keySplines from to by additive accumulate path keyPoints origin "
    # presentation
    "alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation color-interpolation-filters "
    "color-profile color-rendering cursor direction display dominant-baseline fill-opacity fill-rule filter "
    "flood-color flood-opacity font font-family font-feature-settings font-kerning font-size font-size-adjust "
    "font-stretch font-style font-variant font-variant-ligatures font-variant-caps font-variant-numeric "
    "font-variation-settings font-weight glyph-orientation-horizontal glyph-orientation-vertical image-rendering "
    "isolation kerning letter-spacing lighting-color line-height marker marker-end marker-mid marker-start mask "
    "mix-blend-mode opacity overflow paint-order pointer-events shape-rendering solid-color solid-opacity stop-color "
    "stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit "
    "stroke-opacity stroke-width text-align text-anchor text-decoration text-overflow text-rendering unicode-bidi "
    "vector-effect visibility white-space word-spacing writing-mode xml:space xml:lang".split()
)
_SILENT = re.compile(r"(?:data|aria)-[\w.-]+")
"""Attributes that draw nothing."""
_INSIDE = re.compile(r"#\S+")
_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[\sA-Za-z0-9+/=]*", re.IGNORECASE)
_FONT = re.compile(r"data:(?:font|application)/[\w.+-]*(?:woff2?|[ot]tf|truetype|opentype)[;,][^<>()]*", re.IGNORECASE)
_WEB = re.compile(r"(?:https?:|mailto:)\S*", re.IGNORECASE)
_ADDRESSES = {"a": (_INSIDE, _WEB), "image": (_INSIDE, _PICTURE), "feImage": (_INSIDE, _PICTURE)}
"""What an element may refer to, where that is more than a part of the figure."""
_URL = re.compile(r"url\(", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*+(?:\"([^\"\n\r\f]*)\"|'([^'\n\r\f]*)'|([^\s\"'()]*))\s*+\)")
"""What follows `url(`, to its end: CSS takes one that is never closed as well."""
_ACTIVE = re.compile(r"@import|\\|expression\s*\(|javascript:|image-set|cross-fade|(?:image|src)\s*\(", re.IGNORECASE)
_MOST_ELEMENTS = 100_000
"""Of a figure; browsers take long to draw as many."""
_MOST_ATTRIBUTES = 400
"""Of an element: more than there are."""
_MOST_PROBLEMS = 1000
"""After as many, nothing more of a figure is read: it cannot be packed."""
_ANIMATES = frozenset({"animate", "animateMotion", "animateTransform", "set"})


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be packed of a figure: the message, the place and the hint."""

    message: str
    hint: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is packed; whole only where there are no problems."""

    content: bytes
    problems: tuple[Problem, ...]


@lru_cache(maxsize=512)
def clean_svg(data: bytes) -> Figure:
    """Return a figure with nothing in it but what draws; each language and each edit asks for the same ones."""
    writer = _Writer()
    writer.read(data)
    content = "".join(writer.parts) + "\n"
    by_place = {(problem.line, problem.column): problem for problem in reversed(writer.problems)}
    by_message = {problem.message: problem for problem in by_place.values()}
    return Figure(content.encode(), tuple(reversed(by_message.values())))


@dataclass(slots=True)
class _Writer:
    parts: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    parser: expat.XMLParserType = field(default_factory=lambda: expat.ParserCreate(namespace_separator=" "))
    depth: int = 0
    elements: int = 0
    skipped: int = 0
    """How deep the parser is within an element that is left out."""
    styles: list[str] | None = None
    """The pieces of the style sheet that is open."""
    is_open: bool = False
    """Whether the last start tag waits for its `>`."""

    def read(self, data: bytes) -> None:
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.ProcessingInstructionHandler = self.instruction
        self.parser.EntityDeclHandler = self.entity
        try:
            self.parser.Parse(data, True)  # noqa: FBT003 — the parser's signature: no more is to come
        except expat.ExpatError as problem:
            place = (problem.lineno, problem.offset + 1)
            hint = "open it in a drawing program and save it again"
            self.tell(f"this is no SVG: {expat.ErrorString(problem.code)}", hint, place)
        except _RefusedError:
            pass

    def tell(self, message: str, hint: str, place: tuple[int, int] | None = None) -> None:
        line, column = place or (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        self.problems.append(Problem(message, hint, line, column))
        if len(self.problems) >= _MOST_PROBLEMS:
            raise _RefusedError

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        self.elements += 1
        if self.elements > _MOST_ELEMENTS or len(attributes) > _MOST_ATTRIBUTES:
            what = (
                f"{_MOST_ELEMENTS:,} elements" if self.elements > _MOST_ELEMENTS else f"{_MOST_ATTRIBUTES} attributes"
            )
            self.tell(
                f"more than {what}{'' if 'ele' in what else f' of `<{local}>`'} cannot be packed", "save it as an image"
            )
            raise _RefusedError
        if not self.depth and (namespace, local) != (SVG, "svg"):
            self.tell("this is no SVG: it does not begin with `<svg xmlns=…>`", "save it as SVG")
            raise _RefusedError
        self.depth += 1
        if self.skipped or namespace != SVG or local in _UNSHOWN:
            self.skipped += 1
        elif self.styles is not None:
            self.tell(f"`<{local}>` stands within a style of the figure", "close the `<style>` before it")
            self.skipped += 1
        elif local not in _ELEMENTS:
            self.tell(f"`<{local}>` of a figure cannot be packed", _way_out(local))
            self.skipped += 1
        else:
            self.close_tag()
            kept = dict(self.judged(local, attributes))
            written = "".join(f" {key}={quoteattr(value)}" for key, value in kept.items())
            root = f' xmlns="{SVG}"' if self.depth == 1 else ""
            self.parts.append(f"<{local}{root}{written}")
            self.is_open = True
            self.styles = [] if local == "style" else None

    def judged(self, tag: str, attributes: dict[str, str]) -> list[tuple[str, str]]:
        """Return the attributes that are kept, and tell of those with an effect that are not."""
        kept = []
        for name, value in attributes.items():
            namespace, _, local = name.rpartition(" ")
            shown = {_XML: f"xml:{local}", _XLINK: local, "": local}.get(namespace)
            if shown is None or _SILENT.fullmatch(shown) or (namespace == _XLINK and local != "href"):
                continue
            if shown not in _ATTRIBUTES:
                self.tell(f"`{shown}` of `<{tag}>` cannot be packed", _way_out(shown))
            elif not self.allows(tag, shown, value):
                self.tell(f"`{shown}` of `<{tag}>` leads out of the figure", "draw what it shows in the figure itself")
            else:
                kept.append((shown, value))
        return kept

    def allows(self, tag: str, name: str, value: str) -> bool:
        if name == "href":
            return any(pattern.fullmatch(value.strip()) for pattern in _ADDRESSES.get(tag, (_INSIDE,)))
        if name == "attributeName":
            return tag not in _ANIMATES or value.strip() in _ATTRIBUTES - {"href", "style", "class"}
        return name in ("id", "title", "d") or stays_inside(value)

    def end(self, _name: str) -> None:
        self.depth -= 1
        if self.skipped:
            self.skipped -= 1
            return
        local = _name.rpartition(" ")[2]
        if self.styles is not None:
            sheet = "".join(self.styles)
            if stays_inside(sheet):
                self.write(sheet)
            else:
                self.tell("a style of the figure leads out of it", "leave out `@import` and addresses of the web")
            self.styles = None
        self.parts.append("/>" if self.is_open else f"</{local}>")
        self.is_open = False

    def text(self, text: str) -> None:
        if self.skipped:
            return
        if self.styles is not None:
            self.styles.append(text)
        else:
            self.write(text)

    def write(self, text: str) -> None:
        if text:
            self.close_tag()
            self.parts.append(escape(text))

    def close_tag(self) -> None:
        if self.is_open:
            self.parts.append(">")
            self.is_open = False

    def instruction(self, target: str, _data: str) -> None:
        if target == "xml-stylesheet":
            self.tell("the figure has its styles in another file", "put them into a `<style>` of the figure")

    def entity(self, *_: object) -> None:
        self.tell("the figure declares entities", "save it as plain SVG")
        raise _RefusedError


class _RefusedError(Exception):
    """Nothing more of a file is worth reading."""


def stays_inside(css: str) -> bool:
    """Tell whether CSS refers to nothing but parts of the figure, and pictures and fonts within it."""
    if _ACTIVE.search(css):
        return False
    for found in _URL.finditer(css):
        written = _ADDRESS.match(css, found.end())
        address = next(filter(None, written.groups()), "").strip() if written else ""
        if not any(kind.fullmatch(address) for kind in (_INSIDE, _PICTURE, _FONT)):
            return False
    return True


def _way_out(name: str) -> str:
    if name == "foreignObject":
        return "export it with plain text: in draw.io, without formatted text; in Inkscape, as plain SVG"
    if name == "script" or name.startswith("on"):
        return "figures run no scripts: leave it out"
    return "save it as plain SVG, or as an image"
