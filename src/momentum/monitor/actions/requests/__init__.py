"""Every change of a request for a table: permission, check, then one transaction with what is written."""

from momentum.monitor.actions.requests.asking import ask_table, withdraw_table
from momentum.monitor.actions.requests.checking import check_table, send_back_table
from momentum.monitor.actions.requests.clock import forget_askers, remind
from momentum.monitor.actions.requests.declining import decline_table
from momentum.monitor.actions.requests.releasing import release_table
from momentum.monitor.actions.requests.running import reap_answers, run_answer
from momentum.monitor.actions.requests.taking import build_table, put_back_table, take_table

__all__ = [
    "ask_table",
    "build_table",
    "check_table",
    "decline_table",
    "forget_askers",
    "put_back_table",
    "reap_answers",
    "release_table",
    "remind",
    "run_answer",
    "send_back_table",
    "take_table",
    "withdraw_table",
]
