"""What workshops show on pages of other apps, and the tabs that higher apps may add."""
