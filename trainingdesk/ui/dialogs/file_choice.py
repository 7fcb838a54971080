"""Asking for a file, with a dialog that is opened and awaited like every other; and showing where one was written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from trainingdesk.ui.dialogs.question import answered

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


async def file_to_read(parent: QWidget, *, title: str, patterns: str) -> Path | None:
    """An existing file, or None. ``patterns`` is Qt's filter text, such as "表格 (*.xlsx *.xls *.ods *.csv)"."""
    dialog = QFileDialog(parent.window(), title, "", patterns)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return await _chosen(dialog)


async def file_to_write(parent: QWidget, *, title: str, name: str, patterns: str) -> Path | None:
    """A file to be written, proposed as ``name``, or None; the dialog itself asks before one is replaced."""
    dialog = QFileDialog(parent.window(), title, name, patterns)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    return await _chosen(dialog)


async def folder(parent: QWidget, *, title: str) -> Path | None:
    """An existing folder, or None."""
    dialog = QFileDialog(parent.window(), title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    return await _chosen(dialog)


def open_folder(folder: Path) -> None:
    """Show a folder in the file manager of the system."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


async def _chosen(dialog: QFileDialog) -> Path | None:
    accepted = await answered(dialog)
    names = dialog.selectedFiles() if accepted else []
    dialog.deleteLater()
    return Path(names[0]) if names else None
