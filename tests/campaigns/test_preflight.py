"""What is looked at before a start: the database at once, the names of the network in their own time."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from directory.campaigns import actions
from directory.campaigns.findings import Preflight, Trouble
from directory.campaigns.preflight import preflight
from directory.campaigns.preflight_domains import preflight_domains
from directory.campaigns.reads import find
from directory.cli.campaign_looks import how_many
from directory.errors import Refused
from directory.i18n import speaking
from directory.mail.addresses import suppression_digest
from directory.mail.returns import intake
from directory.settings import Settings
from directory.tables.contacts import Contact, Suppression
from directory.tables.mail import Letter
from directory.tokens import Keys
from directory.web.staff import preflight_words
from tests import builders
from tests.campaigns.rounds import BY, draft, region, running
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.names import ROOT, Records, knowing
from tests.mail.returns import report
from tests.mail.smtp_server import Server, always

WORLD: Records = ROOT | {
    ("lag.no", "MX"): ["10 mx.lag.no."],
    ("taus.no", "MX"): ["0 ."],
    ("nettstad.no", "TXT"): ['"no mail here"'],
    ("korus.no", "TXT"): ['"v=spf1 -all"'],
    ("_dmarc.korus.no", "TXT"): ['"v=DMARC1; p=reject"'],
    ("default._domainkey.korus.no", "TXT"): ['"v=DKIM1; p=MIGf"'],
}


def found(troubles: Preflight | list[Trouble], code: str) -> Trouble | None:
    listed = troubles.troubles if isinstance(troubles, Preflight) else troubles
    return next((one for one in listed if one.code == code), None)


def told_of(troubles: Preflight | list[Trouble], code: str) -> list[tuple[str, str]]:
    trouble = found(troubles, code)
    assert trouble is not None, f"{code} was not found"
    assert not trouble.blocks
    return [(one.address, one.detail) for one in trouble.about]


async def contact(organisation: Any, name: str, email: str = "", **more: Any) -> None:
    row = {"organisation": organisation.id, "name": name, "email": email, "position": 0, "source": "import"}
    await Contact(**row | {"created_at": NOW} | more).save()


async def test_a_slip_of_the_pen_is_asked_about_with_what_was_probably_meant(db: None, settings: Settings) -> None:
    centre = await builders.centre()
    await builders.organisation("Skrivefeil", centre=centre, email="fjordlaget@gmial.com")
    await builders.organisation("Rett", centre=centre, email="dallaget@gmail.com")
    seen = await preflight(await draft(), settings, NOW)
    assert told_of(seen, "misspelt") == [("fjordlaget@gmial.com", "fjordlaget@gmail.com")]
    assert seen.may_start


async def test_an_address_that_did_not_work_last_time_is_named_until_a_letter_arrives_there(
    db: None, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    mail_server.script.rcpt = lambda address: "550 5.1.1 no such user" if address.startswith("lag0") else "250 OK"
    campaign, _organisations = await running(sending, 2)
    await drain(sending, clock)
    letter = await Letter.select().where(Letter.address == "lag1@lag.example").first()
    assert letter is not None
    await intake.take(
        report("5.1.1", "550 5.1.1 gone", address="lag1@lag.example", message_id=letter["message_id"]), clock()
    )
    await actions.close(campaign, BY, clock())
    clock.forward(days=300)
    later = await draft(year=2027, deadline=clock().date() + timedelta(days=40))
    details = dict(told_of(await preflight(later, sending, clock()), "returned"))
    assert set(details) == {"lag0@lag.example", "lag1@lag.example"}
    assert details["lag0@lag.example"].startswith("2026-09-02: ")
    assert "no such user" in details["lag0@lag.example"]
    mail_server.script.rcpt = always("250 OK")
    await actions.start(later, sending, BY, clock())
    await drain(sending, clock)
    assert found(await preflight(later, sending, clock()), "returned") is None


async def test_suppressed_addresses_missing_contacts_and_persons_who_were_not_told_are_named(
    db: None, settings: Settings
) -> None:
    _centre, (barred, told, _untold) = await region(3)
    digest = suppression_digest(Keys(settings.secret_keys), "LAG0@lag.example")
    await Suppression(kind="address", digest=digest, reason="erased", created_at=NOW).save()
    await contact(barred, "Kari", "kari@lag.example")
    await contact(told, "Ola", "ola@lag.example", notified_at=NOW)
    seen = await preflight(await draft(), settings, NOW)
    assert told_of(seen, "suppressed") == [("lag0@lag.example", "")]
    assert told_of(seen, "no_contact") == [("lag2@lag.example", "")]
    trouble = found(seen, "not_told")
    assert trouble is not None
    assert [one.name for one in trouble.about] == ["Lag 0"]


async def test_a_reply_address_that_nobody_reads_is_seen_and_each_setting_has_a_page_to_mend_it_on(
    db: None, settings: Settings
) -> None:
    await region(1, reply_to="ikke-svar@korus.example", phone="", phone_hours_nn="")
    seen = await preflight(await draft(), settings, NOW)
    where = {one.code: one.where for one in seen.troubles}
    assert where["reply_not_staffed"] == "/intern/senter#reply_to"
    assert where["no_phone"] == "/intern/senter#phone"
    assert where["language_missing"] == "/intern/senter#phone_hours_nn"
    assert not seen.may_start


async def test_the_names_of_the_network_say_which_addresses_cannot_get_mail(db: None, settings: Settings) -> None:
    centre = await builders.centre(sender_address="oversikt@korus.no", reply_to="anne@taus.no")
    for number, domain in enumerate(("lag.no", "taus.no", "nettstad.no", "finst-ikkje.no", "lag.example")):
        await builders.organisation(f"Lag {number}", centre=centre, email=f"post@{domain}")
    campaign = await draft()
    seen = await preflight(campaign, settings, NOW)
    async with knowing(WORLD) as names:
        more = await preflight_domains(seen.recipients, await find(campaign), settings, names)
    assert told_of(more, "null_mx") == [("post@taus.no", "taus.no")]
    assert told_of(more, "no_mail_server") == [("post@nettstad.no", "nettstad.no")]
    assert told_of(more, "no_domain") == [("post@finst-ikkje.no", "finst-ikkje.no")]
    assert told_of(more, "reserved_domain") == [("post@lag.example", "lag.example")]
    assert {one.code for one in more} == {"null_mx", "no_mail_server", "no_domain", "reserved_domain", "reply_nowhere"}
    assert not any(one.blocks for one in more)


async def test_names_that_are_away_cost_a_moment_and_stop_nothing(db: None, settings: Settings) -> None:
    centre = await builders.centre(sender_address="oversikt@korus.no")
    await builders.organisation("Lag", centre=centre, email="post@treg.no")
    campaign = await draft()
    seen = await preflight(campaign, settings, NOW)
    began = asyncio.get_running_loop().time()
    async with knowing(WORLD, mute={"treg.no", "korus.no", "_dmarc.korus.no"}) as names:
        more = await preflight_domains(seen.recipients, await find(campaign), settings, names, seconds=0.3)
    assert asyncio.get_running_loop().time() - began < 5
    assert told_of(more, "not_looked_up") == [("post@treg.no", "treg.no")]
    assert {one.code for one in more} == {"not_looked_up", "sender_unknown"}
    assert (await actions.start(campaign, settings, BY, NOW)).may_start


async def test_letters_from_one_domain_with_returns_to_another_do_not_align(db: None, settings: Settings) -> None:
    centre = await builders.centre(sender_address="oversikt@korus.no")
    await builders.organisation("Lag", centre=centre, email="post@lag.no")
    campaign = await draft()
    seen = await preflight(campaign, settings, NOW)
    elsewhere = replace(settings, mail_envelope="bounce+{tag}@utsending.no")
    async with knowing(WORLD) as names:
        more = await preflight_domains(seen.recipients, await find(campaign), elsewhere, names)
        own = replace(settings, mail_envelope="bounce+{tag}@post.korus.no")
        fewer = await preflight_domains(seen.recipients, await find(campaign), own, names)
    assert {one.code for one in more} == {"spf_missing", "not_aligned"}
    assert {one.code for one in fewer} == {"spf_missing"}


async def test_every_finding_has_plain_words_in_both_standards_and_a_way_to_mend_it(
    db: None, settings: Settings
) -> None:
    centre = await builders.centre(sender_address="oversikt@ingen.no", reply_to="noreply@taus.no", sending=False)
    for number, address in enumerate(("a@gmial.com", "b@taus.no", "same@lag.no", "Same@lag.no", "c@lag.example")):
        await builders.organisation(f"Lag {number}", centre=centre, email=address)
    campaign = await draft()
    seen = await preflight(campaign, replace(settings, sending="off"), NOW)
    async with knowing(WORLD) as names:
        more = await preflight_domains(seen.recipients, await find(campaign), settings, names)
    whole = seen.with_troubles(more)
    for language in ("nb", "nn"):
        with speaking(language):
            shown = preflight_words.troubles(whole, administrator=False)
            assert len(shown) == len(whole.troubles)
            assert all(one.text and one.mend for one in shown)
            blocking = [one.blocks for one in shown]
            assert blocking == sorted(blocking, reverse=True)
            (slip,) = [one.about[0] for one in shown if one.about and one.about[0].detail == "a@gmail.com"]
            assert slip.href.endswith("/rediger")
    with speaking("nn"):
        assert "1 adresse ser feilskriven ut" in {one.text for one in preflight_words.troubles(whole, False)}


async def test_an_allow_list_leaves_out_who_is_not_on_it_and_stops_a_round_to_nobody(
    db: None, settings: Settings
) -> None:
    await region(4)
    campaign = await draft()
    some = replace(settings, sending="allowlist", sending_allow=("lag1@lag.example", "lag2@lag.example"))
    seen = await preflight(campaign, some, NOW)
    assert [one.address for one in seen.recipients] == ["lag1@lag.example", "lag2@lag.example"]
    assert {one.why for one in seen.left_out} == {"not_allowed"}
    assert (seen.may_start, how_many(seen)) == (True, "2 of 4 organisations")
    nobody = replace(settings, sending="allowlist", sending_allow=("elsewhere.example",))
    seen = await preflight(campaign, nobody, NOW)
    assert (seen.recipients, seen.may_start, how_many(seen)) == ((), False, "0 of 4 organisations")
    with pytest.raises(Refused, match="4 of 4 are not on the list of allowed addresses"):
        await actions.start(campaign, nobody, BY, NOW)
    started = await actions.start(campaign, some, BY, NOW)
    assert how_many(started) == "2 of 4 organisations"


async def test_a_reminder_that_would_never_go_is_told_of_and_does_not_stop_the_start(
    db: None, settings: Settings
) -> None:
    await region(1)
    campaign = await draft()
    assert found(await preflight(campaign, settings, NOW), "reminder_late") is None
    late = found(await preflight(campaign, settings, NOW + timedelta(days=10)), "reminder_late")
    assert late is not None
    assert late.text == "reminder 2 would fall after the deadline 2026-10-01 and would not be sent"
    assert (late.blocks, late.where) == (False, f"/intern/runde/{campaign}/avlysing")
    await actions.schedule(campaign, NOW + timedelta(days=20), settings, BY, NOW)
    later = found(await preflight(campaign, settings, NOW), "reminder_late")
    assert later is not None
    assert later.text.startswith("reminders 1 and 2 would fall")
    assert later.mend.startswith("let it start earlier")
    with speaking("nb"):
        shown = preflight_words.troubles(await preflight(campaign, settings, NOW), administrator=True)
    assert "En påminnelse ville kommet etter svarfristen, og blir ikke sendt" in [one.text for one in shown]


async def test_organisations_without_anybody_else_to_ask_are_counted_as_organisations(
    db: None, settings: Settings
) -> None:
    _centre, organisations = await region(3)
    await contact(organisations[0], "Kari")
    await contact(organisations[1], "Ola", "ola@lag.example")
    await builders.organisation("To adresser", centre=_centre, email="a@lag.example", update_email="b@lag.example")
    seen = await preflight(await draft(), settings, NOW)
    alone, untold = found(seen, "no_contact"), found(seen, "not_told")
    assert alone is not None
    assert untold is not None
    assert alone.text.startswith("2 organisations have no contact person with an e-mail address")
    assert {one.name for one in alone.about} == {"Lag 0", "Lag 2"}
    assert untold.text.startswith("2 organisations have a contact person, with or without an address")
