"""A real OpenID provider for the tests, in a process of its own: django-oauth-toolkit with four people in it."""
