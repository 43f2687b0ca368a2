"""Places in the words of a table, which writes them in its language."""

from dukcapil._shared.sentences import Sentence
from dukcapil.blanko._places import Blank, Place, PlaceKind

__all__ = ["place_words"]


def place_words(place: Place) -> str:
    """Return a place as `str` has it, in words that a table of another language translates."""
    words: str = place.kind.value
    if place.name and place.kind is PlaceKind.SPOILED:
        kind = next(kind.value for kind in PlaceKind if place.name.startswith(f"{kind.value} "))
        name = place.name.removeprefix(f"{kind} ")
        words = Sentence("place of the spoiled", place=Sentence("place", kind=kind, name=name))
    elif place.name:
        words = Sentence("place", kind=words, name=place.name)
    if place.blank is Blank.CITIZEN:
        return words
    return Sentence("place of a blank", place=words, blank=place.blank.value)
