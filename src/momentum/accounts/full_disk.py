"""Is it the disk that is full? Every part that writes says so in its own way."""

import errno

_SAID = ("no space left on device", "disk is full", "disk quota exceeded", "could not extend file")
_NUMBERS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def is_full(error: BaseException | None) -> bool:
    """Whether this error, or what it came from, says that something could not be written for want of room."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if getattr(error, "errno", None) in _NUMBERS or any(said in str(error).lower() for said in _SAID):
            return True
        error = error.__cause__ or error.__context__
    return False
