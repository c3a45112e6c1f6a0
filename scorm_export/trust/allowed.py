"""What a text may contain: elements, attributes, classes, addresses. Anything not listed here is in no page."""

from __future__ import annotations

import re

SAFE_TAGS = frozenset(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure "
    "h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup table "
    "tbody td tfoot th thead time tr u ul var wbr".split()
)
"""The HTML elements that raw HTML may use; the rest is removed."""
MATHS_TAGS = frozenset(
    "math maction menclose merror mfrac mi mlabeledtr mmultiscripts mn mo mover mpadded mphantom mprescripts mroot "
    "mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics".split()
)
"""The elements of MathML 3 that present a formula; none fetches or does anything."""
UNSHOWN_TAGS = frozenset({"annotation", "annotation-xml"})
"""Invisible elements, which are removed with their content."""
SCHEMES = ("http", "https", "mailto", "tel")
"""What an address may begin with."""

ATTRIBUTES = {
    "*": frozenset({"id", "class", "lang", "dir", "title", "role", "aria-label", "tabindex"}),
    "a": frozenset({"href", "target", "rel"}),
    "bdo": frozenset({"dir"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "details": frozenset({"open"}),
    "img": frozenset({"src", "alt", "width", "height", "loading"}),
    "ol": frozenset({"start", "type", "reversed"}),
    "li": frozenset({"value"}),
    "time": frozenset({"datetime"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
}
MATHS_ATTRIBUTES = frozenset(
    "accent accentunder align alttext bevelled columnalign columnlines columnspacing columnspan denomalign depth dir "
    "display displaystyle fence form frame height largeop length linebreak linethickness lspace mathbackground "
    "mathcolor mathsize mathvariant maxsize minsize movablelimits notation numalign rowalign rowlines rowspacing "
    "rowspan rspace scriptlevel separator stretchy style subscriptshift superscriptshift symmetric voffset "
    "width".split()
)
"""Attributes of MathML elements in addition to those of every element; a style becomes a class."""
VALUES = {
    "target": re.compile("_blank"),
    "rel": re.compile("(noopener|noreferrer)( (noopener|noreferrer))*"),
    "role": re.compile("group|note|math|presentation|img"),
    "tabindex": re.compile("0"),
}
"""What the values of some attributes have to match."""

CLASSES = re.compile(
    r"decorative|title|align-(?:left|center|right)|footnotes|footnote-(?:ref|back)|visually-hidden|language-[\w+#.-]+"
)
"""The classes of every text, in addition to those of blocks. The player's own elements have different ones, so a text
cannot imitate them."""
MATHS_CLASSES = re.compile(
    r"tml-[a-z0-9-]+|(?:chr|wbk)-[a-z-]+|upstrike|downstrike|sout|longdiv-(?:top|arc)|phasor-(?:bottom|angle)|circle-pad"
    r"|textcircle|actuarial|menclose|special-fraction|mathscr|mathcal"
)
"""The classes that formulas are drawn with."""
_LENGTH = r"-?\d*\.?\d+(?:e-?\d+)?(?:em|ex|pt|px|%)?"
_LENGTHS = rf"{_LENGTH}(?: {_LENGTH}){{0,3}}"
_COLOUR = r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,24}"
_BORDER = rf"(?:{_LENGTH} )?(?:solid|dashed|none|double)(?: (?:{_COLOUR}))?"
STYLES = {
    **dict.fromkeys(("border", "border-top", "border-right", "border-bottom", "border-left"), re.compile(_BORDER)),
    **dict.fromkeys(("color", "background-color", "border-color"), re.compile(_COLOUR)),
    **dict.fromkeys(("width", "height", "math-depth"), re.compile(_LENGTH)),
    **dict.fromkeys(
        ("padding", "padding-left", "padding-right", "padding-top", "padding-bottom", "margin-left", "margin-right"),
        re.compile(_LENGTHS),
    ),
    "font-style": re.compile("italic|normal"),
    "font-weight": re.compile("bold|normal|[1-9]00"),
    "text-align": re.compile("left|right|center|-webkit-(?:left|right|center)"),
    "transform": re.compile(r"scaleX\(-1\)"),
    "white-space": re.compile("normal|nowrap|pre"),
}
"""The properties that a style within a formula may set, with their values."""


def attributes_of(tag: str) -> frozenset[str]:
    """Return the attributes that an element of a text may have."""
    own = ATTRIBUTES.get(tag, frozenset()) | (MATHS_ATTRIBUTES if tag in MATHS_TAGS else frozenset())
    return ATTRIBUTES["*"] | own
