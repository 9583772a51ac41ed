"""Why something in a file was set aside, changed or left out: the sentences, with names in braces."""

from directory.i18n import marked as _

# Sheets, columns and rows
SHEET_HIDDEN = _("The sheet is hidden and was not read.")
SHEET_EMPTY = _("The sheet is empty.")
SHEET_OUTDATED = _("The sheet calls itself out of date and was not read.")
SHEET_MAILING = _("The sheet is a mailing list and was not read.")
SHEET_UNASKED = _("Another sheet was asked for.")
SHEET_NO_HEADER = _("No row with column names was found, so the sheet was not read.")
SHEET_HELP = _("The sheet is the template's help and was not read.")
SHEET_COUNTY = _("The sheet is named after a county; choose “county from sheet” to use it as coverage.")
COLUMN_HIDDEN = _("The column is hidden and was not read.")
COLUMN_UNKNOWN = _("The column “{header}” is not known, so its values were not read.")
COLUMN_AS_NAME = _("No column is called organisation or name, so “{header}” was taken as the organisation's name.")
ROWS_HIDDEN = _("Hidden rows were read too: {rows}.")
ROW_TOTAL = _("A total, not an organisation.")
ROW_FOOTNOTE = _("A footnote, not an organisation.")
ROW_HEADER = _("The column names again, not an organisation.")
SECTION_UNKNOWN = _("The heading “{value}” is not a known competence area, kind or place.")
NO_ORGANISATION = _("The row has contact details, but no organisation.")

# Cells
FORMULA_RESULT = _("The cell holds a formula; its last result was used.")
FORMULA_DROPPED = _("The cell holds a formula without a result, so it was not read.")
CELL_ERROR = _("The spreadsheet shows an error in this cell, so it was not read.")
MOJIBAKE = _("The text looks wrongly encoded. Should it be “{proposal}”?")
TEXT_LONG = _("Free text of more than 60 characters was kept as a note.")
SENSITIVE_DROPPED = _("A private note was left out and not stored.")
COLOUR_RED = _("The row is coloured red. Should something be checked?")
MAYBE_DISSOLVED = _("The row is struck through or grey. Does the organisation no longer exist?")

# Organisation
NAME_MISSING = _("The organisation has no usable name.")
SAYS_DISSOLVED = _("The note asks whether the organisation still exists.")
NAME_LONG = _("The name is longer than 200 characters and was cut.")
TYPE_UNKNOWN = _("“{value}” is not a known kind of organisation.")
ORGNR_INVALID = _("“{value}” is not a valid organisation number.")
ORGNR_SHARED = _("The organisation number also stands on “{other}”.")
TYPE_ASSUMED = _("The list does not say what kind of organisation this is; taken in as a user organisation.")

# Umbrellas
UMBRELLA_UNKNOWN = _("No organisation is called “{value}”, so it was not written as the umbrella.")
UMBRELLA_SEVERAL = _("Several organisations are called “{value}”, so none was written as the umbrella.")
UMBRELLA_OTHER = _("The organisation has another umbrella than “{value}” already. Nothing was changed.")
UMBRELLA_CIRCLE = _("“{value}” is itself a branch of the organisation. Nothing was changed.")

# Duplicates
SAME_NAME = _("Probably the same as “{other}”: the names differ only in letters, spaces or wording.")
SAME_SHORT = _("Probably the same as “{other}”: one is the short form of the other.")
SAME_FORMER = _("Probably the same as “{other}”: the county has a new name.")

# Contacts
NAMES_DROPPED = _("Names in a youth panel are not taken in.")
NAME_TURNED = _("The name was read as family name, given name: “{proposal}”.")
PERSON_TWICE = _("The same person also stands on “{other}”.")
CONTACT_UNREAD = _("“{value}” could not be read as a contact person.")

# Telephone and mail
PHONE_INVALID = _("“{value}” is not a valid telephone number.")
PHONE_ODD = _("“{value}” is in no number series that is known to be in use. Is it right?")
PHONE_LOST = _("The number lost digits in the spreadsheet (“{value}”).")
PHONE_SPARE = _("There are more telephone numbers than contact persons; this one has no name.")
PHONE_PRIVATE = _("A private number without a named person was left out and not stored.")
PHONE_MOBILE = _("A mobile number is not shown in public; it was kept with the contact person.")
EMAIL_INVALID = _("“{value}” is not a valid e-mail address.")
EMAIL_HEADER = _("“{value}” is written like the head of a mail, so no address was taken from it.")
EMAIL_READ_AS = _("“{value}” was read as “{proposal}”.")
EMAIL_TYPO = _("Is “{value}” misspelt? Perhaps “{proposal}”.")
EMAIL_PRIVATE = _("The address looks private, so it is used for letters and not shown in public.")
EMAIL_PRIVATE_HOST = _("The address is at a private mail provider. Check it before it is shown.")
EMAIL_LETTERS = _("The address has letters that not every mail system accepts.")
EMAIL_SPARE = _("There is more than one address, and no name shows whose this one is. It was not taken in.")
EMAIL_SHARED = _("The address is also used by “{other}”.")
WEBSITE_INVALID = _("“{value}” is not a web address.")

# Places
PLACE_UNKNOWN = _("“{value}” is not a known municipality, county or region.")
PLACE_AMBIGUOUS = _("“{value}” can be several places: {choices}.")
PLACE_FORMER = _("“{value}” is a former name; read as {place}.")
PLACE_SEVERAL = _("Several municipalities are named; the first was taken as the home municipality.")
PLACE_REGION = _("“{value}” was read as {places}.")

# Vocabularies
AREA_UNKNOWN = _("“{value}” is not a known competence area.")
AREA_GROUP = _("“{value}” is a group of competence areas; choose the ones that fit.")
AREA_READ_AS = _("“{value}” was read as “{proposal}”.")
TARGET_UNKNOWN = _("“{value}” is not a known target group.")
FORM_UNKNOWN = _("“{value}” is not a known way to take part.")

# Dates
DATE_UNKNOWN = _("“{value}” was not understood as a date.")
DATE_AMBIGUOUS = _("“{value}” can be two dates; read as {date}.")

# Against what is already in the directory
MATCH_SEVERAL = _("The row can be several entries: {names}. Nothing was changed.")
MATCH_CENTRE = _("The entry “{name}” belongs to another centre. Nothing was changed.")
MATCH_NUMBER = _("The entry “{name}” has the same organisation number and quite another name. Nothing was changed.")
MATCH_TWICE = _("Another row of the file is the same entry: “{name}”. This row was not taken in.")
HELD = _("The organisation has confirmed its own value, so this waits as a suggestion.")
UNPUBLISHED = _("The organisation is not on the public list. Nothing was changed.")
SUPPRESSED = _("The person has asked not to be in the directory and was left out.")
