"""Studies of the Regional Commissions: works, editions, files, recommendations, search."""
