"""A zipped workbook is measured before anybody unpacks it."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from tests.services.exchange.files import table_of, xlsx
from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.file_content import FileContent
from trainingdesk.services.exchange.limits import Limits
from trainingdesk.services.exchange.workbook import read_workbook
from trainingdesk.services.exchange.zip_package import ZipPackage, part_beside

if TYPE_CHECKING:
    from pathlib import Path

ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>"""


def package(parts: dict[str, bytes], limits: Limits | None = None) -> ZipPackage:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return ZipPackage(FileContent("a.xlsx", buffer.getvalue()), limits or Limits())


def with_part(source: Path, target: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info, content if info.filename == name else old.read(info))
    return target


def test_parts_are_read() -> None:
    found = package({"a.xml": b"<a/>", "b.xml": b"<b/>"})
    assert found.part_names == {"a.xml", "b.xml"}
    assert found.whole("b.xml") == b"<b/>"
    with pytest.raises(Refused, match="damaged"):
        found.whole("c.xml")


def test_a_bomb_is_refused() -> None:
    with pytest.raises(Refused, match="unpacks_too_large"):
        package({"bomb.xml": bytes(60_000_000)})


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", bytes(30_000_000))
    data = buffer.getvalue().replace(struct.pack("<I", 30_000_000), struct.pack("<I", 1000))
    with pytest.raises(Refused, match=r"unpacks_too_large|damaged"):
        ZipPackage(FileContent("a.xlsx", data), Limits())


def test_what_is_short_may_pack_very_well() -> None:
    assert package({"a.xml": bytes(1_000_000)}).whole("a.xml") == bytes(1_000_000)


def test_entities_are_refused_in_every_part(tmp_path: Path) -> None:
    source = xlsx(tmp_path / "a.xlsx", table_of())
    for number, part in enumerate(("xl/worksheets/sheet1.xml", "xl/styles.xml", "docProps/core.xml")):
        with pytest.raises(Refused, match="entities"):
            read_workbook(with_part(source, tmp_path / f"{number}.xlsx", part, ENTITIES))


def test_entities_across_two_pieces_are_found() -> None:
    with pytest.raises(Refused, match="entities"):
        package({"a.xml": b" " * ((1 << 18) - 4) + ENTITIES[22:]})


def test_a_package_with_a_password_is_refused() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.xml", b"<a/>")
    data = bytearray(buffer.getvalue())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Refused, match="encrypted"):
        ZipPackage(FileContent("a.xlsx", bytes(data)), Limits())


def test_one_name_twice_is_refused() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.xml", b"<a/>")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.xml", b"<b/>")
    with pytest.raises(Refused, match="damaged"):
        ZipPackage(FileContent("a.xlsx", buffer.getvalue()), Limits())


def test_too_many_parts_are_refused() -> None:
    with pytest.raises(Refused, match="unpacks_too_large"):
        package({f"{number}.xml": b"" for number in range(10_001)})


@pytest.mark.parametrize(
    ("part", "target", "found"),
    [
        ("xl/workbook.xml", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("xl/workbook.xml", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("xl/worksheets/sheet1.xml", "../styles.xml", "xl/styles.xml"),
    ],
)
def test_the_target_of_a_relationship(part: str, target: str, found: str) -> None:
    assert part_beside(part, target) == found
