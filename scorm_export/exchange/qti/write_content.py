"""The HTML of a text as content that items may have (ASI 2.1, "XHTML Elements")."""

from __future__ import annotations

import re
from xml.sax.saxutils import quoteattr

from lxml import etree, html

from scorm_export.exchange.qti.markup import XML, Element, add_text, make
from scorm_export.trust.allowed import MATHS_ATTRIBUTES, MATHS_TAGS

_MATHML = "http://www.w3.org/1998/Math/MathML"
_KEPT = frozenset(
    "a abbr acronym address b big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 "
    "hr i img kbd li ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul var".split()
)
"""Elements that items may have (ASI 2.1, "XHTML Elements"); of others only the content is kept."""
_FORMS = {"mark": "marked", "s": "struck out", "del": "struck out", "ins": "inserted", "u": "underlined"}
_FORM = re.compile(rf"<({'|'.join(_FORMS)})\b")
"""Elements that items may not have, and that say something of their words."""
_ATTRIBUTES = frozenset("class href src alt width height colspan rowspan scope".split())


def lost_forms(text: str) -> list[str]:
    """Return the forms of words that items may not have, as they are called in reports."""
    return sorted({_FORMS[name] for name in _FORM.findall(text)})


def put(parent: Element, text: str, *, blocks: bool) -> None:
    """Add HTML to an element; `blocks` where it takes no words of its own."""
    if not text:
        return
    holder = html.fragment_fromstring(text, create_parent="div")
    has_words = bool((holder.text or "").strip()) or any((child.tail or "").strip() for child in holder)
    target = make(parent, "p") if blocks and has_words else parent
    _copy(holder, target)


def _copy(source: Element, target: Element) -> None:
    """Copy what is in an HTML element, as far as items may have it."""
    add_text(target, source.text)
    for child in source:
        if not isinstance(child.tag, str):
            pass
        elif child.tag == "math":
            target.append(_formula(child))
        elif child.tag in _KEPT:
            copied = make(target, child.tag)
            for name, value in child.attrib.items():
                if name in _ATTRIBUTES:
                    copied.set(name, value)
                elif name == "lang":
                    copied.set(f"{{{XML}}}lang", value)
            _copy(child, copied)
        else:
            _copy(child, target)
        add_text(target, child.tail)


def with_tex(tex: str, is_block: bool, mathml: str) -> str:
    """Return a formula's MathML with its TeX at hand, for the item to have both."""
    del is_block
    return mathml.replace("<math", f"<math alttext={quoteattr(tex)}", 1)


def _formula(source: Element) -> Element:
    """Return a formula in the namespace of MathML, with its TeX beside it (MathML 2.0, 5.2.1)."""
    math = etree.Element(f"{{{_MATHML}}}math", nsmap={None: _MATHML}, display=source.get("display", "inline"))
    tex = source.get("alttext")
    holder = math
    if tex:
        semantics = etree.SubElement(math, f"{{{_MATHML}}}semantics")
        holder = etree.SubElement(semantics, f"{{{_MATHML}}}mrow")
        etree.SubElement(semantics, f"{{{_MATHML}}}annotation", encoding="application/x-tex").text = tex
    _copy_formula(source, holder)
    return math


def _copy_formula(source: Element, target: Element) -> None:
    """Copy what is in a formula; of anything else in it, the words."""
    add_text(target, source.text)
    for child in source:
        if child.tag in MATHS_TAGS:
            attributes = {name: value for name, value in child.attrib.items() if name in MATHS_ATTRIBUTES}
            copied = etree.SubElement(target, f"{{{_MATHML}}}{child.tag}", attributes)
            alignment = {"tml-left": "left", "tml-right": "right"}.get(child.get("class", ""))
            if alignment and child.tag == "mtd":
                copied.set("columnalign", alignment)
            _copy_formula(child, copied)
        elif isinstance(child.tag, str):
            _copy_formula(child, target)
        add_text(target, child.tail)
