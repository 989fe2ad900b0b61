"""Forms and pages: widgets, form renderer, the day asked for."""
