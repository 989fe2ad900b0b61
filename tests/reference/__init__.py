"""The arithmetic of every indicator in plain numpy: what the formulas are held to, in figures and in time."""
