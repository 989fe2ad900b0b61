"""A project as an IATI 2.03 activity with all its periods, and those who report as organisations."""

from outcomes.documents.iati.activity import NoIdentifier, activity, profile_of
from outcomes.documents.iati.organisations import organisations

__all__ = ["NoIdentifier", "activity", "organisations", "profile_of"]
