"""Links and codes: what they open, when they stop, and that looking leaves no trace."""

from datetime import timedelta

from directory.campaigns import actions_links
from directory.campaigns.links import Expired, Opened, Revoked, Unknown, open_code, open_link
from directory.mail import claims
from directory.mail.rendering import spoken_code
from directory.organisations.closed_links import replace_links
from directory.settings import Settings
from directory.tables.campaigns import Invitation
from directory.tables.mail import Letter
from directory.tokens import Keys, link_token
from tests.campaigns.rounds import region, running
from tests.conftest import NOW


def token_in(url: str) -> str:
    return url.rpartition("/")[2]


async def test_a_link_opens_its_organisation_until_its_time_is_over(db: None, settings: Settings) -> None:
    _centre, (organisation,) = await region(1)
    keys = Keys(settings.secret_keys)
    token = token_in(await actions_links.issue(organisation.id, settings, "anne", NOW))
    found = await open_link(token, keys, NOW)
    assert isinstance(found, Opened)
    assert found.organisation == organisation.id
    assert await open_link(token, keys, NOW + timedelta(days=59)) == found
    assert await open_link(token, keys, NOW + timedelta(days=60)) == Expired(organisation.id)
    assert (
        await open_link(token_in(await actions_links.issue(organisation.id, settings, "anne", NOW)), keys, NOW) == found
    )


async def test_a_revoked_link_stays_dead_when_a_new_one_is_given(db: None, settings: Settings) -> None:
    _centre, (organisation,) = await region(1)
    keys = Keys(settings.secret_keys)
    old = token_in(await actions_links.issue(organisation.id, settings, "anne", NOW))
    (before,) = await Invitation.select(Invitation.code)
    assert await actions_links.revoke(organisation.id, "anne", NOW) == 1
    assert await open_link(old, keys, NOW) == Revoked(organisation.id)
    assert await open_code(before["code"], NOW) == Revoked(organisation.id)
    new = token_in(await actions_links.issue(organisation.id, settings, "anne", NOW))
    assert isinstance(await open_link(new, keys, NOW), Opened)
    assert await open_link(old, keys, NOW) == Revoked(organisation.id)
    assert await open_code(before["code"], NOW) == Revoked(organisation.id)


async def test_every_former_code_is_known_as_one_and_never_opens_what_looks_like_it(
    db: None, settings: Settings
) -> None:
    _campaign, (organisation, other) = await running(settings, 2)
    mine, of_other = Invitation.organisation == organisation.id, Invitation.organisation == other.id
    await Invitation.update({Invitation.code: "KBRM4XPT"}).where(mine)
    await replace_links(organisation.id, "anne", NOW, "another person")
    await replace_links(organisation.id, "anne", NOW, "another person")
    (row,) = await Invitation.select(Invitation.code, Invitation.former_codes).where(mine)
    assert (len(row["former_codes"]), row["code"] in row["former_codes"]) == (2, False)
    assert isinstance(await open_code(row["code"], NOW), Opened)
    for former in row["former_codes"]:
        assert await open_code(former, NOW) == Revoked(organisation.id)
    await Invitation.update({Invitation.code: "K8RM4XPT"}).where(of_other)
    assert await open_code("KBRM-4XPT", NOW) == Revoked(organisation.id)
    found = await open_code("K8RM-4XPT", NOW)
    assert isinstance(found, Opened)
    assert found.organisation == other.id


async def test_what_is_no_link_of_ours_opens_nothing(db: None, settings: Settings) -> None:
    keys = Keys(settings.secret_keys)
    strange = link_token(Keys(("another key that is long enough for us",)), "link", "a" * 22, 1)
    for token in ("", "x", "a" * 5000, strange, link_token(keys, "undo", "a" * 22, 1), "æ\x00.ø", f"{'a' * 22}-1."):
        assert await open_link(token, keys, NOW) == Unknown()


