"""A demo city, made from a seed."""
