"""The entries of the directory and everything an entry says."""

from typing import Any

from piccolo.columns import (
    UUID,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from directory.tables.centres import Centre
from directory.tables.places import Place
from directory.tables.taxonomy import (
    CompetenceArea,
    InvolvementChoice,
    InvolvementForm,
    OrganisationType,
    Perspective,
    TargetGroup,
)


class Organisation(Table, tablename="organisation"):
    """One entry.

    Three dates are three facts: `edited_at` (somebody changed something), `confirmed_at` (the
    organisation said everything is right), `reviewed_at` (staff looked at it). `update_email` and
    `postal_address` are never public. `search_text` is what full text search reads, `facets` what the list's filters
    count (search/facets.py). `links_closed_at` is when links were last taken back: undo links of older answers are
    dead too.
    """

    id = UUID(primary_key=True)
    slug = Varchar(length=120, unique=True)
    name = Varchar(length=200)
    sort_key = Varchar(length=400, index=True)
    type = ForeignKey(references=OrganisationType, null=False, on_delete=OnDelete.restrict)
    orgnr = Varchar(length=9, null=True, default=None, index=True)
    parent: ForeignKey[Any] = ForeignKey(references="self", null=True, on_delete=OnDelete.set_null, index=True)
    replaced_by: ForeignKey[Any] = ForeignKey(references="self", null=True, on_delete=OnDelete.set_null)
    centre = ForeignKey(references=Centre, null=False, on_delete=OnDelete.restrict)
    status = Varchar(length=10, default="active")
    published = Boolean(default=True)
    status_since = Date(null=True, default=None)
    language = Varchar(length=2, null=True, default=None)
    municipality = ForeignKey(references=Place, null=True, on_delete=OnDelete.restrict)
    description = Text()
    description_nn = Text()
    email = Varchar(length=254)
    phone = Varchar(length=20)
    website = Varchar(length=400)
    postal_address = Text()
    update_email = Varchar(length=254)
    accepts_requests = Boolean(null=True, default=None)
    representatives = Integer(null=True, default=None)
    travels = Boolean(null=True, default=None)
    digital = Boolean(null=True, default=None)
    answer_days = Integer(null=True, default=None)
    list_date = Date(null=True, default=None)
    list_precision = Varchar(length=5, default="")
    search_text = Text()
    facets = Text()
    version = Integer(default=1)
    created_at = Timestamptz()
    edited_at = Timestamptz(null=True, default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    confirmed_channel = Varchar(length=10, default="")
    reviewed_at = Timestamptz(null=True, default=None)
    links_closed_at = Timestamptz(null=True, default=None)

    organisation_status = Check("status IN ('active', 'paused', 'dissolved')")
    organisation_language = Check("language IN ('nb', 'nn', 'en')")
    organisation_orgnr = Check("orgnr ~ '^[0-9]{9}$'")
    organisation_name = Check("length(btrim(name)) > 0")
    organisation_representatives = Check("representatives BETWEEN 0 AND 1000")
    organisation_list_precision = Check("list_precision IN ('', 'year', 'month', 'day')")


class Alias(Table, tablename="alias"):
    """Another name of an organisation: a former one, an abbreviation, a variant."""

    id = Serial(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    name = Varchar(length=200)
    kind = Varchar(length=8, default="variant")
    sort_key = Varchar(length=400, index=True)

    alias_once = Unique([organisation, name])
    alias_kind = Check("kind IN ('former', 'short', 'variant')")


class Coverage(Table, tablename="coverage"):
    """A place where an organisation is active (not where it has its office)."""

    id = Serial(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    place = ForeignKey(references=Place, null=False, on_delete=OnDelete.restrict)

    coverage_once = Unique([organisation, place])


class OrganisationArea(Table, tablename="organisation_area"):
    """A competence area of an organisation, as somebody: theme × perspective."""

    id = Serial(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    area = ForeignKey(references=CompetenceArea, null=False, on_delete=OnDelete.restrict)
    perspective = ForeignKey(references=Perspective, null=False, on_delete=OnDelete.restrict)

    organisation_area_once = Unique([organisation, area, perspective])


class OrganisationTargetGroup(Table, tablename="organisation_target_group"):
    """A group of people an organisation works with."""

    id = Serial(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    target_group = ForeignKey(references=TargetGroup, null=False, on_delete=OnDelete.restrict)

    organisation_target_group_once = Unique([organisation, target_group])


class OrganisationChoice(Table, tablename="organisation_choice"):
    """One of the eight plain things an organisation can take part in."""

    id = Serial(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    choice = ForeignKey(references=InvolvementChoice, null=False, on_delete=OnDelete.restrict)

    organisation_choice_once = Unique([organisation, choice])


class OrganisationForm(Table, tablename="organisation_form"):
    """One of the fine forms of involvement, set by staff."""

    id = Serial(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    form = ForeignKey(references=InvolvementForm, null=False, on_delete=OnDelete.restrict)

    organisation_form_once = Unique([organisation, form])


class SectionConfirmation(Table, tablename="section_confirmation"):
    """When the organisation last said that one section of its entry is right, how, and in which visit."""

    id = Serial(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    section = Varchar(length=12)
    confirmed_at = Timestamptz()
    channel = Varchar(length=10)
    by = Varchar(length=200)
    visit = UUID(null=True, default=None)

    section_confirmation_once = Unique([organisation, section])
    section_confirmation_section = Check("section IN ('about', 'contact', 'persons', 'competence', 'coverage')")
