"""Changes: letters of accounts, events, sessions, roles from a provider of identities."""
