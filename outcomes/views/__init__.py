"""Pages of outcomes: public ones, and the desk."""
