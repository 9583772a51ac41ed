"""The country, its counties and municipalities, and the municipalities of before."""

from typing import Any

from piccolo.columns import ForeignKey, OnDelete, Varchar
from piccolo.constraints import Check
from piccolo.table import Table


class Place(Table, tablename="place"):
    """A place by official number: `00` the country, two digits a county, four a municipality."""

    number = Varchar(length=4, primary_key=True, default="")
    kind = Varchar(length=12)
    name = Varchar(length=100)
    official_name = Varchar(length=200)
    county: ForeignKey[Any] = ForeignKey(references="self", null=True, on_delete=OnDelete.restrict)
    language_form = Varchar(length=7)
    sort_key = Varchar(length=200)

    place_kind = Check("kind IN ('country', 'county', 'municipality')")
    place_language_form = Check("language_form IN ('nb', 'nn', 'neutral')")
    place_number = Check("number ~ '^([0-9]{2}|[0-9]{4})$'")


class FormerMunicipality(Table, tablename="former_municipality"):
    """A municipality that is no more, and the one most of it became part of."""

    number = Varchar(length=4, primary_key=True, default="")
    name = Varchar(length=100)
    municipality = ForeignKey(references=Place, null=False, on_delete=OnDelete.restrict)
