"""An address says what is looked for."""

import pytest

from directory.errors import Invalid
from directory.search.criteria import Criteria, from_query


def test_a_search_writes_itself_back_as_the_same_address() -> None:
    given = {
        "q": ["psykose sunnfjord"],
        "kommune": ["4647", "1103"],
        "fylke": ["46"],
        "kompetanse": ["psykose"],
        "perspektiv": ["paarorende"],
        "maalgruppe": ["unge_voksne"],
        "type": ["paraply"],
        "form": ["raad"],
        "nivaa": ["system"],
        "bekreftet": ["12"],
        "tarimot": ["ja"],
        "sortering": ["bekreftet"],
        "side": ["3"],
    }
    criteria = from_query(given)
    assert criteria.query() == (
        "q=psykose+sunnfjord&kommune=4647&kommune=1103&fylke=46&kompetanse=psykose&perspektiv=paarorende"
        "&maalgruppe=unge_voksne&type=paraply&form=raad&nivaa=system&bekreftet=12&tarimot=ja"
        "&sortering=bekreftet&side=3"
    )
    assert criteria.without("municipalities", "4647").query().startswith("q=psykose+sunnfjord&kommune=1103&fylke")
    assert criteria.without("words").page == 1


def test_nothing_asked_for_is_the_plain_address() -> None:
    assert from_query({"q": ["  "], "utm_source": ["x"], "side": ["1"]}) == Criteria()
    assert Criteria().query() == ""
    assert not Criteria(sort="navn", page=2).filtered


@pytest.mark.parametrize(
    "query",
    [
        {"kommune": ["9999"]},
        {"kommune": ["46"]},
        {"kompetanse": ["unknown"]},
        {"type": ["' OR 1=1"]},
        {"side": ["0"]},
        {"side": ["99999"]},
        {"side": ["²"]},
        {"bekreftet": ["-1"]},
        {"sortering": ["best"]},
        {"q": ["x" * 201]},
        {"kompetanse": [f"a{number}" for number in range(100)]},
    ],
)
def test_what_does_not_exist_is_refused_and_named(query: dict[str, list[str]]) -> None:
    with pytest.raises(Invalid) as refused:
        from_query(query)
    assert set(refused.value.problems) == set(query)
