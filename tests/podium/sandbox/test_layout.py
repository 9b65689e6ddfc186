from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podium.sandbox.layout import Layout


def test_every_file_lies_inside_the_folder(layout: Layout) -> None:
    """A purge of the folder leaves nothing elsewhere."""
    outside = [path for path in layout.owned() if not path.is_relative_to(layout.directory)]
    assert outside == []


def test_a_purge_removes_all_that_preparing_makes_except_the_lock(layout: Layout) -> None:
    """The lock goes last, while it is held."""
    made = {path for path in layout.directory.iterdir() if path != layout.lock}
    assert made - set(layout.owned()) == set()
