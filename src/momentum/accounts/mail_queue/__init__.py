"""E-mail on its way: sealed in the database until it is sent, tried again when a server asks for patience, and
what came back. Writes are in `momentum.accounts.actions.mail_queue`."""
