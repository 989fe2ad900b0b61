"""Areas, commissions and membership; taxonomies; partners; who may work for a commission."""

from regions.models.areas import Area, Commission, Membership
from regions.models.roles import CommissionRole
from regions.models.taxonomies import Focus, Partner, Term

__all__ = ["Area", "Commission", "CommissionRole", "Focus", "Membership", "Partner", "Term"]
