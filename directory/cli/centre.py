"""`directory centre`: the centres, and whether they may send."""

import argparse
from typing import Any

from directory.cli.context import OPERATOR, Context, add, add_group, add_json, print_json, run, say
from directory.staff import actions_centres, centres


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands of the noun."""
    group = add_group(commands, "centre", "The competence centres.")
    adding = add(group, "add", "Add a centre. It cannot send until it is switched on.", _add)
    adding.add_argument("code", help="small letters, digits and hyphens")
    adding.add_argument("name")
    sending = add(group, "sending", "Let a centre send letters, or stop it.", _sending)
    sending.add_argument("code")
    sending.add_argument("switch", choices=("on", "off"))
    for parser in (adding, sending):
        add_json(parser)


def _add(chosen: argparse.Namespace) -> None:
    async def work(context: Context) -> int:
        return await actions_centres.add(chosen.code, chosen.name, OPERATOR, context.clock())

    centre = run(work)
    facts: dict[str, Any] = {"id": centre, "code": chosen.code, "name": chosen.name}
    _answer(chosen, facts, f"the centre {chosen.code} is added; it cannot send yet")


def _sending(chosen: argparse.Namespace) -> None:
    on = chosen.switch == "on"

    async def work(context: Context) -> None:
        centre = await centres.by_code(chosen.code)
        # The operator answers for the checks; the page that administrators use shows and insists on them.
        await actions_centres.switch_sending(centre["id"], on, [], OPERATOR, context.clock())

    run(work)
    _answer(chosen, {"code": chosen.code, "sending": on}, f"sending is {chosen.switch} for {chosen.code}")


def _answer(chosen: argparse.Namespace, facts: dict[str, Any], text: str) -> None:
    if chosen.json:
        print_json(facts)
    else:
        say(text)
