"""How well the day of a vintage is known (pure)."""

DAY, MONTH, ABOUT = "day", "month", "about"
"""The provider states the day; the month alone; neither, but it publishes about then every year."""
