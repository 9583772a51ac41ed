"""The vocabularies entries are described with; loaded from the package's facts by `migrate`."""

from piccolo.columns import JSONB, ForeignKey, Integer, OnDelete, Text, Varchar
from piccolo.table import Table


class Term(Table):
    """What every vocabulary's terms have in common."""

    slug = Varchar(length=60, primary_key=True, default="")
    name_nb = Varchar(length=200)
    name_nn = Varchar(length=200)
    name_en = Varchar(length=200)
    description_nb = Text()
    description_nn = Text()
    description_en = Text()
    position = Integer()


class OrganisationType(Term, tablename="organisation_type"):
    """The kind of an organisation."""


class CompetenceGroup(Term, tablename="competence_group"):
    """A group of competence areas."""


class CompetenceArea(Term, tablename="competence_area"):
    """What an organisation has experience of; `synonyms` is a list of words met in spreadsheets."""

    group = ForeignKey(references=CompetenceGroup, null=False, on_delete=OnDelete.restrict)
    synonyms = JSONB(default="[]")


class TargetGroup(Term, tablename="target_group"):
    """Whom an organisation works with."""


class Perspective(Term, tablename="perspective"):
    """As whom the experience was made: own, next of kin, bereaved, child of someone."""


class InvolvementLevel(Term, tablename="involvement_level"):
    """Individual, service or system level."""


class InvolvementChoice(Term, tablename="involvement_choice"):
    """One of the eight plain things an organisation says it can take part in."""


class InvolvementForm(Term, tablename="involvement_form"):
    """One of the fine forms that staff and requests use; `levels` is a list of slugs."""

    levels = JSONB(default="[]")
    duration = Varchar(length=12)
    choice = ForeignKey(references=InvolvementChoice, null=True, on_delete=OnDelete.restrict)
