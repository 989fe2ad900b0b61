"""Countries and areas, the five Regional Commissions, and who belongs to which since when."""
