"""What an entry can be found by."""

from directory.search.document import search_text


def test_an_entry_is_found_by_its_names_themes_synonyms_and_places_in_every_language() -> None:
    text = search_text(
        names=["Fjordglimt pårørendelag", "FPL"],
        type="paarorendeorganisasjon",
        areas=["alkohol:paarorende"],
        target_groups=["ungdom"],
        forms=["raad"],
        places=["1103", "11"],
        description="Treffes  hver torsdag.",
    )
    for phrase in ("FPL", "Pårørandeorganisasjon", "alkoholproblem", "Alcohol", "Som pårørande", "Rogaland"):
        assert phrase in text.split("\n")
    assert "Treffes hver torsdag." in text


def test_what_no_vocabulary_knows_is_left_out_and_the_country_says_nothing() -> None:
    text = search_text(["A"], "nothing", ["unknown"], ["x"], ["y"], ["00", "9999"], "")
    assert text == "A"
