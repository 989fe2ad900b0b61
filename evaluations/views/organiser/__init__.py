"""Where organisers manage evaluations."""
