"""What people read about an organisation, and when."""

from datetime import datetime

import pytest

from directory.i18n import hour, moment, speaking
from directory.organisations.wording import experience


@pytest.mark.parametrize(
    ("areas", "words"),
    [
        ((("psykose", "paarorende"),), ["Psykose og stemmehøring (som pårørende)"]),
        ((("paarorende", "paarorende"),), ["Pårørende"]),
        ((("barn_som_paarorende", "paarorende"),), ["Barn som pårørende"]),
        ((("psykose", "egen"), ("psykose", "paarorende")),
         ["Psykose og stemmehøring (egen erfaring og som pårørende)"]),
    ],
)  # fmt: skip
def test_whose_experience_it_is_is_not_said_twice(areas: tuple[tuple[str, str], ...], words: list[str]) -> None:
    with speaking("nb"):
        assert experience(areas) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [("nb", "6. september 2026 kl. 09.14"), ("nn", "6. september 2026 kl. 09.14"), ("en", "6 September 2026, 09:14")],
)
def test_a_moment_is_written_as_its_language_writes_it(language: str, words: str) -> None:
    at = datetime(2026, 9, 6, 9, 14)  # noqa: DTZ001  # by the clock on the wall
    with speaking(language):
        assert moment(at) == words
        assert words.endswith(hour(at))
