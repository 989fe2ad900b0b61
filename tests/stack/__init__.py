"""Tests of the commands and of the running parts."""
