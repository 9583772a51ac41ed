"""Filling a database with the made-up region; everything goes through the rooms' own actions."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from directory.audit import Verb, record
from directory.clock import Clock
from directory.database import transaction
from directory.demo import fiction
from directory.demo.year import play
from directory.organisations.actions_branches import set_umbrella
from directory.organisations.entry import Actor
from directory.organisations.reads import find
from directory.organisations.writing import insert, locked, update
from directory.settings import Settings
from directory.staff import actions as staff
from directory.tables.centres import Centre
from directory.tables.contacts import Contact
from directory.tables.organisations import Organisation
from directory.tables.staff import StaffMember
from directory.tokens import Keys

CENTRE = "demo"
SEED = 2026
ORGANISATIONS = 60
BATCH = 500
LOOKED_AFTER = 3  # branches whose letters one colleague of the umbrella gets, as one
LIST_DATE = date(2021, 3, 12)
EMPLOYEE, DEPUTY = "anne.eksempel@korus.example", "ola.eksempel@korus.example"
BY = Actor("import", "demo", "import")
KORUS: dict[str, Any] = {
    "name": "KORUS Eksempel",
    "sender_name": "KORUS Eksempel",
    "sender_address": "oversikt@korus.example",
    "reply_to": EMPLOYEE,
    "employee": "Anne Eksempel",
    "employee_title_nb": "rådgiver",
    "employee_title_nn": "rådgivar",
    "phone": "55 00 00 01",
    "phone_hours_nb": "hverdager 9–15",
    "phone_hours_nn": "kvardagar 9–15",
    "switchboard": "55 00 00 00",
    "website": "https://korus.example/",
    "owner": "Eksempel kommune",
    "privacy_contact": "personvern@korus.example",
    "accessibility_url": "https://korus.example/tilgjengelighet",
    "region_nb": "Rogaland og Vestland",
    "region_nn": "Rogaland og Vestland",
    "counties": json.dumps(list(fiction.REGION)),
}


async def seed(number: int, seed_: int, at: datetime) -> int:
    """Add `number` made-up organisations to the centre `demo` (made when there is none); return how many."""
    centre = await _centre(at)
    entries = list(fiction.organisations(number, seed_))
    for begin in range(0, len(entries), BATCH):
        async with transaction():
            for entry in entries[begin : begin + BATCH]:
                await insert(entry, centre, BY, at, list_date=LIST_DATE, list_precision="month")
            # Made-up persons need not be told; a round of many then sends its own letters and nothing else.
            untold = (Contact.organisation.centre == centre) & Contact.notified_at.is_null()
            await Contact.update({Contact.notified_at: at}).where(untold)
    return len(entries)


async def prepare(settings: Settings, clock: Clock) -> dict[str, str]:
    """Load the demonstration unless it is there, and return the links to print: label to address."""
    at = clock()
    if not await Centre.exists().where(Centre.code == CENTRE):
        began = at - timedelta(days=400)
        await seed(ORGANISATIONS, SEED, began)
        centre = await _centre(began)
        await staff.add(EMPLOYEE, "admin", centre, "demo", began, name="Anne Eksempel")
        await staff.add(DEPUTY, "editor", centre, "demo", began, name="Ola Eksempel")
        await _branches(centre, began)
        await play(centre, CENTRE, settings, at)
        async with transaction():
            await record(Verb.DEMO_LOADED, f"centre:{centre}", "demo", at, organisations=ORGANISATIONS)
    keys = Keys(settings.secret_keys)
    active = await StaffMember.exists().where((StaffMember.email == EMPLOYEE) & StaffMember.disabled_at.is_null())
    link = f"{settings.base_url}/logg-inn"
    if active:
        link = f"{link}/{await staff.sign_in_link(EMPLOYEE, keys, 'demo', at)}"
    return {"Staff sign-in": link}


async def _branches(centre: int, at: datetime) -> None:
    """Let one umbrella have a few local branches, and one of its colleagues look after three of them."""
    rows = await Organisation.raw(
        """(SELECT id FROM organisation WHERE centre = {} AND type = 'paraply' ORDER BY sort_key LIMIT 1)
           UNION ALL (SELECT id FROM organisation WHERE centre = {} AND type = 'brukerorganisasjon'
                      ORDER BY sort_key LIMIT 4)""",
        centre,
        centre,
    )
    umbrella, *branches = [row["id"] for row in rows]
    for branch in branches:
        await set_umbrella(str(branch), umbrella, BY, at)
    domain = (await find(umbrella)).entry.email.rpartition("@")[2]
    async with transaction():
        for branch in branches[:LOOKED_AFTER]:
            stored = await locked(branch)
            await update(stored, replace(stored.entry, update_email=f"lokallag@{domain}"), BY, at)


async def _centre(at: datetime) -> int:
    found = await Centre.select(Centre.id).where(Centre.code == CENTRE).first()
    if found:
        return int(found["id"])
    async with transaction():
        row = Centre(code=CENTRE, sending=True, created_at=at, **KORUS)
        await row.save()
        await record(Verb.CENTRE_ADDED, f"centre:{row.id}", "demo", at, code=CENTRE)
    return int(row.id)
