"""A person's lifelong training file (终身职业技能培训档案): identity, categories, classes, certificates, subsidies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.reports.document import (
    BLANK,
    Absent,
    Align,
    Column,
    Count,
    Day,
    Field,
    KeyValues,
    Orientation,
    Page,
    Paragraph,
    Row,
    Share,
    SignatureLine,
    Table,
    Text,
    Tone,
    Yuan,
)
from trainingdesk.reports.imprint import issued

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Block, Document, Value
    from trainingdesk.reports.imprint import Imprint


@dataclass(frozen=True, slots=True)
class PersonHead:
    """Who the file is about; every text as it may be shown."""

    name: str
    sex: str
    born: date | None
    ethnic_group: str
    document_kind: str
    document_number: str
    education: str
    phone: str
    address: str
    verification: str


@dataclass(frozen=True, slots=True)
class CategoryEntry:
    """A category (人员类别) with its proof and validity."""

    category: str
    proof: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class ClassEntry:
    """A class the person was enrolled in."""

    code: str
    course: str
    level: str
    institution: str
    starts: date
    ends: date
    held: int
    attended: int
    share: Fraction | None
    outcome: str


@dataclass(frozen=True, slots=True)
class CertificateEntry:
    """A certificate the person holds."""

    kind: str
    occupation: str
    level: str
    number: str
    issued: date


@dataclass(frozen=True, slots=True)
class SubsidyEntry:
    """A subsidy line paid or claimed for the person; ``fen`` the amount."""

    kind: str
    class_code: str
    fund: str
    payee: str
    fen: int
    state: str
    day: date | None


@dataclass(frozen=True, slots=True)
class TrainingFile:
    """Everything the desk knows of one person's training, oldest first."""

    person: PersonHead
    categories: tuple[CategoryEntry, ...]
    classes: tuple[ClassEntry, ...]
    certificates: tuple[CertificateEntry, ...]
    subsidies: tuple[SubsidyEntry, ...]


def training_file(file: TrainingFile, imprint: Imprint, words: Sentences) -> Document:
    """The file as one document; a section without entries says so."""
    blocks: tuple[Block, ...] = (
        _head(file.person, words),
        *_section(_categories(file, words), words),
        *_section(_classes(file, words), words),
        *_section(_certificates(file, words), words),
        *_section(_subsidies(file, words), words),
        SignatureLine(
            tuple(
                words.of("reports.label", label=words.of(key))
                for key in ("reports.person_signs", "reports.handled_by", "reports.date")
            )
        ),
    )
    page = Page(orientation=Orientation.LANDSCAPE)
    return issued(words.of("reports.file_title"), blocks, imprint=imprint, words=words, page=page)


def _section(table: Table, words: Sentences) -> tuple[Block, ...]:
    return (
        (table,)
        if table.rows
        else (Table(table.columns, (), title=table.title), Paragraph(words.of("reports.none_yet"), Tone.MUTED))
    )


def _head(person: PersonHead, words: Sentences) -> KeyValues:
    pairs: tuple[tuple[str, Value], ...] = (
        ("reports.name", Text(person.name)),
        ("reports.sex", Text(person.sex)),
        ("reports.born", _day(person.born)),
        ("reports.ethnic_group", Text(person.ethnic_group)),
        ("reports.document_kind", Text(person.document_kind)),
        ("reports.document_number", Text(person.document_number)),
        ("reports.education", Text(person.education)),
        ("reports.phone", Text(person.phone)),
        ("reports.verification", Text(person.verification)),
        ("reports.address", Text(person.address)),
    )
    return KeyValues(tuple(Field(words.of(key), value) for key, value in pairs), across=3, boxed=True)


def _categories(file: TrainingFile, words: Sentences) -> Table:
    columns = (
        Column(words.of("reports.category"), 12, grow=1),
        Column(words.of("reports.proof"), 20, grow=2),
        Column(words.of("reports.valid_from"), 6, Align.CENTER),
        Column(words.of("reports.valid_to"), 6, Align.CENTER),
    )
    rows = tuple(
        Row((Text(one.category), Text(one.proof), _day(one.valid_from), _day(one.valid_to))) for one in file.categories
    )
    return Table(columns, rows, title=words.of("reports.file_categories"))


def _classes(file: TrainingFile, words: Sentences) -> Table:
    columns = (
        Column(words.of("reports.class_code"), 9),
        Column(words.of("reports.course"), 12, grow=2),
        Column(words.of("reports.level"), 5, Align.CENTER),
        Column(words.of("reports.trained_by"), 12, grow=2),
        Column(words.of("reports.starts"), 6, Align.CENTER),
        Column(words.of("reports.ends"), 6, Align.CENTER),
        Column(words.of("reports.periods_held"), 4, Align.END),
        Column(words.of("reports.periods_attended"), 4, Align.END),
        Column(words.of("reports.attendance_share"), 4.4, Align.END),
        Column(words.of("reports.outcome"), 5, Align.CENTER),
    )
    return Table(columns, tuple(_class_row(one) for one in file.classes), title=words.of("reports.file_classes"))


def _class_row(one: ClassEntry) -> Row:
    share = Absent() if one.share is None else Share(one.share)
    texts = (Text(one.code), Text(one.course), Text(one.level), Text(one.institution))
    return Row((*texts, Day(one.starts), Day(one.ends), Count(one.held), Count(one.attended), share, Text(one.outcome)))


def _certificates(file: TrainingFile, words: Sentences) -> Table:
    columns = (
        Column(words.of("reports.certificate_kind"), 12, grow=1),
        Column(words.of("reports.occupation"), 12, grow=1),
        Column(words.of("reports.level"), 5, Align.CENTER),
        Column(words.of("reports.certificate_number"), 14),
        Column(words.of("reports.issued_on"), 6, Align.CENTER),
    )
    rows = tuple(
        Row((Text(one.kind), Text(one.occupation), Text(one.level), Text(one.number), Day(one.issued)))
        for one in file.certificates
    )
    return Table(columns, rows, title=words.of("reports.file_certificates"))


def _subsidies(file: TrainingFile, words: Sentences) -> Table:
    columns = (
        Column(words.of("reports.subsidy_kind"), 9, grow=1),
        Column(words.of("reports.class_code"), 9),
        Column(words.of("reports.fund"), 10, grow=1),
        Column(words.of("reports.payee"), 12, grow=1),
        Column(words.of("reports.amount"), 6, Align.END),
        Column(words.of("reports.state"), 5, Align.CENTER),
        Column(words.of("reports.day"), 6, Align.CENTER),
    )
    paid = Yuan(sum(one.fen for one in file.subsidies))
    total = Row((Text(words.of("reports.total")), BLANK, BLANK, BLANK, paid, BLANK, BLANK), Tone.STRONG)
    rows = tuple(_subsidy_row(one) for one in file.subsidies)
    return Table(
        columns,
        rows,
        total=total if rows else None,
        title=words.of("reports.file_subsidies"),
        unit=words.of("reports.unit_yuan"),
    )


def _subsidy_row(one: SubsidyEntry) -> Row:
    texts = (Text(one.kind), Text(one.class_code), Text(one.fund), Text(one.payee))
    return Row((*texts, Yuan(one.fen), Text(one.state), _day(one.day)))


def _day(day: date | None) -> Value:
    return BLANK if day is None else Day(day)
