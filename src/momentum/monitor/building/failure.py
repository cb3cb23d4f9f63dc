"""What stops a build."""


class NotBuilt(Exception):
    """The edition cannot be built as things stand; the sentence says what is wrong and what to do."""
