"""The lifelong training file of a person in words, and its writing into a file: .pdf, .xlsx, or .json for a program."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.errors import Refused
from trainingdesk.i18n.sentences import Language
from trainingdesk.reports import training_file as drawing
from trainingdesk.reports.desk_imprint import imprint_of
from trainingdesk.reports.saving import save
from trainingdesk.reports.spreadsheet import write_workbook
from trainingdesk.services.training_file import training_file
from trainingdesk.settings.code_tables import Tables

if TYPE_CHECKING:
    from pathlib import Path

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.person_category import HeldCategory
    from trainingdesk.services.training_file import FileClass, PersonFile
    from trainingdesk.services.work import Work
    from trainingdesk.storage.training_file import FileCertificateRow, FileSubsidyRow

#: What the machine-readable file says about its own form.
FORMAT = "trainingdesk/training-file/1"


def write_training_file(
    work: Work, person_id: str, path: Path, *, words: Sentences, reason: str | None = None
) -> PersonFile:
    """Write the file of a person, in the form that the ending of ``path`` says; with a ``reason`` its numbers are whole.

    Raises Refused for another ending, for an unknown person and for a role that may not reveal.
    """
    ending = path.suffix.lower()
    if ending not in {".pdf", ".xlsx", ".json"}:
        raise Refused("training_file.ending", found=path.suffix)
    file = training_file(work, person_id, reason=reason)
    if ending == ".json":
        save(as_json(file).encode(), path)
        return file
    document = drawing.training_file(in_words(file, words), imprint_of(work), words)
    if ending == ".pdf":
        from trainingdesk.reports.fonts import FontShelf  # noqa: PLC0415 -- the window must not load the typesetter
        from trainingdesk.reports.pdf import write_pdf  # noqa: PLC0415

        save(write_pdf(document, fonts=FontShelf(), at=work.now()), path)
    else:
        save(write_workbook(document, at=work.now()), path)
    return file


def as_json(file: PersonFile) -> str:
    """The file for a program: codes instead of words, amounts in fen, shares left to whoever reads."""
    return json.dumps({"format": FORMAT, **asdict(file)}, ensure_ascii=False, indent=1, default=_plain)


def in_words(file: PersonFile, words: Sentences) -> drawing.TrainingFile:
    """The file as people read it."""
    names = _Names(words)
    return drawing.TrainingFile(
        _head(file, names),
        tuple(_category(one) for one in file.person.categories),
        tuple(_class(one, names) for one in file.classes),
        tuple(_certificate(one, names) for one in file.certificates),
        tuple(_subsidy(one, names) for one in file.subsidies),
    )


class _Names:
    """Codes and states in words of one language."""

    def __init__(self, words: Sentences) -> None:
        self.of = words.of
        self._english = words.language is Language.ENGLISH
        self._tables = Tables()

    def code(self, table: str, code: str | None) -> str:
        """The name of a code; the code itself where no list holds it."""
        codes = self._tables.codes(table)
        if code is None or code not in codes:
            return code or ""
        return (self._english and codes[code].english) or codes[code].name

    def core(self, table: str, core: str) -> str:
        """The name of a core meaning."""
        item = self._tables.codes(table).of_core(core)
        return (self._english and item.english) or item.name


def _head(file: PersonFile, names: _Names) -> drawing.PersonHead:
    person, whole = file.person, file.whole
    return drawing.PersonHead(
        name=person.name,
        sex=names.of(f"person.sex_{person.sex}") if person.sex else "",
        born=person.birth_date,
        ethnic_group=names.code("ethnic_groups", person.ethnic_group),
        document_kind=names.of(f"person.document_{person.document_kind}") if person.document_kind else "",
        document_number=(whole.document_number if whole else person.id_mask) or "",
        education=names.code("education", person.education),
        phone=(whole.phone if whole else person.phone_mask) or "",
        address=person.address or "",
        verification=names.of(f"person.verification_{person.verified}"),
    )


def _category(held: HeldCategory) -> drawing.CategoryEntry:
    proof = " ".join(filter(None, (held.proof_kind, held.proof_mask)))
    return drawing.CategoryEntry(held.name, proof, held.valid_from, held.valid_to)


def _class(one: FileClass, names: _Names) -> drawing.ClassEntry:
    about, rate = one.about, one.rate
    return drawing.ClassEntry(
        code=about.number,
        course=about.course,
        level=names.code("skill_levels", about.level),
        institution="、".join(filter(None, (about.institution, about.platform))),
        starts=about.starts_on,
        ends=about.ends_on,
        held=rate.held,
        attended=rate.attended,
        share=rate.share if rate.held else None,
        outcome=names.of(f"enrollment.status_{about.status}"),
    )


def _certificate(row: FileCertificateRow, names: _Names) -> drawing.CertificateEntry:
    kind = names.core("certificate_kinds", row.kind)
    return drawing.CertificateEntry(
        kind=kind if row.status == "issued" else names.of("training_file.revoked", kind=kind),
        occupation=row.occupation or names.code("occupations", row.occupation_code),
        level=names.code("skill_levels", row.level),
        number=row.number,
        issued=row.issued_on,
    )


def _subsidy(row: FileSubsidyRow, names: _Names) -> drawing.SubsidyEntry:
    state = "recovered" if row.recovered_fen >= row.amount_fen > 0 else row.state
    return drawing.SubsidyEntry(
        kind=names.of(f"training_file.subsidy_{row.kind}"),
        class_code=row.class_number,
        fund=row.fund or "",
        payee=row.payee_name or (names.of(f"training_file.payee_{row.payee_kind}") if row.payee_kind else ""),
        fen=row.amount_fen - row.recovered_fen,
        state=names.of(f"training_file.state_{state}"),
        day=row.paid_on,
    )


def _plain(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case Fraction():
            return float(value)
        case frozenset():
            return sorted(value)
        case _:
            raise TypeError(f"no plain form of {type(value).__name__}")
