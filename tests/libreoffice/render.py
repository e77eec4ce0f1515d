"""A workbook's printed pages as pictures: `python tests/libreoffice/render.py FILE.xlsx OUTDIR [DPI]`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from office import convert


def render(source: Path, outdir: Path, dpi: int = 110) -> list[Path]:
    """PNG files of all printed pages, in order."""
    pdf = convert(source, outdir, "pdf")
    painter = shutil.which("pdftoppm")
    if painter is None:
        raise RuntimeError("pdftoppm is not installed")
    for old in outdir.glob(f"{source.stem}-*.png"):
        old.unlink()
    subprocess.run([painter, "-r", str(dpi), "-png", str(pdf), str(outdir / source.stem)], check=True, timeout=120)
    return sorted(outdir.glob(f"{source.stem}-*.png"))


if __name__ == "__main__":
    for page in render(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 110):
        print(page)
