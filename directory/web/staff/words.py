"""What an entry's fields are called at the desk, where one speaks of the organisation and not to it."""

from directory.i18n import _, marked
from directory.organisations import wording

ABOUT_THEM = {
    "description": marked("What it does"),
    "description_nn": marked("What it does, in Nynorsk"),
    "coverage": marked("Where it is active"),
    "target_groups": marked("Whom it works with"),
    "forms": marked("What it can take part in"),
    "suggested_theme": marked("A theme it misses"),
}


def label(field: str) -> str:
    """Return a field's name in the language spoken."""
    return _(ABOUT_THEM[field]) if field in ABOUT_THEM else wording.label(field)
