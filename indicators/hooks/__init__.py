"""What other apps may hang into pages of indicators, and what indicators show on pages of others."""
