"""Rows of one file that are probably the same organisation; careful, because branches are not."""

from collections import defaultdict
from dataclasses import replace

from directory.imports import reasons
from directory.imports.entry import Duplicate, ImportedOrganisation
from directory.imports.names import name_key, place_words, present_key, short_forms, short_part


def find_duplicates(
    organisations: list[ImportedOrganisation],
) -> tuple[list[ImportedOrganisation], list[Duplicate]]:
    """Return what to import, and the rows that probably repeat one of them; the fuller row is kept."""
    kept: list[ImportedOrganisation] = []
    duplicates: list[Duplicate] = []
    order = {id(organisation): at for at, organisation in enumerate(organisations)}
    for key in (name_key, present_key):
        groups: dict[str, list[ImportedOrganisation]] = defaultdict(list)
        for organisation in organisations if key is name_key else kept:
            groups[key(organisation.name)].append(organisation)
        kept = []
        reason = reasons.SAME_NAME if key is name_key else reasons.SAME_FORMER
        for group in groups.values():
            _sort_out(group, reason, kept, duplicates)
    kept = _without_short_forms(kept, duplicates)
    kept.sort(key=lambda organisation: order[id(organisation)])
    kept = [_with_areas_of_copies(organisation, organisations) for organisation in kept]
    return [_with_other_names(organisation, duplicates) for organisation in kept], duplicates


def _with_areas_of_copies(
    organisation: ImportedOrganisation, every: list[ImportedOrganisation]
) -> ImportedOrganisation:
    """An organisation that stands letter for letter below several headings has the areas of all of them."""
    copies = [item for item in every if item.name == organisation.name and may_be_same(item, organisation)]
    areas = dict.fromkeys((*organisation.areas, *(pair for item in copies for pair in item.areas)))
    return replace(organisation, areas=tuple(areas))


def _with_other_names(organisation: ImportedOrganisation, duplicates: list[Duplicate]) -> ImportedOrganisation:
    """A former or short name of a row that was left out is another name of the one that was kept."""
    worth = (reasons.SAME_FORMER, reasons.SAME_SHORT)
    others = [item.name for item in duplicates if item.of == organisation.name and item.reason in worth]
    return replace(organisation, aliases=tuple(dict.fromkeys((*organisation.aliases, *others))))


def _sort_out(
    group: list[ImportedOrganisation], reason: str, kept: list[ImportedOrganisation], duplicates: list[Duplicate]
) -> None:
    chosen: list[ImportedOrganisation] = []
    # A former county's name gives way to the present one, then the fuller row wins.
    for organisation in sorted(group, key=lambda item: (-_present(item), -fullness(item))):
        # Two former counties' branches are two, until one of them has the present county's name.
        one = reason == reasons.SAME_NAME or any(map(_present, (organisation, *chosen)))
        same = next((other for other in chosen if one and may_be_same(organisation, other)), None)
        if same is None:
            chosen.append(organisation)
        else:
            duplicates.append(_duplicate(organisation, same, reason))
    kept.extend(chosen)


def _present(organisation: ImportedOrganisation) -> int:
    return int(name_key(organisation.name) == present_key(organisation.name))


def fullness(organisation: ImportedOrganisation) -> int:
    """Return how much a row says."""
    single = (organisation.orgnr, organisation.municipality, organisation.email, organisation.phone, organisation.type)
    return sum(map(bool, single)) + len(organisation.contacts) + len(organisation.areas)


def may_be_same(one: ImportedOrganisation, other: ImportedOrganisation) -> bool:
    """Tell whether nothing that both rows say keeps them apart."""
    if one.orgnr and other.orgnr:
        return one.orgnr == other.orgnr
    return not (one.municipality and other.municipality and one.municipality != other.municipality)


def _duplicate(organisation: ImportedOrganisation, same: ImportedOrganisation, reason: str) -> Duplicate:
    said = {"other": same.name}
    return Duplicate(organisation.name, same.name, organisation.sheet, organisation.cell, reason, said)


def _without_short_forms(kept: list[ImportedOrganisation], duplicates: list[Duplicate]) -> list[ImportedOrganisation]:
    """Take out "FFO Rogaland" beside "Funksjonshemmedes Fellesorganisasjon Rogaland"; one meaning only."""
    result = []
    long_names: dict[tuple[str, str], list[ImportedOrganisation]] = defaultdict(list)
    for organisation in kept:
        for short in short_forms(organisation.name):
            long_names[short, place_words(organisation.name)].append(organisation)
    for organisation in kept:
        short = short_part(organisation.name)
        meant = long_names[short, place_words(organisation.name)] if short else []
        meant = [other for other in meant if other is not organisation and may_be_same(organisation, other)]
        if len(meant) == 1:
            duplicates.append(_duplicate(organisation, meant[0], reasons.SAME_SHORT))
        else:
            result.append(organisation)
    return result
