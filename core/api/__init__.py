"""What every app's API shares: views, parameters, errors, limits, the reference page."""
