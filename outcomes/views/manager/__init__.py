"""Where outcomes are recorded, reviewed and reported."""
