"""OAI-PMH 2.0: one record per public edition in simple Dublin Core, sets by commission.

Deleted records are kept for good: an edition that is no longer public answers as deleted. Lists are
walked by (time of change, id), so a record that changes during a harvest is met again, never skipped.
"""
