from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from podium.sandbox.lock import locked

if TYPE_CHECKING:
    from pathlib import Path


def test_a_second_holder_waits_says_so_and_goes_on(tmp_path: Path) -> None:
    """Two starts at once do not disturb each other."""
    waits, order = threading.Event(), list[str]()

    def second() -> None:
        with locked(tmp_path / "lock", waits.set):
            order.append("second")

    thread = threading.Thread(target=second)
    with locked(tmp_path / "lock", lambda: None):
        thread.start()
        assert waits.wait(10)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


def test_a_lock_whose_file_was_removed_meanwhile_is_taken_on_the_new_file(tmp_path: Path) -> None:
    """A purge removes the file while others wait for it; they must not hold a lock that nobody else sees."""
    path, waits, same = tmp_path / "lock", threading.Event(), list[bool]()

    def second() -> None:
        with locked(path, waits.set):
            same.append(path.exists())

    thread = threading.Thread(target=second)
    with locked(path, lambda: None):
        thread.start()
        assert waits.wait(10)
        path.unlink()
    thread.join(10)
    assert same == [True]


def test_the_lock_is_free_after_an_error(tmp_path: Path) -> None:
    """A failed start does not block the next."""
    waited = list[bool]()
    try:
        with locked(tmp_path / "lock", lambda: None):
            raise KeyboardInterrupt  # noqa: TRY301
    except KeyboardInterrupt:
        pass
    with locked(tmp_path / "lock", lambda: waited.append(True)):
        assert waited == []
