"""Pages of the account that allauth has not."""
