"""Which harness notices when a rule of the sync is switched off: the six head items and R1 to R10 (SYNC 2.5, 3).

Each rule has a mutant, which a test of CI runs its harness with; the build fails where a mutant survives. A rule without a
mutant, and a mutant that nobody runs, fail here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.domain import test_access_log
from tests.server import test_commit_order, test_scopes
from tests.services import test_monthly_report
from tests.sync import test_engine, test_merged_people
from tests.sync.simulation import test_simulation

if TYPE_CHECKING:
    from types import ModuleType

RULES = (*(f"head {number}" for number in range(1, 7)), *(f"R{number}" for number in range(1, 11)))
#: A mutant of the simulator is run by ``test_a_rule_switched_off_is_found_out``; the others by a test beside their harness.
KILLED_BY: dict[str, tuple[tuple[ModuleType, str], ...]] = {
    "head 1": ((test_simulation, "groups_are_split"),),
    "head 2": ((test_simulation, "changes_come_without_history"),),
    "head 3": ((test_merged_people, "test_a_merge_that_moves_rows_is_found_out"),),
    "head 4": (
        (test_monthly_report, "test_a_desk_that_freezes_beside_the_centre_is_found_out"),
        (test_monthly_report, "test_adjustments_that_forget_what_was_posted_are_found_out"),
    ),
    "head 5": ((test_access_log, "test_a_chain_over_the_contents_themselves_is_found_out"),),
    "head 6": ((test_scopes, "test_documents_that_do_not_answer_for_their_class_are_found_out"),),
    "R1": ((test_simulation, "pull_before_acknowledged"),),
    "R2": ((test_simulation, "losers_hear_nothing"),),
    "R3": ((test_engine, "test_without_masks_it_would_be"),),
    "R4": ((test_simulation, "copies_are_taken_for_repetitions"),),
    "R5": ((test_simulation, "the_clock_decides"),),
    "R6": ((test_simulation, "batches_are_made_anew"),),
    "R7": ((test_commit_order, "test_behind_a_plain_sequence_it_does"),),
    "R8": ((test_simulation, "the_cursor_goes_first"),),
    "R9": ((test_simulation, "clocks_are_believed"),),
    "R10": ((test_simulation, "what_is_missing_was_deleted"),),
}
_SIMULATED = {mutant.off.__name__ for mutant in test_simulation.MUTANTS}


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_mutant_that_is_run(rule: str) -> None:
    for module, name in KILLED_BY[rule]:
        killer: Any = getattr(module, name)
        assert name.startswith("test_") or name in _SIMULATED, name
        told = str(killer.__doc__).lower()
        assert rule.lower() in told.replace("head item", "head"), (rule, name)


def test_every_mutant_of_the_simulator_stands_for_a_rule() -> None:
    told = {name for killers in KILLED_BY.values() for module, name in killers if module is test_simulation}
    assert told >= _SIMULATED
