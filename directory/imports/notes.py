"""Remarks in a spreadsheet: which must not be stored, and what others ask for."""

import re

from directory.imports.text import clean, fold

# Words about a person's health, family or troubles (GDPR article 9). Better one note too few.
_SENSITIVE = re.compile(
    r"\b(?:syk\w*|sjuk\w*|kreft\w*|innlagt\w*|innlegg(?:else|ing)\w*|tilbakefall\w*|sprekk\w*|sprakk|ruser|rusa|ruset|"
    r"rusproblem\w*|drikker|drakk|full|edru|nykter|avrus\w*|behandling\w*|diagnose\w*|psykose\w*|psykotisk\w*|"
    r"depresj\w*|deprimert\w*|angst\w*|bipolar\w*|selvmord\w*|sjolvmord\w*|selvskad\w*|dod|dode|doydde|begrav\w*|"
    r"sorg\w*|gravid\w*|fodselsperm\w*|perm|permisjon|skilt|skilsmiss\w*|separert\w*|samlivsbrudd\w*|kona|kone|"
    r"mannen|ektefelle\w*|samboer\w*|sonnen|datter\w*|barnevern\w*|fengsel\w*|soner|soning\w*|domt|dommen|straff\w*|"
    r"ufor\w*|utbrent\w*|utmatt\w*|hjerte\w*|slag|operert\w*|operasjon\w*|sykehus\w*|sjukehus\w*|lege|legen|medisin\w*|"
    r"pille\w*|metadon\w*|overdose\w*|mistet|mista|vold|overgrep\w*|truet|gjeld|konkurs|relapse|ill|illness|sick)\b"
)
_IDENTITY = re.compile(r"(?<!\d)[0-7]\d[01258]\d\d\d[\s-]?\d{5}(?!\d)")
_DISSOLVED = re.compile(
    r"\b(nedlagt\w*|legg\w* ned|lag[td] ned|opplost|opployst|avvikl\w*|finnes ikke|finst ikkje|eksisterer ik\w+)\b"
)

# Who a sentence is about: a pronoun, somebody's relation, or a capitalised name before its verb.
_WHO = (
    r"(?:han|hun|ho|henne|hennes|hans|vedkommende|vedkomande|kona|kone|mannen|ektefellen|ektemannen|samboeren|sambuaren|"
    r"sonnen|sonen|dattera|datteren|dottera|mora|moren|faren|broren|sostera|sosteren)"
)
_FUNCTION = (
    r"(?:kontaktpersonen|kontaktperson|lederen|leder|leiaren|leiar|nestlederen|nestleder|nestleiar|styreleder|"
    r"styrelederen|styreleiar|kontakten)"
)
_STATE = (
    r"(?:\w*sy[kj]e?meld\w*|\w*sjukmeld\w*|syk|sjuk|innlagt|innlagd|deprimert|psykotisk|manisk|tilbakefall\w*|sprekk|"
    r"sprukket|sprokke|sprakk|rus(?:et|a|er|te|problem\w*|misbruk\w*)|edru|utbrent|utbrend|utslitt|kreft\w*|avrus\w*|rehab\w*|fengsel\w*|soner|varetekt|gravid|"
    r"permisjon|fodselsperm\w*|sykehus\w*|sjukehus\w*|operert|operasjon|dod|dode|doydde|gikk bort|mistet|mista|skilt|"
    r"separert|sykdom|sjukdom|perm|slag|behandling|psykisk|selvmord\w*|sjolvmord\w*|selvskad\w*|sjolvskad\w*|overdose\w*|psykiatrisk\w*|dps|dement\w*|ufor\w*)"
)
_ILLNESS = r"(?:psykose\w*|angst\w*|depresjon\w*|bipolar\w*|diagnose\w*|spiseforstyrrelse\w*|rusproblem\w*|adhd|ptsd)"
_IS = (
    r"(?:er|var|ble|blei|blir|vart|har|hadde|fikk|fekk|far|gikk|gjekk|ligger|ligg|sitter|sit|sliter|slit|kom|tok|tatt|"
    r"skal|ma|fortsatt|fremdeles|framleis)"
)
# A preposition between verb and state makes it a sentence about what an organisation offers, and for whom.
_BETWEEN = (
    r"(?:(?:for tid\w+|(?!(?:for|til|som|om|innen|innan|mot|\w*grupp\w*|tilb\w*|\w*organisasjon|\w*forening|\w*lag) )"
    r"\w+) ){0,5}"
)
_FULL_STATE = rf"(?:{_STATE}|{_ILLNESS}|sykt|sjukt)"
_NOW = r"(?:\w*sy[kj]e?meld[ti]?|\w*sjukmeld[ti]?|syk|sjuk|innlagt|innlagd|deprimert|psykotisk|utbrent|dod|gravid)"
_ABOUT = re.compile(
    rf"\b(?:{_WHO} (?:\w+ ){{0,5}}{_FULL_STATE}|{_FUNCTION} (?:{_IS} {_BETWEEN}{_FULL_STATE}|{_NOW}))\b"
)
_SAID = re.compile(
    r"^(?:(?:for tiden|for tida|fortsatt|framleis|fremdeles|pt|p t|dessverre|er|ble|blei|vart|na|no) )*"
    r"(?:\w*sy[kj]e?meld[ti]?|\w*sjukmeld[ti]?|syk|sjuk|innlagt|innlagd|deprimert|utbrent|psykotisk|"
    r"har (?:\w+ )?(?:hatt|fatt|mistet|mista|sprukket)|(?:hatt|fatt|fikk|fekk|hadde) (?:\w+ )?"
    r"(?:tilbakefall|sprekk|kreft|selvmord\w*))\b(?! (?:eller|og|barn|pa grunn av)\b)"
)
_NAMED = re.compile(r"(?<![\w-])([A-ZÆØÅ][a-zæøåéöäü'’-]+)((?: [A-ZÆØÅ][\w.'’-]*){0,3}) +(?=[a-zæøå])")
_NAMED_SAYS = re.compile(rf"^(?:{_IS} {_BETWEEN}{_FULL_STATE}|ruser seg|drikker|drikk|sprakk)\b")
_NAMED_AT = re.compile(rf"^(?:pa|i) {_STATE}\b")
_OWN_SAYS = re.compile(
    rf"^(?:er|ble|blei|blir|vart|var) (?:for tid\w+ |dessverre |alvorlig )?{_NOW}\b|"
    r"^(?:har (?:hatt|fatt)|fikk|fekk) (?:\w+ )?(?:tilbakefall|kreft|sprekk|slag)\b"
)
_NAMED_IS = re.compile(
    r"^(?:\w*sy[kj]e?meld[ti]|\w*sjukmeld[ti]?|syk|sjuk|innlagt|innlagd|deprimert|psykotisk|utbrent|gravid|dod|dode|doydde)\b"
)
# Words that begin a sentence, a theme or an organisation's name, and are nobody's given name.
_COMMON = (
    "psykisk;fysisk;somatisk;kronisk;alvorlig;langvarig;akutt;kritisk;barn;ungdom;unge;voksne;vaksne;pasient;pasienter;"
    "parorende;parorande;foreldre;personer;mennesker;folk;tvang;frivillig;tidligere;hjelp;vi;dere;de;du;den;det;alle;"
    "mange;noen;nokon;organisasjonen;foreningen;foreininga;laget;lag;gruppa;gruppen;senteret;nettverket;tilbudet;"
    "tilbodet;helse;rad;angst;depresjon;rus;psykose;medlemmer;medlemmene;medlemer;brukere;brukarar"
)
_NOT_NAMES = frozenset(_COMMON.split(";"))


