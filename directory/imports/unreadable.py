"""Why a whole file cannot be used: one clear line each, for the page in its reader's language."""

from directory.errors import Refused
from directory.i18n import gettext_
from directory.i18n import marked as _

PDF = _("This is a PDF, not a spreadsheet. Open the list in the spreadsheet program and save it as .xlsx or .csv.")
WORD = _("This is a Word document, not a spreadsheet. Copy the table into a spreadsheet and save it as .xlsx.")
HTML = _("This is a web page, not a spreadsheet. Open it in the spreadsheet program and save it as .xlsx.")
LOCKED = _("The file is protected with a password. Save a copy without a password and try again.")
UNKNOWN = _("This is not a spreadsheet. Use a file of the kind .xlsx, .xls, .ods or .csv.")
BROKEN = _("The file is damaged and cannot be read. Open it in the spreadsheet program and save it again.")
NOTHING = _("The file is empty.")
TOO_BIG = _("The file is too big ({size} bytes; at most {limit}).")
TOO_MUCH = _("The file is too big when unpacked ({size} bytes; at most {limit}).")
TOO_MANY_PARTS = _("The file holds too many parts ({count}; at most {limit}).")
TOO_MANY_ROWS = _("The sheet “{sheet}” has too many rows ({count}; at most {limit}).")
TOO_MANY_COLUMNS = _("The sheet “{sheet}” has too many columns ({count}; at most {limit}).")
TOO_MANY_CELLS = _("The file has too many cells (more than {limit}).")
TOO_LONG = _("One of the cells holds too much text.")
TOO_SLOW = _("It took too long to read the file. Save a smaller copy with only the list in it and try again.")
TOO_HEAVY = _("The file needs too much memory. Save a smaller copy with only the list in it and try again.")
NO_LIST = _(
    "No list of organisations was found in the file: no sheet has a row with column names such as Organisasjon, "
    "Kontaktperson, Telefon, E-post, Kommune and Kompetanseområde."
)
NO_SUCH_SHEET = _("The file has no sheet called {sheet}; it has {sheets}.")
NO_ROWS = _("The file has column names, but no organisations below them.")


class Unreadable(Refused):
    """A file that cannot be used; the message is English, `text` says it in the language spoken."""

    def __init__(self, reason: str, **params: object) -> None:
        super().__init__(reason.format(**params))
        self.reason = reason
        self.params = {name: str(value) for name, value in params.items()}

    def text(self) -> str:
        """Return the line in the language spoken."""
        return gettext_(self.reason).format(**self.params)
