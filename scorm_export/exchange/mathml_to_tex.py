"""Presentation MathML as TeX, as far as questions use it."""

from __future__ import annotations

import re
from collections.abc import Callable

from bs4.element import NavigableString, Tag

_COMMANDS = (
    "× times ⋅ cdot · cdot ÷ div ± pm ∓ mp ≤ le ≥ ge ≠ ne ≈ approx ≡ equiv ∼ sim ∝ propto ∞ infty ∈ in ∉ notin "
    "⊂ subset ⊆ subseteq ∪ cup ∩ cap ∅ emptyset ∀ forall ∃ exists ¬ neg ∧ wedge ∨ vee → to ← leftarrow "
    "↔ leftrightarrow ⇒ Rightarrow ⇔ Leftrightarrow ∑ sum ∏ prod ∫ int ∮ oint ∂ partial ∇ nabla √ surd … ldots "
    "⋯ cdots ∠ angle ⊥ perp ∥ parallel ⟨ langle ⟩ rangle ~ sim"
).split()
_SIGNS = {sign: f"\\{name} " for sign, name in zip(_COMMANDS[::2], _COMMANDS[1::2], strict=True)}
_SIGNS |= {sign: rf"\mathbb{{{letter}}}" for sign, letter in zip("ℝℕℤℚℂ", "RNZQC", strict=True)}
_SIGNS |= {sign: f"\\{sign}" for sign in "%#$&_{}"} | dict.fromkeys("\u2061\u2062\u2063\u2064\u200b", "")
_SIGNS |= {
    "\u2212": "-",
    "°": r"^{\circ}",
    "′": "'",
    "‖": r"\|",
    "\u00a0": r"\ ",
    "\\": r"\backslash ",
    "^": r"\hat{}",
    "¯": r"\bar{}",
}
"""Characters of operators and names that TeX writes otherwise."""
_GREEK = (
    "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi o pi rho varsigma sigma tau upsilon "
    "varphi chi psi omega"
).split()
_LETTERS = {chr(0x3B1 + n): name if name == "o" else f"\\{name} " for n, name in enumerate(_GREEK)} | {
    "ϵ": r"\epsilon ", "ϕ": r"\phi ", "ϑ": r"\vartheta ", "Γ": r"\Gamma ", "Δ": r"\Delta ", "Θ": r"\Theta ",
    "Λ": r"\Lambda ", "Ξ": r"\Xi ", "Π": r"\Pi ", "Σ": r"\Sigma ", "Υ": r"\Upsilon ", "Φ": r"\Phi ", "Ψ": r"\Psi ",
    "Ω": r"\Omega ",
}  # fmt: skip
_FUNCTIONS = frozenset(
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln exp lim max min det gcd deg".split()
)
_OVER = {
    "¯": "overline",
    "‾": "overline",
    "_": "overline",
    "^": "hat",
    "ˆ": "hat",
    "~": "tilde",
    "˜": "tilde",
    "→": "vec",
}
_OVER |= {"⃗": "vec", "˙": "dot", "¨": "ddot", "⏞": "overbrace", "−": "overline", "-": "overline"}
_FENCES = frozenset("()[]|/")


class UnknownMathError(Exception):
    """Something in a formula has no TeX here; its words are the name of it."""


def tex_of(math: Tag) -> str:
    """Return a formula in TeX. Raises UnknownMathError."""
    return re.sub(r" +(?=[ {}^_)]|$)", "", _row(math)).strip()


def _row(element: Tag) -> str:
    return "".join(map(_part, _children(element)))


def _children(element: Tag) -> list[Tag]:
    if any(
        isinstance(child, NavigableString) and type(child) is NavigableString and child.strip()
        for child in element.children
    ):
        raise UnknownMathError(f"words in `{_name(element)}`")
    return [child for child in element.children if isinstance(child, Tag)]


def _name(element: Tag) -> str:
    return element.name.rpartition(":")[2].lower()


def _part(element: Tag) -> str:
    name = _name(element)
    write = _WRITERS.get(name)
    if write is None:
        raise UnknownMathError(f"`{name}`")
    return write(element)


def _args(element: Tag, count: int) -> list[str]:
    children = _children(element)
    if len(children) != count:
        raise UnknownMathError(f"`{_name(element)}` of {len(children)} parts")
    return [_part(child).strip() for child in children]


def _text(element: Tag) -> str:
    if any(isinstance(child, Tag) for child in element.children):
        raise UnknownMathError(f"`{_name(element)}` with elements in it")
    return " ".join(element.get_text().split())


def _letters(text: str) -> str:
    written = "".join(_LETTERS.get(sign) or _SIGNS.get(sign, sign) for sign in text)
    if re.search(r"[^\x20-\x7e]", written):
        return rf"\text{{{_plain(text)}}}"
    return written


