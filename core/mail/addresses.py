"""E-mail addresses: one form for each, however its domain is written."""

from __future__ import annotations

import idna
from django.db import models
from django.db.models.lookups import IExact


def normal_address(address: str) -> str:
    """The address with its domain in small ASCII letters, so that both spellings of a domain are one.

    `amal@bücher.example` and `amal@xn--bcher-kva.example` are the same mailbox. The part before the
    sign @ stays as it is: whether its case matters is up to its server. What is no address, or has a
    domain that cannot be, stays as it is, for the validator to refuse.
    """
    local, at, domain = address.strip().rpartition("@")
    if not at:
        return address
    if domain.isascii():
        return f"{local}@{domain.lower()}"
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError:
        return f"{local}@{domain}"


def address_key(address: str) -> str:
    """By what addresses are compared and counted: their one form, with no regard to case.

    Databases compare by `iexact` of an `AddressField`, which comes to the same.
    """
    return normal_address(address.strip()).lower()


class AddressField(models.EmailField):
    """An e-mail address that is kept, and looked for, in its one form."""

    def get_prep_value(self, value: str | None) -> str | None:
        """As the database has it, in rows and in lookups."""
        prepared = super().get_prep_value(value)
        return normal_address(prepared) if isinstance(prepared, str) else prepared

    def deconstruct(self):
        """As an EmailField: the form is no matter of the table."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs


@AddressField.register_lookup
class SameAddress(IExact):
    """`iexact` of addresses, whichever way the domain that is looked for is written."""

    prepare_rhs = True
