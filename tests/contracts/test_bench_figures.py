"""The figures of `make bench-mail` have the names that others look for (CONTRACT.md, benchmarks)."""

from benchmarks.mail.__main__ import Figures, compared


def test_each_figure_says_who_was_compared_with_whom() -> None:
    rounds = Figures(ours=[1, 2, 9], wide={48: [30], 96: [50, 40, 60]}, post_office=[10], bare=[4])
    assert compared(rounds, 16) == [
        figure("mail-vs-django-post-office", 50, 10, "django-post_office", 5),
        figure("mail-16-lines-vs-django-post-office", 2, 10, "django-post_office", 0.2),
        figure("mail-48-lines-vs-django-post-office", 30, 10, "django-post_office", 3),
        figure("mail-96-lines-vs-django-post-office", 50, 10, "django-post_office", 5),
        figure("mail-vs-bare-aiosmtplib", 2, 4, "bare aiosmtplib", 0.5),
    ]


def figure(bench: str, ours: float, peer: float, peer_name: str, ratio: float) -> dict[str, object]:
    return {"bench": bench, "ours": ours, "peer": peer, "peer_name": peer_name, "ratio": ratio, "unit": "letters/s"}
