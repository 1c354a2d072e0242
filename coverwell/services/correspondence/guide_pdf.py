"""A guide of headed sections as a tagged PDF in the language of its reader."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from coverwell.services.companion.document import Document
from coverwell.services.correspondence.press import printed


def guide_pdf(guide: Document, author: str) -> bytes:
    """Return the PDF (PDF/UA-1: tagged, titled, with its language)."""
    with translation.override(guide.language):
        data = {
            "title": guide.title,
            "about": guide.about,
            "language": guide.language,
            "author": author,
            "page": _("Page"),
            "sections": [
                {
                    "title": one.title,
                    "paragraphs": list(one.paragraphs),
                    "head": list(one.head),
                    "rows": [list(row) for row in one.rows],
                    "language": "en" if one.english else guide.language,
                }
                for one in guide.sections
            ],
        }
    return printed("guide.typ", data)
