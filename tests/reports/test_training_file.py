"""The lifelong file of a person."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from trainingdesk.reports.training_file import (
    CategoryEntry,
    CertificateEntry,
    ClassEntry,
    PersonHead,
    SubsidyEntry,
    TrainingFile,
    training_file,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from trainingdesk.i18n.sentences import Language, Sentences
    from trainingdesk.reports.document import Document
    from trainingdesk.reports.imprint import Imprint

PERSON = PersonHead(
    name="努尔买买提·阿布都外力",
    sex="男",
    born=date(1988, 3, 5),
    ethnic_group="维吾尔族",
    document_kind="居民身份证",
    document_number="650102********1234",
    education="初中毕业",
    phone="138****1234",
    address="天山区解放南路街道",
    verification="未核验",
)


def test_a_file_holds_every_entry_and_the_sum_to_the_fen(
    imprint: Imprint,
    languages: Mapping[Language, Sentences],
    pages: Callable[[Document], list[str]],
    cells: Callable[[Document], list[list[object]]],
) -> None:
    file = TrainingFile(
        PERSON,
        (CategoryEntry("脱贫人口", "脱贫户信息系统截图", date(2025, 1, 1), None),),
        (
            ClassEntry(
                "500241-2026-0031",
                "保健按摩师",
                "五级",
                "民生学校",
                date(2026, 10, 8),
                date(2026, 10, 23),
                96,
                90,
                Fraction(90, 96),
                "合格",
            ),
        ),
        (CertificateEntry("职业技能等级证书", "保健按摩师", "五级", "Y000150024126500000001", date(2026, 11, 1)),),
        (
            SubsidyEntry(
                "职业培训补贴", "500241-2026-0031", "就业补助资金", "民生学校", 150_000, "已拨付", date(2026, 12, 1)
            ),
            SubsidyEntry("生活费补贴", "500241-2026-0031", "失业保险基金", "本人", 60_051, "审核中", None),
        ),
    )
    for words in languages.values():
        document = training_file(file, imprint, words)
        text = "".join(pages(document))
        for word in (PERSON.name, "脱贫户信息系统截图", "93.8%", "Y000150024126500000001", "2,100.51"):
            assert word in text
        assert [words.of("reports.total"), 2100.51] in cells(document)


def test_an_empty_file_says_so_in_every_section(
    imprint: Imprint, words: Sentences, pages: Callable[[Document], list[str]]
) -> None:
    (text,) = pages(training_file(TrainingFile(PERSON, (), (), (), ()), imprint, words))
    assert text.count("（暂无记录）") == 4
