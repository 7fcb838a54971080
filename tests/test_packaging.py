"""Taking the program off a computer leaves what was written with it (FEATURES 79): no package touches a desk's folder."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from trainingdesk.settings.folders import default_desk_folder

ROOT = Path(__file__).resolve().parent.parent
#: Scripts of a Debian package that run when it is removed, and sections of Inno Setup that delete or run something then.
_SCRIPTS = re.compile(r"\b(prerm|postrm)\b")
_SECTIONS = re.compile(r"^\[(UninstallDelete|UninstallRun|InstallDelete|Code)\]", re.MULTILINE)


def test_the_debian_package_brings_no_script_that_removes_anything() -> None:
    made = (ROOT / "build" / "deb").read_text(encoding="utf-8")
    assert "DEBIAN/control" in made
    assert _SCRIPTS.search(made) is None
    home = default_desk_folder(environment={}, platform="linux", home=Path("/home/somebody"))
    assert not home.is_relative_to("/opt/trainingdesk")


def test_the_installer_for_windows_removes_what_it_brought_and_no_more() -> None:
    made = (ROOT / "build" / "packaging" / "trainingdesk.iss").read_text(encoding="utf-8")
    assert _SECTIONS.search(made) is None
    (target,) = re.findall(r"^DefaultDirName=(.*)$", made, re.MULTILINE)
    local = Path("/local")
    data = default_desk_folder(environment={"LOCALAPPDATA": str(local)}, platform="win32", home=Path("/home"))
    program = local.joinpath(*target.replace("{localappdata}", "").strip("\\").split("\\"))
    assert not data.is_relative_to(program)
    assert not program.is_relative_to(data)


def test_the_container_of_the_centre_is_given_all_that_its_installation_reads() -> None:
    made = (ROOT / "build" / "packaging" / "Containerfile").read_text(encoding="utf-8")
    copied = {name for line in re.findall(r"^COPY (.*) \S+$", made, re.MULTILINE) for name in line.split()}
    assert [name for name in copied if not (ROOT / name).exists()] == []
    with (ROOT / "pyproject.toml").open("rb") as file:
        declared = tomllib.load(file)
    build = declared["tool"]["hatch"]["build"]
    hook = build["hooks"]["custom"]["path"]
    imported = re.findall(r"^\s*from (compile_\w+) import", (ROOT / hook).read_text(encoding="utf-8"), re.MULTILINE)
    read = {hook, *(f"build/{name}.py" for name in imported), declared["project"]["readme"]}
    read |= {*build["targets"]["wheel"]["packages"], *build["targets"]["wheel"]["force-include"]}
    assert imported
    assert read - copied == set()


def test_what_windows_shows_names_the_version_of_the_program() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    folder = ROOT / "build" / "packaging"
    installer = (folder / "trainingdesk.iss").read_text(encoding="utf-8")
    resource = (folder / "version_info.txt").read_text(encoding="utf-8")
    said = re.findall(r"^AppVersion=(.*)$|^OutputBaseFilename=trainingdesk-(.*)-setup$", installer, re.MULTILINE)
    said += re.findall(r'StringStruct\("(?:File|Product)Version", "(.*)"\)()', resource)
    assert ["".join(one) for one in said] == [version] * 4
    numbers = ", ".join([*version.split("."), "0"])
    assert f"filevers=({numbers}), prodvers=({numbers})" in resource
