"""What other apps may show on pages of indicators, and what indicators show on pages of others."""
