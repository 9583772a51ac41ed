"""Addresses whose domain looks like a slip of the pen for one that many have. Pure; only ever a question."""

# Short names are left out: too many real ones are one slip away from them.
MANY_HAVE = (
    "gmail.com", "hotmail.com", "hotmail.no", "outlook.com", "icloud.com", "yahoo.com", "yahoo.no", "online.no",
    "broadpark.no", "altibox.no", "getmail.no", "protonmail.com", "enivest.net",
)  # fmt: skip
# Real ones that are one slip away from another, and a slip that is more than one sign away.
NO_SLIP = frozenset({"mail.com", "email.com", "ymail.com", "outlook.no", "onlive.no"})
SLIPS = {"gmail.no": "gmail.com", "gmail.con": "gmail.com"}
LONGEST_SLIP = 1


def probably_meant(domain: str) -> str:
    """Return the domain that was probably meant, as gmail.com for gmial.com; empty when there is no doubt."""
    domain = domain.lower()
    if domain in MANY_HAVE or domain in NO_SLIP:
        return ""
    return SLIPS.get(domain) or next((known for known in MANY_HAVE if _slips(domain, known) <= LONGEST_SLIP), "")


def _slips(typed: str, meant: str) -> int:
    """Count signs left out, too many, wrong or swapped with their neighbour (optimal string alignment)."""
    if abs(len(typed) - len(meant)) > LONGEST_SLIP:
        return LONGEST_SLIP + 1
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, sign in enumerate(typed, start=1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(meant, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != wanted))
            if i > 1 and j > 1 and sign == meant[j - 2] and typed[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
