"""`directory link`: an organisation's own link, given out or taken back."""

import argparse
from typing import Any

from directory.campaigns import actions_links
from directory.cli.context import OPERATOR, Context, add, add_group, add_json, print_json, run, say
from directory.errors import NotFound, Refused
from directory.organisations.reads import find, find_by_slug


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands of the noun."""
    group = add_group(commands, "link", "The link that opens an organisation's entry.")
    for name, text, work in (
        ("issue", "Print a link that opens the entry.", _issue),
        ("revoke", "Kill every link of the organisation.", _revoke),
    ):
        parser = add(group, name, text, work)
        parser.add_argument("organisation", metavar="ORGANISATION", help="its id, or the last part of its address")
        add_json(parser)


def _issue(chosen: argparse.Namespace) -> None:
    async def work(context: Context) -> dict[str, Any]:
        if not context.settings.base_url:
            raise Refused("DIRECTORY_BASE_URL is missing: links begin with it")
        _checked = context.keys  # refuses when there are none
        stored = await _found(chosen.organisation)
        url = await actions_links.issue(stored, context.settings, OPERATOR, context.clock())
        return {"organisation": stored, "link": url}

    found = run(work)
    if chosen.json:
        print_json(found)
    else:
        say(found["link"])


def _revoke(chosen: argparse.Namespace) -> None:
    async def work(context: Context) -> dict[str, Any]:
        stored = await _found(chosen.organisation)
        number = await actions_links.revoke(stored, OPERATOR, context.clock())
        return {"organisation": stored, "revoked": number}

    found = run(work)
    if chosen.json:
        print_json(found)
    else:
        say(f"{found['revoked']} links no longer work")


async def _found(named: str) -> str:
    """Return the id of the organisation somebody named by id or slug. Raises NotFound."""
    try:
        return str((await find(named)).id)
    except NotFound:
        return str((await find_by_slug(named)).id)
