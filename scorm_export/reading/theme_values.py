"""The values of a theme: colours and lengths."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from scorm_export.course import Colour
from scorm_export.source.kinds import Reading, Schema
from scorm_export.source.scalars import ScalarKind
from scorm_export.source.yaml import Node, Scalar


@dataclass(frozen=True)
class ColourKind(ScalarKind[Colour | None]):
    """A colour of sRGB in hexadecimal digits; `alpha` lets it be translucent."""

    alpha: bool = False

    @property
    def what(self) -> str:  # type: ignore[override]
        """Name the form."""
        return 'a colour in quotes, such as `"#0b5c6680"`' if self.alpha else 'a colour in quotes, such as `"#0b5c66"`'

    @property
    def blank(self) -> Colour | None:
        """Return no colour: one that is not meant would have a contrast of its own."""
        return None

    @property
    def _pattern(self) -> str:
        return r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{8}|[0-9a-fA-F]{3})" if self.alpha else r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})"

    def read(self, node: Node, reading: Reading) -> Colour | None:
        """Read a scalar. Without quotes, YAML takes a colour for a comment."""
        if isinstance(node, Scalar) and not node.text and (written := re.search(self._pattern, node.span.text)):
            self.wrong(node, reading, f'write `"{written.group()}"`: without quotes, YAML takes it for a comment')
            return None
        return super().read(node, reading)

    def parse(self, text: str) -> Colour | None:
        """Read the digits of each channel."""
        match = re.fullmatch(self._pattern, text)
        if not match:
            return None
        digits = match[1] if len(match[1]) > 3 else "".join(digit * 2 for digit in match[1])  # noqa: PLR2004 — #rgb
        return Colour(*bytes.fromhex(digits))

    def hint(self, text: str) -> str:
        """Return the same colour as it can be read."""
        channels = re.fullmatch(r"rgb\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*\)", text)
        if channels and all(int(channel) < 256 for channel in channels.groups()):  # noqa: PLR2004 — of 8 bits
            return f'write `"{Colour(*map(int, channels.groups()))}"`'
        if re.fullmatch(r"[0-9a-fA-F]{6}", text):
            return f'write `"#{text.lower()}"`'
        return "six hexadecimal digits after a `#`, as design tools show them"

    def meant(self, text: str) -> str:
        """Return the colour that the hint names."""
        named = re.fullmatch(r'write `"(#[0-9a-f]{6})"`', self.hint(text))
        return named[1] if named else ""

    def schema(self) -> Schema:
        """Return the pattern."""
        return {"type": "string", "pattern": f"^{self._pattern}$"}


@dataclass(frozen=True)
class Length(ScalarKind[str]):
    """A length in rem, the size of the text; the value is as CSS has it."""

    most: int

    @property
    def what(self) -> str:  # type: ignore[override]
        """Name the limits."""
        return f"a length from 0 to {self.most}rem, such as `.5rem`"

    @property
    def blank(self) -> str:
        """Return nothing."""
        return "0"

    def parse(self, text: str) -> str | None:
        """Read a decimal number with its unit."""
        match = re.fullmatch(r"([0-9]{0,2}(?:\.[0-9]{1,4})?)rem|0", text)
        return text if match and Decimal(match[1] or 0) <= self.most else None

    def hint(self, text: str) -> str:
        """Turn pixels into rem."""
        pixels = re.fullmatch(r"([0-9]{1,3})px", text)
        return f"write `{int(pixels[1]) / 16:g}rem`" if pixels else ""

    def meant(self, text: str) -> str:
        """Return pixels as rem."""
        return self.hint(text).removeprefix("write `").removesuffix("`")

    def schema(self) -> Schema:
        """Return the pattern."""
        return {"type": ["string", "number"], "pattern": r"^(?:[0-9]{0,2}(\.[0-9]{1,4})?rem|0)$"}
