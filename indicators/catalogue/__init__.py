"""What there is: the providers' data sets and series, themes, units (pure)."""
