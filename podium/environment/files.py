"""Where environment files are, and how their text is read."""

from __future__ import annotations

from pathlib import Path

from podium.diagnostics import Diagnostic, EnvironmentFileError, Span
from podium.paths import shown
from podium.spec.reading import NotAFileError, TooLargeError, decoded, read_limited
from podium.spec.text import MAX_BYTES

__all__ = ["ENVIRONMENTS", "STACKS", "read_text"]

STACKS = Path("stacks")
ENVIRONMENTS = STACKS / "environments"


def read_text(file: Path) -> str:
    """Return the text of a file.

    Raises:
        EnvironmentFileError: It cannot be read (``E003``).
    """
    span = Span(shown(file))
    try:
        return decoded(read_limited(file, MAX_BYTES))
    except UnicodeDecodeError as problem:
        message, fix = f"not UTF-8 text (byte {problem.start})", "save the file as UTF-8"
    except TooLargeError:
        message, fix = f"the file has more than {MAX_BYTES} bytes", "keep in it only what Podium reads"
    except NotAFileError as problem:
        message, fix = f"cannot read {problem}", "put a file in its place"
    except OSError as problem:
        message, fix = f"cannot read the file: {str(problem.strerror).lower()}", "let your user read it"
    raise EnvironmentFileError(Diagnostic("E003", message, span, fix=fix))
