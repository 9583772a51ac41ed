"""When a round must stop by itself because too many of its letters are refused (MAIL.md)."""

from directory.tables.mail import Attempt

UNWRITTEN = "unwritten"
IN_A_ROW = 10
SHARE = 0.05
FEWEST = 5  # one wrong address in a round of fifteen is no reason to stop, though it is more than the share

# What a mail server refused has the server's code; what could not be written never came so far and is counted apart.
# A wrong address that no server was asked about says nothing of the others.
COUNTS = "a.outcome = 'refused' AND CASE WHEN kind.unwritten THEN a.stage = 'render' ELSE a.code IS NOT NULL END"
# Refusals from before a person let the round go on are known: only later ones count. A letter put off says
# nothing either way; an accepted one ends a row.
REFUSALS = f"""
SELECT kind.unwritten,
  (SELECT count(*) FILTER (WHERE latest.outcome = 'refused') FROM (
     SELECT a.outcome FROM attempt a JOIN letter l ON l.id = a.letter
     WHERE l.campaign = c.id AND a.id > c.refusals_after AND (a.outcome = 'accepted' OR {COUNTS})
     ORDER BY a.id DESC LIMIT {{}}) latest) AS latest,
  (SELECT count(*) FROM letter l JOIN attempt a ON a.letter = l.id
   WHERE l.campaign = c.id AND l.state = 'refused' AND {COUNTS} AND a.id > c.refusals_after) AS refused,
  (SELECT count(*) FROM letter l
   WHERE l.campaign = c.id AND l.state NOT IN ('skipped', 'cancelled', 'expired')) AS letters
FROM campaign c, (VALUES (false), (true)) kind (unwritten)
WHERE c.id = {{}} AND c.state = 'running' ORDER BY kind.unwritten
"""  # noqa: S608  # ours


async def why_stop(campaign_id: int) -> str:
    """Return the code (pause_words.CODES) of why a running campaign should stop now, or an empty text."""
    rows = await Attempt.raw(REFUSALS, IN_A_ROW, campaign_id)
    for row in rows:
        if code := judged(row["latest"], row["refused"], row["letters"]):
            return UNWRITTEN if row["unwritten"] else code
    return ""


def judged(latest: int, refused: int, letters: int) -> str:
    """Judge the refusals among the latest IN_A_ROW letters, all refusals, and the letters of the campaign."""
    if latest >= IN_A_ROW:
        return "row"
    return "share" if refused >= max(FEWEST, letters * SHARE) else ""
