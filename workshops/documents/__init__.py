"""Documents of workshops: certificates, badges, letters, lists, calendar files."""