def _plain(text: str) -> str:
    if re.search(r"[\\{}$^_~#%&]", text):
        raise UnknownMathError(f"`{text}` as words")
    return text


def _identifier(element: Tag) -> str:
    text = _text(element)
    if text in _FUNCTIONS:
        return f"\\{text} "
    if len(text) > 1 and text.isalpha():
        return rf"\mathrm{{{text}}}" if text.isascii() else rf"\text{{{text}}}"
    return _letters(text)


def _number(element: Tag) -> str:
    return _letters(_text(element))


def _operator(element: Tag) -> str:
    text = _text(element)
    return f"\\{text} " if text in _FUNCTIONS else _letters(text)


def _words(element: Tag) -> str:
    text = element.get_text()
    return rf"\text{{{_plain(' '.join(text.split()))}}}" if text.strip() else r"\ "


def _fraction(element: Tag) -> str:
    over, under = _args(element, 2)
    if (element.get("linethickness") or "") in ("0", "0px", "0pt"):
        return rf"\binom{{{over}}}{{{under}}}"
    return rf"\frac{{{over}}}{{{under}}}"


def _scripts(*signs: str) -> Callable[[Tag], str]:
    def write(element: Tag) -> str:
        base, *scripts = _args(element, 1 + len(signs))
        base = base if re.fullmatch(r"\w|\\[A-Za-z]+", base) else f"{{{base}}}"
        return base + "".join(f"{sign}{{{script}}}" for sign, script in zip(signs, scripts, strict=True) if script)

    return write


def _over(element: Tag) -> str:
    base, over = _children(element) if len(_children(element)) == 2 else (None, None)  # noqa: PLR2004 — the standard's
    if base is None or over is None:
        raise UnknownMathError("`mover`")
    sign = " ".join(over.get_text().split())
    if _name(over) == "mo" and sign in _OVER:
        return rf"\{_OVER[sign]}{{{_part(base).strip()}}}"
    if _is_limit(base):
        return f"{_part(base).strip()}^{{{_part(over).strip()}}}"
    return rf"\overset{{{_part(over).strip()}}}{{{_part(base).strip()}}}"


def _under(element: Tag) -> str:
    base, under = _args(element, 2)
    sign = _children(element)[1].get_text().strip()
    if sign in ("_", "¯", "‾", "\u0332"):
        return rf"\underline{{{base}}}"
    if _is_limit(_children(element)[0]):
        return f"{base}_{{{under}}}"
    return rf"\underset{{{under}}}{{{base}}}"


def _under_over(element: Tag) -> str:
    base, under, over = _args(element, 3)
    if not _is_limit(_children(element)[0]):
        raise UnknownMathError("`munderover`")
    return f"{base}_{{{under}}}^{{{over}}}"


def _is_limit(base: Tag) -> bool:
    return base.get_text().strip() in (*"∑∏∫∮⋃⋂", "lim", "max", "min")


def _fenced(element: Tag) -> str:
    opening, closing = str(element.get("open", "(")), str(element.get("close", ")"))
    separators = str(element.get("separators", ","))
    inner = (_letters(separators[:1]) or "").join(_part(child).strip() for child in _children(element))
    return _fence(opening, "left") + inner + _fence(closing, "right")


def _fence(sign: str, side: str) -> str:
    sign = sign.strip()
    written = (
        "."
        if not sign
        else sign
        if sign in _FENCES
        else {"{": r"\{", "}": r"\}", "⟨": r"\langle ", "⟩": r"\rangle "}.get(sign)
    )
    if written is None:
        raise UnknownMathError(f"the fence `{sign}`")
    return rf"\{side}{written}"


def _table(element: Tag) -> str:
    rows = [[_row(cell).strip() for cell in _children(row)] for row in _children(element) if _name(row) == "mtr"]
    if not rows or len(rows) != len(_children(element)):
        raise UnknownMathError("`mtable`")
    return r"\begin{matrix}" + r" \\ ".join(" & ".join(row) for row in rows) + r"\end{matrix}"


_WRITERS: dict[str, Callable[[Tag], str]] = {
    "math": _row,
    "mrow": _row,
    "mstyle": _row,
    "mpadded": _row,
    "mi": _identifier,
    "mn": _number,
    "mo": _operator,
    "mtext": _words,
    "ms": _words,
    "mspace": lambda _: r"\ ",
    "mfrac": _fraction,
    "msup": _scripts("^"),
    "msub": _scripts("_"),
    "msubsup": _scripts("_", "^"),
    "msqrt": lambda element: rf"\sqrt{{{_row(element).strip()}}}",
    "mroot": lambda element: r"\sqrt[{1}]{{{0}}}".format(*_args(element, 2)),
    "mover": _over,
    "munder": _under,
    "munderover": _under_over,
    "mfenced": _fenced,
    "mtable": _table,
    "semantics": lambda element: _part(_children(element)[0]) if _children(element) else "",
}
"""What is written for each element; others are not known."""
