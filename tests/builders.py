"""One line builds one thing: real rows through the rooms' own actions."""

from datetime import UTC, datetime
from typing import Any

from directory.organisations import actions
from directory.organisations.entry import Actor, Entry
from directory.organisations.reads import Stored
from directory.tables.centres import Centre

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
STAFF = Actor("staff", "anne@korus.example")


async def centre(code: str = "korus", **more: Any) -> int:
    """Add a centre that is ready to send; return its id."""
    row = Centre(
        **{
            "code": code,
            "name": "KORUS Eksempel",
            "sending": True,
            "sender_name": "KORUS Eksempel",
            "sender_address": "oversikt@korus.example",
            "reply_to": "anne.eksempel@korus.example",
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
            "region_nb": "Rogaland og Vestland",
            "region_nn": "Rogaland og Vestland",
            "counties": '["11", "46"]',
            "created_at": LONG_AGO,
        }
        | more
    )
    await row.save()
    return int(row.id)


async def organisation(name: str = "Fjordglimt pårørendelag", *, centre: int, **more: Any) -> Stored:
    """Add a published organisation in Sunnfjord."""
    published = more.pop("published", True)
    entry = Entry(
        **{
            "name": name,
            "type": "paarorendeorganisasjon",
            "municipality": "4647",
            "coverage": ("4647",),
            "email": "post@fjordglimt.example",
            "areas": (("psykose", "paarorende"),),
        }
        | more
    )
    return await actions.create(entry, centre, STAFF, LONG_AGO, published=published)
