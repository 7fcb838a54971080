"""The county's own forms for its report and its claims (报表模板): checked when they are given, kept here, taken away.

A form stays where it was given: it is part of this desk's database and of its backups, and does not travel to the centre.
One desk of a county makes the report; a form that changed on another desk the night before would surprise it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, Generic

from trainingdesk.domain import claim_template
from trainingdesk.domain.access import Action
from trainingdesk.domain.claim_template import ClaimSlot, claim_slots
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.report_template import PREFIXES, FormKind, N, by_name, in_braces, is_ours, plain, slots
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.exchange.file_content import FileContent, load_file
from trainingdesk.services.exchange.xlsx_names import FORM_LIMITS, NamedArea, open_form
from trainingdesk.services.exchange.xlsx_sheet import written
from trainingdesk.services.month_facts import tables_of
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import report_template as stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlmodel import Session

    from trainingdesk.domain.report_template import Slot
    from trainingdesk.services.exchange.xlsx_names import XlsxForm
    from trainingdesk.services.exchange.xlsx_sheet import Spot
    from trainingdesk.storage.report_template import TemplateRow


#: What names begin with, by what a form is for.
PREFIXES_OF: Final[Mapping[FormKind, tuple[str, ...]]] = {
    FormKind.MONTH: PREFIXES,
    FormKind.CLAIM: claim_template.PREFIXES,
}


class Weight(StrEnum):
    """How grave a finding is; with an error a form is not kept."""

    ERROR = "error"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was found in a form, and the sentence that says it."""

    weight: Weight
    said: Said


@dataclass(frozen=True, slots=True)
class Placed(Generic[N]):
    """A cell that asks for something; ``lines`` is how many rows its name covers, None where it names one cell."""

    slot: N
    sheet: str
    spot: Spot
    lines: int | None = None

    @property
    def cell(self) -> str:
        """Where it is, as people write it."""
        return f"{self.sheet}!{written(self.spot)}"


@dataclass(frozen=True, slots=True)
class Checked(Generic[N]):
    """A form that was looked through: what it is for, what it asks for, and what was found."""

    kind: FormKind
    form: XlsxForm
    placed: tuple[Placed[N], ...]
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether it can be kept and filled."""
        return all(one.weight is not Weight.ERROR for one in self.findings)


def known_slots(work: Work) -> tuple[Slot, ...]:
    """Everything that a form of this county may ask for."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return slots(tables_of(session).rows)


def check_template(work: Work, source: Path | FileContent) -> Checked[Slot] | Checked[ClaimSlot]:
    """Look through a form; raises Refused for what is no .xlsx, holds macros, is signed, damaged or too large.

    It is for what most of its names ask for.
    """
    content = source if isinstance(source, FileContent) else load_file(source, FORM_LIMITS)
    month, claim = checked(content, known_slots(work)), checked_for_claims(content)
    return claim if len(claim.placed) > len(month.placed) else month


def checked(source: Path | FileContent, known: Iterable[Slot]) -> Checked[Slot]:
    """``check_template`` for a form of the monthly report and names at hand."""
    return _checked(source, known, FormKind.MONTH)


def checked_for_claims(source: Path | FileContent) -> Checked[ClaimSlot]:
    """The same for a form of claims: its columns stand in one row of a sheet, which repeats."""
    found = _checked(source, claim_slots(), FormKind.CLAIM)
    apart = (Finding(Weight.ERROR, said) for said in _columns_apart(found.placed))
    return replace(found, findings=(*found.findings, *apart))


def _checked(source: Path | FileContent, known: Iterable[N], kind: FormKind) -> Checked[N]:
    form = open_form(source)
    names = by_name(known)
    placed: list[Placed[N]] = []
    findings = [] if not form.links else [Finding(Weight.REMARK, Said.of("report_template.links"))]
    for area in _asking(form, PREFIXES_OF[kind]):
        found = _placed(form, area, names)
        if isinstance(found, Placed):
            placed.append(found)
        else:
            findings.append(Finding(Weight.ERROR, found))
    findings += _double(placed)
    if not placed and not findings:
        findings.append(Finding(Weight.ERROR, Said.of("report_template.no_names")))
    return Checked(kind, form, tuple(placed), tuple(findings))


