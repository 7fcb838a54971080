"""Write the program's icon for a system that takes no SVG: python build/packaging/make_icon.py FILE.png|FILE.ico."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

_SOURCE = Path(__file__).resolve().parents[2] / "resources" / "icons" / "trainingdesk.svg"
_PIXELS = 256


def main(target: Path) -> None:
    """Draw and write."""
    application = QGuiApplication([])
    image = QImage(_PIXELS, _PIXELS, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(_SOURCE)).render(painter)
    painter.end()
    written = image.save(str(target))
    application.quit()
    if not written:
        raise SystemExit(f"{target.name} could not be written")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
