"""Links that are put into a letter as it leaves (setting LETTER_LINKS)."""

from workshops.models import AddressChange


def confirm_address_link(number: int, registration_id: int) -> str:
    """The path that confirms a new address; the page of a change that is over says so."""
    change = AddressChange.objects.filter(pk=number, registration=registration_id).first()
    return change.link() if change else "/"