def is_sensitive(text: str) -> bool:
    """Tell whether a remark speaks of somebody's health, family or number, and must not be stored."""
    return bool(_SENSITIVE.search(fold(text)) or _IDENTITY.search(text))


def about_a_person(text: str, *, own_words: bool = False) -> bool:
    """Tell whether a text says of one person that she is ill, away or in trouble; naming a theme is no such sentence.

    With `own_words` the text is what an organisation says of itself, where only a named person counts.
    """
    folded = fold(text)
    if _ABOUT.search(folded) and not (own_words and re.search(r"\b(?:som|deg|dem|alle)\b", folded)):
        return True
    if not own_words and _SAID.search(folded):
        return True
    return any(_says_state(text, match, own_words) for match in _NAMED.finditer(text))


def _says_state(text: str, match: re.Match[str], own_words: bool) -> bool:
    """Tell whether what follows a capitalised word is a person's state."""
    if fold(match[1]) in _NOT_NAMES or (own_words and not match[2]):
        return False
    rest = fold(text[match.end() :])
    if own_words:
        return bool(_OWN_SAYS.search(rest))
    # "Kari på avrusing", but not "Rusavhengige i fengsel": given names are short.
    short = len(match[1]) <= 7 and _NAMED_AT.search(rest)
    return bool(short or _NAMED_SAYS.search(rest) or _NAMED_IS.search(rest))


def without_identity_numbers(text: str) -> tuple[str, int]:
    """Return text without national identity numbers, and how many there were."""
    return _IDENTITY.subn("", text)


def says_dissolved(text: str) -> bool:
    """Tell whether a remark says, or asks, that the organisation no longer exists."""
    return bool(_DISSOLVED.search(fold(text)))


def kept(texts: list[str]) -> tuple[list[str], int]:
    """Return the remarks that may be kept, and how many were dropped."""
    texts = [clean(text) for text in texts if clean(text)]
    harmless = [text for text in texts if not is_sensitive(text)]
    return list(dict.fromkeys(harmless)), len(texts) - len(harmless)
