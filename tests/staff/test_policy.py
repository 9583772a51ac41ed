"""Who may do what."""

import pytest

from directory.errors import NotAllowed, NotFound
from directory.staff.policy import RIGHTS, Member, Verb, allowed, require

OURS, THEIRS = 1, 2


def member(role: str) -> Member:
    return Member(1, "anne@korus.example", roles={OURS: role})


@pytest.mark.parametrize("role", RIGHTS)
@pytest.mark.parametrize("verb", Verb)
def test_a_role_counts_at_its_own_centre_only(role: str, verb: Verb) -> None:
    assert allowed(member(role), verb, OURS) is (verb in RIGHTS[role])
    assert not allowed(member(role), verb, THEIRS)


def test_a_reader_changes_nothing() -> None:
    assert RIGHTS["reader"] == {Verb.LOOK}


def test_editors_run_the_round_and_administrators_also_the_centre() -> None:
    assert RIGHTS["admin"] - RIGHTS["editor"] == {Verb.CENTRE, Verb.SENDING, Verb.STAFF}


def test_another_centres_things_are_not_there() -> None:
    with pytest.raises(NotFound):
        require(member("admin"), Verb.LOOK, THEIRS)


def test_at_home_a_missing_right_is_said() -> None:
    with pytest.raises(NotAllowed):
        require(member("reader"), Verb.EDIT, OURS)
