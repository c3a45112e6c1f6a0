"""The mappings `contact` and `certificate` of a course."""

from __future__ import annotations

from scorm_export.course import Certificate, Contact, Signatory
from scorm_export.reading.theme_fields import ALTERNATIVE, IMAGE_FILE
from scorm_export.source.document import image_alone
from scorm_export.source.fields import ListOf, Record, Values, defaulted, optional, required
from scorm_export.source.texts import EMAIL, Text

_NAME = Text("a name", most=200)

_CONTACT_EMAIL = required("email", EMAIL, "the address")
_CONTACT_NAME = optional("name", _NAME, "a person or a desk")
_CONTACT_RECORD = Record(
    "the contact",
    (_CONTACT_NAME, _CONTACT_EMAIL),
    lambda v: Contact(email=v[_CONTACT_EMAIL], name=v[_CONTACT_NAME]),
)
CONTACT = optional("contact", _CONTACT_RECORD, "whom learners write to; where it is left out, the provider's `email`")

_SIGNATURE = optional(
    "signature",
    Record("the signature", (IMAGE_FILE, ALTERNATIVE), lambda v: v),
    "an image of it: `file`, `alternative`",
)
_SIGNATORY_NAME = required("name", _NAME, "who signs")
_ROLE = optional("role", _NAME, "as what")


def _signatory(values: Values) -> Signatory:
    image: Values | None = values[_SIGNATURE]
    at = image.spans.get("file", image.span) if image else values.span
    signature = image_alone(image[IMAGE_FILE], image[ALTERNATIVE], values.path, at) if image else None
    return Signatory(name=values[_SIGNATORY_NAME], role=values[_ROLE], signature=signature)


_CERTIFICATE_TITLE = optional("title", Text("a title of at most 100 characters", most=100), "in place of `Certificate`")
_TEXT = optional("text", Text(), "a sentence below the course's title")
_SIGNATORIES = defaulted(
    "signatories", ListOf(Record("a signatory", (_SIGNATORY_NAME, _ROLE, _SIGNATURE), _signatory)), (), "who signs it"
)
CERTIFICATE = optional(
    "certificate",
    Record(
        "the certificate",
        (_CERTIFICATE_TITLE, _TEXT, _SIGNATORIES),
        lambda v: Certificate(title=v[_CERTIFICATE_TITLE], text=v[_TEXT], signatories=v[_SIGNATORIES]),
    ),
    "what learners get who have passed",
)
