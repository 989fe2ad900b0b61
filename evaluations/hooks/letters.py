"""The personal link to a round, put into a letter as it leaves (setting LETTER_LINKS)."""

from evaluations.models import Invitation


def personal_link(number: int, registration_id: int) -> str:
    """The path of the form of round `number` for one person."""
    return Invitation(round_id=number, registration_id=registration_id).link()
