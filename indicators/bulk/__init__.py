"""Bulk downloads of a release: zip archives by theme, source and commission, and of each bilateral indicator.

`frames` reads figures as Arrow tables, `described` says in four ways what is in them (README, data
dictionary, Frictionless data package, CSVW), `archives` writes the zip. Services decide which are made.
"""
