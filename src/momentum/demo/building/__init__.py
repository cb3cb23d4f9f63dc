"""Writing the demo city into the database: in bulk, in one transaction, with keys that follow from the seed.

Generated past records come without the history that later changes leave: nobody changed them.
"""
