"""The personal link to a round, put into a letter as it leaves (setting LETTER_LINKS)."""

from evaluations.models import Invitation


def personal_link(number: int, registration_id: int, *, handed: bool) -> str:
    """The path of the form of round `number` for one person.

    `handed`: for a letter that an organiser hands over; nothing that the person wrote before stands behind it.
    """
    invitation = Invitation(round_id=number, registration_id=registration_id)
    return invitation.handed_link() if handed else invitation.link()
