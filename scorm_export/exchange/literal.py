r"""Text that other tools would read as a formula, a file or a language, written so that they show it as it is.

Moodle's filters look for signs in the HTML of a text. `\(`, `\[`, `$$`, `[tex]` and `\begin{` begin a formula, and
filter_mathjaxloader also replaces the signs that end one; `@@` begins a formula of filter_algebra or the address of a
file, and `{mlang` a language. A sign whose first character is in a separate element is not recognised, neither in the
HTML nor in what a browser or an editor makes of it. Other tools that show formulas look for some of the same signs.
"""

from __future__ import annotations

import re

FORMULA_OPEN, FORMULA_CLOSE = "\ufdd0", "\ufdd1"
"""Around a formula while its text is made; both are noncharacters, which no text has (Unicode 16, 23.7)."""
_FORMULA_OR_TAG = re.compile(f"({FORMULA_OPEN}.*?{FORMULA_CLOSE}|<[a-z/!][^>]*>)", re.DOTALL)
_SIGN = re.compile(r"\\(?=[()\[\]]|begin\{)|\$(?=\$)|\[(?=/?tex\])|@(?=@)|\{(?=\s*mlang\b)", re.IGNORECASE)
_OWN_ADDRESS = re.compile(r'(?<=")@@PLUGINFILE@@(?=/)')


def literal(html: str) -> str:
    """Return HTML in which only the marked formulas are read as formulas, without the marks."""
    parts = _FORMULA_OR_TAG.split(html)
    return "".join(_written(part) for part in parts)


def _written(part: str) -> str:
    if part.startswith(FORMULA_OPEN):
        return part[1:-1]
    if part.startswith("<"):
        own = _OWN_ADDRESS.split(part)
        return "@@PLUGINFILE@@".join(_SIGN.sub(lambda sign: f"&#{ord(sign.group())};", text) for text in own)
    return _SIGN.sub(r'<span class="nolink">\g<0></span>', part)
