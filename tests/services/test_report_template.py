"""Forms of the county's own are kept on the desk (FEATURES 60)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.services.exchange.files import xlsx
from trainingdesk.domain.access import Role
from trainingdesk.domain.errors import Refused
from trainingdesk.services import report_template as service

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.services.work import Work


def form(path: Path, text: str = "{{A1_本月}}") -> Path:
    return xlsx(path, [(), (None, text)])


def test_a_form_is_kept_replaced_and_forgotten(work: Work, tmp_path: Path) -> None:
    first = form(tmp_path / "本县月报.xlsx")
    service.add_template(work, first)
    (kept,) = service.list_templates(work)
    assert (kept.title, kept.file_name, kept.size) == ("本县月报", "本县月报.xlsx", first.stat().st_size)
    assert service.template_file(work, "本县月报").data == first.read_bytes()
    second = form(tmp_path / "新.xlsx", "{{A1_累计}}")
    service.add_template(work, second, title="本县月报")
    assert service.template_file(work, "本县月报").data == second.read_bytes()
    assert len(service.list_templates(work)) == 1
    service.remove_template(work, "本县月报")
    assert service.list_templates(work) == ()
    with pytest.raises(Refused, match="none_of_title"):
        service.template_file(work, "本县月报")


def test_a_form_that_cannot_be_filled_is_not_kept(work: Work, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        service.add_template(work, form(tmp_path / "a.xlsx", "{{A1_下月}}"))
    assert (refused.value.key, refused.value.values["cell"]) == ("report_template.unknown_name", "Sheet!B2")
    assert service.list_templates(work) == ()


def test_a_clerk_uses_forms_and_does_not_change_them(work: Work, tmp_path: Path) -> None:
    service.add_template(work, form(tmp_path / "a.xlsx"))
    clerk = replace(work, worker=replace(work.worker, roles=frozenset({Role.CLERK})))
    assert [row.title for row in service.list_templates(clerk)] == ["a"]
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        service.add_template(clerk, form(tmp_path / "b.xlsx"))
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        service.remove_template(clerk, "a")
