from __future__ import annotations

from typing import TYPE_CHECKING

from podium.sandbox.failures import component_ended, data_unreadable, file_fault, missing_binaries, tail

if TYPE_CHECKING:
    from pathlib import Path

    from podium.sandbox.layout import Layout


def test_a_component_that_ended_is_told_with_the_end_of_its_log(layout: Layout) -> None:
    """The reader need not open the log to see why."""
    log = layout.log("kwok")
    log.write_text("one\nunknown flag: --x\n", encoding="utf-8")
    expected = (
        "error[X002]: 'kwok' ended while the sandbox started\n"
        f"   = why: the end of '{log}':\none\nunknown flag: --x\n"
        f"   = fix: read '{log}', mend what it names, then `podium sandbox start`"
    )
    assert expected == str(component_ended(layout, "kwok"))


def test_damaged_data_leads_to_a_purge(layout: Layout) -> None:
    """The developer gets the command."""
    assert "`podium sandbox stop --purge`" in data_unreadable(layout).diagnostics[0].fix


def test_missing_programs_are_named_together_and_sorted(tmp_path: Path) -> None:
    """One run tells all that is missing."""
    message = missing_binaries(["kwok", "etcd"], tmp_path).diagnostics[0].message
    assert message == f"the sandbox lacks 'etcd', 'kwok' in '{tmp_path}'"


def test_a_fault_of_the_file_system_names_the_file(tmp_path: Path) -> None:
    """A full disk or a wrong owner is no traceback."""
    fault = PermissionError(13, "Permission denied", "/x/y")
    diagnostic = file_fault(tmp_path, fault).diagnostics[0]
    expected = (f"the sandbox in '{tmp_path}' cannot be changed: Permission denied", "the system refused '/x/y'")
    assert expected == (diagnostic.message, diagnostic.why)


def test_only_the_end_of_a_long_log_is_read(tmp_path: Path) -> None:
    """A log may have grown to megabytes."""
    log = tmp_path / "log"
    log.write_text("".join(f"line {number}\n" for number in range(10_000)), encoding="utf-8")
    assert (tail(log).splitlines()[-1], len(tail(log).splitlines())) == ("line 9999", 12)


def test_a_missing_log_is_empty(tmp_path: Path) -> None:
    """A component that could not be started has none."""
    assert tail(tmp_path / "log") == ""
