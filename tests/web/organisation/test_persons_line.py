"""What the overview says of the contact persons that everybody sees."""

import pytest

from directory.i18n import speaking
from directory.organisations.entry import Entry, Person
from directory.web.organisation.parts import lines


@pytest.mark.parametrize(
    ("people", "language", "shown", "missing"),
    [
        ((), "nb", "", "ingen kontaktperson"),
        ((Person(name="Kari Dømesen"),), "nb", "", "navnet vises ikke"),
        ((Person(role="leiar"),), "nn", "leiar", "namnet blir ikkje vist"),
        (
            (Person(role="leiar"), Person(role="kasserar"), Person(role="leiar")),
            "nn",
            "leiar (2 personar); kasserar",
            "",
        ),
        ((Person(role="leder"), Person(role="leder")), "nb", "leder (2 personer)", ""),
    ],
)
def test_a_role_that_several_have_is_told_once_and_nobody_is_no_hidden_name(
    people: tuple[Person, ...], language: str, shown: str, missing: str
) -> None:
    entry = Entry(name="Alfa", type="paarorendeorganisasjon", contacts=people)
    rows = [{"name": p.name, "role": p.role, "phone": p.phone, "email": p.email} for p in people]
    with speaking(language):
        public, _ours = lines("persons", entry, [(row, frozenset()) for row in rows])
    assert public.value == shown
    assert not missing or public.missing == missing
