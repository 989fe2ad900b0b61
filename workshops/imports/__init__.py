"""Lists of people, read with the place of every problem."""
