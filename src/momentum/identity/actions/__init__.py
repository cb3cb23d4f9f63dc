"""Every change in the identity monitor: permission, check, then one transaction with what is written and who did it."""