async def test_a_code_opens_however_it_is_typed(db: None, settings: Settings) -> None:
    _campaign, (organisation,) = await running(settings, 1)
    (row,) = await Invitation.select(Invitation.code)
    for typed in (row["code"], spoken_code(row["code"]).lower(), f" {row['code'][:4]} {row['code'][4:]} "):
        found = await open_code(typed, NOW)
        assert isinstance(found, Opened)
        assert found.organisation == organisation.id
    for typed in ("", "AAAA-AAAA", "O0O0-1I1I", "æ" * 8, "\x00" * 8):
        assert await open_code(typed, NOW) == Unknown()


async def test_whoever_asks_for_a_link_gets_it_only_at_the_address_on_record(db: None, settings: Settings) -> None:
    _campaign, (organisation, _other) = await running(settings, 2)
    before = await Letter.count()
    assert await actions_links.send_link("stranger@lag.example", settings, NOW) == 0
    assert await actions_links.send_link("", settings, NOW) == 0
    assert await actions_links.send_link("LAG0@lag.example ", settings, NOW) == 1
    assert await Letter.count() == before + 1
    (letter,) = await Letter.select().where(Letter.template == "new_link")
    assert letter["address"] == "lag0@lag.example"
    (invitation,) = await Invitation.select().where(Invitation.organisation == organisation.id)
    assert invitation["generation"] == 1  # the valid link is sent again, so that a stranger cannot kill it


async def test_a_link_that_was_mailed_and_then_revoked_stays_dead_when_anybody_asks_for_one(
    db: None, settings: Settings
) -> None:
    _centre, (organisation,) = await region(1)
    keys = Keys(settings.secret_keys)
    old = token_in(await actions_links.issue(organisation.id, settings, "anne", NOW))
    await actions_links.revoke(organisation.id, "anne", NOW)
    (row,) = await Invitation.select()
    while_dead = link_token(keys, "link", row["random_id"], row["generation"])  # what a late letter would carry
    assert await actions_links.send_link("lag0@lag.example", settings, NOW) == 1
    for dead in (old, while_dead):
        assert await open_link(dead, keys, NOW) == Revoked(organisation.id)


async def test_a_letter_that_waits_with_a_link_is_not_sent_after_the_link_is_revoked(
    db: None, settings: Settings
) -> None:
    _centre, (organisation,) = await region(1)
    await actions_links.send_link("lag0@lag.example", settings, NOW)
    await actions_links.revoke(organisation.id, "anne", NOW)
    (letter,) = await Letter.select(Letter.state, Letter.why)
    assert (letter["state"], letter["why"]) == ("skipped", "revoked")
    await actions_links.send_link("lag0@lag.example", settings, NOW)
    taken = await claims.take(claims.Terms(lease=900), NOW)
    assert taken is not None
    assert await claims.cross(taken, "", 900) == ""


async def test_no_letter_passes_the_point_of_no_return_with_a_link_that_is_dead(db: None, settings: Settings) -> None:
    await region(1)
    await actions_links.send_link("lag0@lag.example", settings, NOW)
    taken = await claims.take(claims.Terms(lease=900), NOW)
    assert taken is not None
    await Invitation.update({Invitation.revoked_at: NOW}, force=True)
    assert await claims.cross(taken, "", 900) == "revoked"
    await Invitation.update({Invitation.revoked_at: None, Invitation.generation: 2}, force=True)
    assert await claims.cross(taken, "", 900) == "revoked"


async def test_the_letter_says_whether_the_link_was_asked_for_or_given(db: None, settings: Settings) -> None:
    _centre, (organisation,) = await region(1)
    await actions_links.send_link("lag0@lag.example", settings, NOW)
    await actions_links.send_link_of(organisation.id, settings, "anne", NOW)
    rows = await Letter.select(Letter.context).order_by(Letter.created_at, Letter.id).output(load_json=True)
    assert sorted(row["context"]["asked"] for row in rows) == [False, True]
