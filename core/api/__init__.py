"""What every app's API shares: views, parameters, paging, errors, limits, tokens."""
