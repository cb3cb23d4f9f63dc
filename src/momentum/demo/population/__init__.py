"""The people of the demo city: from a seed to plain columns, without a database and without a clock."""
