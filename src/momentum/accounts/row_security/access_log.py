"""The access log behind the wall: added to by whoever acts, read by who oversees it and by whom it is about."""

from momentum.accounts.models import AccessEntry, AccessEntryPerson, LogQuestion, User
from momentum.accounts.policy import Record, Role
from momentum.accounts.row_security.registry import EVERYTHING, register, register_task

# An entry just written is read back by who wrote it; who acts by reference or not at all has no column to know it by.
OWN_ENTRY = "user_id = {me} OR (user_id IS NULL AND role = coalesce({role}, ''))"
ABOUT = "id IN (SELECT wall.entries_about())"
BY_ME = "reference = ANY (string_to_array(nullif(current_setting('momentum.references', true), ''), ','))"
OF_AN_ENTRY = "EXISTS (SELECT 1 FROM accounts_accessentry e WHERE e.id = entry_id)"


def register_wall() -> None:
    register(
        AccessEntry,
        "",
        read=(Record.ACCESS_LOG,),
        write=(),
        besides={"SELECT": f"{OWN_ENTRY} OR {ABOUT}", "INSERT": OWN_ENTRY},
    )
    register(
        AccessEntryPerson,
        "",
        read=(Record.ACCESS_LOG,),
        write=(),
        besides={"SELECT": OF_AN_ENTRY, "INSERT": OF_AN_ENTRY},
    )
    register(
        LogQuestion,
        "",
        read=(Record.ACCESS_LOG,),
        write=(),
        besides={"SELECT": BY_ME, "INSERT": BY_ME, "UPDATE": f"{{role}} = '{Role.PRIVACY_OFFICER}'"},
    )
    # What was asked and answered is sealed under the key of whoever asked, and gets their new one.
    register_task("key rotation", dict.fromkeys((LogQuestion, User), frozenset({"SELECT", "UPDATE"})))
    # Inviting and signing in look people up whoever acts; what runs by itself removes those nobody needs any more.
    register_task("sign_in", {User: EVERYTHING})
    register_task("daily", {User: EVERYTHING})
    register_task("erasing", {User: EVERYTHING})
    # Anchoring, verifying, and removing what is past its term: the log's own rules let nothing else be removed.
    register_task(
        "access_log",
        dict.fromkeys((AccessEntry, AccessEntryPerson, LogQuestion), frozenset({"SELECT", "DELETE"})),
    )
