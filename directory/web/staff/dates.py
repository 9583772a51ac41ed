"""Dates as people type them: 1.10.2026, 01.10.26 or 2026-10-01."""

import re
from datetime import date

from directory.errors import Invalid
from directory.i18n import _
from directory.web.forms import Form

NORWEGIAN = re.compile(r"(\d{1,2})[./ ]+(\d{1,2})[./ ]+(\d{4}|\d{2})")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def read_date(form: Form, name: str) -> date | None:
    """Return the date of a field, None when it is empty. Raises Invalid for what is no date."""
    text = form.text(name, 40)
    if not text:
        return None
    try:
        if found := ISO.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := NORWEGIAN.fullmatch(text):
            year = int(found[3])
            return date(year if year > 99 else 2000 + year, int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise Invalid({name: _("Write the date as day, month and year, such as 1.10.2027.")})
