"""Pure methods over tables: no web framework, no database session, no clock."""
