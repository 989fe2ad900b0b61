"""Letters: written in a transaction, sent by a worker."""
