"""What an entry's fields are called at the desk, where one speaks of the organisation and not to it."""

from directory.i18n import _, marked
from directory.organisations import wording
from directory.organisations.reads import Stored
from directory.organisations.receipts import speaks

ABOUT_THEM = {
    "description": marked("What it does"),
    "description_nn": marked("What it does, in Nynorsk"),
    "coverage": marked("Where it is active"),
    "target_groups": marked("Whom it works with"),
    "forms": marked("What it can take part in"),
    "suggested_theme": marked("A theme it misses"),
}
WRITE_IN = {
    "nb": marked("Write in Bokmål: that is what the organisation reads."),
    "nn": marked("Write in Nynorsk: that is what the organisation reads."),
    "en": marked("Write in English: that is what the organisation reads."),
}


def label(field: str) -> str:
    """Return a field's name in the language spoken."""
    return _(ABOUT_THEM[field]) if field in ABOUT_THEM else wording.label(field)


def write_in(stored: Stored) -> str:
    """Return in which language to write what an organisation gets by e-mail, as a sentence in the language spoken."""
    return _(WRITE_IN[speaks(stored)])
