"""What the invitation shows, as a few plain values: enough for the first frame before the catalogue is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from kiosk.words import Words


class HallFace(Protocol):
    """What every page may say of the hall; an empty ``one_thing_window`` means that the hall has no such place."""

    @property
    def name(self) -> Words:
        """Name of the hall."""
        ...

    @property
    def area_name(self) -> Words:
        """The part of the hall where this machine stands."""
        ...

    @property
    def machine(self) -> str:
        """Number of this machine."""
        ...

    @property
    def phone(self) -> str:
        """The hall's telephone."""
        ...

    @property
    def hours(self) -> Words:
        """Opening hours, as read by people."""
        ...

    @property
    def one_thing_window(self) -> Words:
        """Name of that window's place."""
        ...


class Offer(Protocol):
    """What the invitation says of a life event."""

    @property
    def id(self) -> str:
        """Id of the life event."""
        ...

    @property
    def title(self) -> Words:
        """What it is called."""
        ...

    @property
    def say(self) -> Words:
        """One line about it."""
        ...

    @property
    def icon(self) -> str:
        """Material Design name of its picture."""
        ...

    @property
    def hue(self) -> str:
        """Hue name of its tile."""
        ...


class KnownHall(NamedTuple):
    """Implements :class:`HallFace`."""

    name: Words
    area_name: Words
    machine: str
    phone: str
    hours: Words
    one_thing_window: Words


class KnownOffer(NamedTuple):
    """Implements :class:`Offer`."""

    id: str
    title: Words
    say: Words
    icon: str
    hue: str


class Invitation(NamedTuple):
    """The hall, the life events in their order, the sentences by language, and the mark of the fonts that hold them."""

    hall: KnownHall
    offers: tuple[KnownOffer, ...]
    locales: Mapping[str, Mapping[str, str]]
    letters: str


def offers_of(scenarios: Iterable[Offer]) -> tuple[KnownOffer, ...]:
    """What the invitation says of each; equal where it would say the same."""
    return tuple(KnownOffer(one.id, one.title, one.say, one.icon, one.hue) for one in scenarios)


def invitation_of(
    hall: HallFace, offers: Iterable[Offer], locales: Mapping[str, Mapping[str, str]], letters: str
) -> Invitation:
    """The few values out of the many."""
    return Invitation(
        KnownHall(hall.name, hall.area_name, hall.machine, hall.phone, hall.hours, hall.one_thing_window),
        offers_of(offers),
        {language: dict(table) for language, table in locales.items()},
        letters,
    )


def as_document(invitation: Invitation) -> dict[str, Any]:
    """For JSON; :func:`from_document` undoes it."""
    return {
        "hall": [_plain(value) for value in invitation.hall],
        "offers": [[_plain(value) for value in offer] for offer in invitation.offers],
        "locales": invitation.locales,
        "letters": invitation.letters,
    }


def from_document(document: Any) -> Invitation:
    """Undo :func:`as_document`. Raises KeyError, TypeError or ValueError for anything else."""
    hall, letters = document["hall"], document["letters"]
    locales = {str(language): dict(table) for language, table in document["locales"].items()}
    return Invitation(
        KnownHall(*map(_valued, hall)), tuple(KnownOffer(*map(_valued, offer)) for offer in document["offers"]),
        locales, letters,
    )


def _plain(value: str | Words) -> str | list[str]:
    return value if isinstance(value, str) else [value.zh, value.en]


def _valued(value: Any) -> Any:
    return value if isinstance(value, str) else Words(*value)
