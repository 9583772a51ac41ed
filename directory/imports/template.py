"""An empty list as an Excel file, with choices to pick from and a sheet of help, in bokmål or nynorsk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from directory.facts.places import places
from directory.facts.taxonomies import taxonomy
from directory.i18n import _, marked, pgettext, speaking
from directory.imports.cells import letters
from directory.imports.headers import template_name

ROWS = 2_000
LISTS = "Lister"

# Field, width in characters, what the help says. The column's name is the reader's own first one.
COLUMNS: tuple[tuple[str, int, str], ...] = (
    ("name", 34, marked("The organisation's full name. The only column that must be filled in.")),
    ("orgnr", 20, marked("Nine digits. Leave it empty if the organisation has none.")),
    ("type", 28, marked("Choose the kind of organisation from the list.")),
    ("umbrella", 30, marked("The umbrella it is a local branch of, by its name. Leave it empty if there is none.")),
    ("municipality", 20, marked("The home municipality, by name or number.")),
    ("coverage", 28, marked("Where it is active: municipalities or counties, or the whole country.")),
    ("contact", 26, marked("One person in each cell. More persons go on the rows below, without a name.")),
    ("role", 18, marked("The person's role, for instance leader.")),
    ("phone", 18, marked("A landline becomes the organisation's own number.")),
    ("mobile", 18, marked("A mobile number belongs to the contact person and is not shown to the public.")),
    ("email", 30, marked("The organisation's shared mailbox.")),
    ("update_email", 30, marked("Where the yearly letter goes, if not to the shared mailbox. Never shown.")),
    ("website", 30, marked("The address of the website.")),
    ("areas", 30, marked("Choose from the list, one in each column, or write several with commas between.")),
    ("target_groups", 26, marked("Choose from the list, or write several with commas between.")),
    ("description", 44, marked("A few sentences about the organisation.")),
    ("note", 30, marked("For the staff. Nothing about anybody's health: such notes are left out.")),
)  # fmt: skip
REPEATED = {"areas": 3}


@dataclass(frozen=True, slots=True)
class _Column:
    field: str
    header: str
    width: int
    help: str


def write_template(path: Path | str, language: str = "nb") -> None:
    """Write the template; raises OSError when the file cannot be written."""
    with speaking(language):
        # No file of its own is read back, so constant memory and no temporary folder are needed.
        book = xlsxwriter.Workbook(str(path), {"in_memory": True})
        try:
            sheet = book.add_worksheet(pgettext("sheet", "Organisations"))
            columns = list(_columns(language))
            _write_list(book, sheet, columns)
            lists = _write_choices(book, _choices(language))
            _offer(sheet, columns, lists)
            _write_help(book, columns)
        finally:
            try:
                book.close()
            except xlsxwriter.exceptions.FileCreateError as error:
                cause = error.args[0]
                raise (cause if isinstance(cause, OSError) else OSError(f"{path}: {error}")) from error


def _columns(language: str) -> Iterable[_Column]:
    for field, width, text in COLUMNS:
        times = REPEATED.get(field, 1)
        for number in range(1, times + 1):
            header = template_name(field, language)
            yield _Column(field, f"{header} {number}" if times > 1 else header, width, _(text))


def _choices(language: str) -> dict[str, list[str]]:
    known = places()
    municipalities = [known.label(place.number) for place in known.municipalities()]
    wide = [place.name for place in known.counties()]
    return {
        "type": [term.name(language) for term in taxonomy("types")],
        "municipality": municipalities,
        "coverage": [pgettext("list", "The whole country"), *wide, *municipalities],
        "areas": [term.name(language) for term in taxonomy("areas")],
        "target_groups": [term.name(language) for term in taxonomy("target_groups")],
    }


def _write_list(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, columns: Sequence[_Column]) -> None:
    head = book.add_format({"bold": True, "bg_color": "#1E2B3C", "font_color": "#FFFFFF"})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})  # numbers keep their zeros
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, text)
        sheet.write_string(0, at, column.header, head)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, ROWS, len(columns) - 1)


def _write_choices(book: xlsxwriter.Workbook, choices: dict[str, list[str]]) -> dict[str, str]:
    """Write the choices on a hidden sheet; returns the range of each."""
    sheet = book.add_worksheet(LISTS)
    sheet.hide()
    ranges = {}
    for at, (field, values) in enumerate(choices.items()):
        for row, value in enumerate(values):
            sheet.write_string(row, at, value)
        column = letters(at + 1)
        ranges[field] = f"={LISTS}!${column}$1:${column}${len(values)}"
    return ranges


def _offer(sheet: xlsxwriter.worksheet.Worksheet, columns: Sequence[_Column], ranges: dict[str, str]) -> None:
    """Offer the choices; other words are allowed, since several may stand in one cell."""
    for at, column in enumerate(columns):
        rule: dict[str, object] = {"validate": "any"}
        if column.field in ranges:
            rule = {"validate": "list", "source": ranges[column.field], "show_error": False}
        rule |= {"input_title": column.header[:32], "input_message": column.help[:255]}
        sheet.data_validation(1, at, ROWS, at, rule)


def _write_help(book: xlsxwriter.Workbook, columns: Sequence[_Column]) -> None:
    sheet = book.add_worksheet(pgettext("sheet", "Help"))
    bold = book.add_format({"bold": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, _("How to fill in the list"), bold)
    sheet.write_string(1, 1, _("One organisation on each row. Columns you do not need can stay empty."), text)
    for row, column in enumerate(columns, 3):
        sheet.write_string(row, 0, column.header, bold)
        sheet.write_string(row, 1, column.help, text)
