"""A certified provider of OpenID Connect, for the tests of single sign-on."""
