"""Two machines share one PostgreSQL: they start the same round at once, plan at once and send at once."""

from dataclasses import replace

from directory.tables.mail import Letter
from tests.campaigns.rounds import draft, region
from tests.mail.faults.case import Case


async def test_two_hosts_that_start_the_same_round_start_it_once(case: Case) -> None:
    await region(12)
    campaign = await draft()
    hosts = [replace(case.sending, data_dir=case.folder / name) for name in ("one", "two")]
    logs = [case.folder / f"{host.data_dir.name}.log" for host in hosts]
    starting = [
        await case.nursery.command(
            replace(host, clock=case.clock().isoformat()), log, "campaign", "start", str(campaign)
        )
        for host, log in zip(hosts, logs, strict=True)
    ]
    assert sorted([await one.gone() for one in starting]) == [0, 1]
    assert sum("is already running" in log.read_text() for log in logs) == 1
    assert await Letter.count() == 12
    case.clock.forward(minutes=5)  # the hosts' clocks run, this one does not
    await case.drain()
    assert await case.hold() == {"accepted": 12}


async def test_two_hosts_that_send_the_same_round_send_each_letter_once(case: Case) -> None:
    case.sending = replace(case.sending, send_concurrency=3)
    await case.round(30)
    hosts = [replace(case.sending, data_dir=case.folder / name, clock=case.clock().isoformat()) for name in "ab"]
    workers = [
        await case.nursery.command(host, case.folder / f"{host.data_dir.name}.log", "worker", "--drain")
        for host in hosts
    ]
    assert [await one.gone() for one in workers] == [0, 0]
    assert await case.hold() == {"accepted": 30}