def _columns_apart(placed: tuple[Placed[ClaimSlot], ...]) -> Iterator[Said]:
    """Columns of one sheet that do not stand in one row, or ask for people and for lines, and what else stands there."""
    first = {one.sheet: one for one in reversed(placed) if one.slot.goes_down}
    for one in placed:
        other = first.get(one.sheet)
        if other is None:
            continue
        stands = (one.spot[0], one.lines, one.slot.repeats) == (other.spot[0], other.lines, other.slot.repeats)
        above = one.spot[0] < other.spot[0] or one.spot[0] >= other.spot[0] + (other.lines or 1)
        if not (stands if one.slot.goes_down else above):
            yield Said.of("report_template.columns_apart", name=one.slot.name, other=other.slot.name, cell=one.cell)


def list_templates(work: Work, kind: FormKind | None = None) -> tuple[TemplateRow, ...]:
    """The forms of this desk, of one kind or all, by title."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return tuple(one for one in stored.templates(session) if kind in (None, one.kind))


def add_template(work: Work, source: Path, *, title: str | None = None) -> Changes:
    """Keep a form under a title (else the name of its file); one of the same title is replaced.

    Raises Refused for a form that cannot be filled, with the first reason.
    """
    work.require(Action.KEEP_DESK)
    content = load_file(source, FORM_LIMITS)
    found = check_template(work, content)
    wrong = [one.said for one in found.findings if one.weight is Weight.ERROR]
    if wrong:
        raise Refused(wrong[0].key, **dict(wrong[0].values))
    with work.writing(Action.KEEP_DESK) as session:
        row = stored.TemplateRow(
            id=work.new_id(),
            kind=found.kind,
            title=(title or "").strip() or Path(content.name).stem,
            file_name=content.name,
            sha256=hashlib.sha256(content.data).hexdigest(),
            by_user=work.worker.name,
            at=work.now(),
            size=len(content.data),
        )
        stored.keep(session, row, content.data)
        return changed(session, Topic.SETTINGS, rows=(row.id,))


def remove_template(work: Work, title: str) -> Changes:
    """Forget a form; reports that were written with it stay as they are. Raises Refused where there is none."""
    with work.writing(Action.KEEP_DESK) as session:
        row = _row(session, title)
        stored.drop(session, row.id)
        return changed(session, Topic.SETTINGS, rows=(row.id,))


def template_file(work: Work, title: str) -> FileContent:
    """The workbook of a form, as it was given; raises Refused where there is none."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        row = _row(session, title)
        return FileContent(row.file_name, stored.content(session, row.id) or b"")


def _row(session: Session, title: str) -> TemplateRow:
    for row in stored.templates(session):
        if row.title == title.strip():
            return row
    raise Refused("report_template.none_of_title", title=title)


def _asking(form: XlsxForm, prefixes: tuple[str, ...]) -> Iterator[NamedArea]:
    """The names of cells that were meant for the report, and the texts between braces."""
    yield from (area for area in form.names if is_ours(area.name, prefixes))
    for sheet, spot, text in form.braces:
        name = in_braces(text, prefixes)
        if name is not None:
            yield NamedArea(name, sheet, spot, spot)


def _placed(form: XlsxForm, area: NamedArea, names: Mapping[str, N]) -> Placed[N] | Said:
    """Where something goes, or why it cannot."""
    slot = names.get(plain(area.name))
    if slot is None:
        return Said.of("report_template.unknown_name", name=area.name, cell=_cell(area))
    sheet = form.sheets.get(area.sheet or "")
    if sheet is None or area.sheet is None:
        return Said.of("report_template.leads_nowhere", name=area.name)
    told = {"name": area.name, "cell": _cell(area)}
    merge = sheet.merge_at(area.first)
    whole = area.last == area.first or merge == (area.first, area.last)
    if not slot.goes_down and not whole:
        return Said.of("report_template.several_cells", **told)
    if merge is not None and (merge[0] != area.first or (slot.goes_down and merge[1][0] != merge[0][0])):
        return Said.of("report_template.merged", **told)
    cell = sheet.cells.get(area.first)
    if cell is not None and cell.is_formula:
        return Said.of("report_template.formula_there", **told)
    lines = None if whole or not slot.goes_down else area.last[0] - area.first[0] + 1
    return Placed(slot, area.sheet, area.first, lines)


def _cell(area: NamedArea) -> str:
    return "" if area.sheet is None else f"{area.sheet}!{written(area.first)}"


def _double(placed: Iterable[Placed[N]]) -> Iterator[Finding]:
    """Two different things that ask for the same cell."""
    first: dict[str, Placed[N]] = {}
    for one in placed:
        other = first.setdefault(one.cell, one)
        if other.slot != one.slot:
            names = {"name": one.slot.name, "other": other.slot.name, "cell": one.cell}
            yield Finding(Weight.ERROR, Said.of("report_template.two_names", **names))
