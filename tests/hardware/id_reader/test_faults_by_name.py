"""Faults are asked for by name, with an amount where one fits."""

import pytest

from hardware.id_reader.faults import Fault, FaultScript, UnknownFault, table

NAMES = {
    "silent", "slow", "noisy", "split", "wrong-checksum", "truncated", "late-answer", "power-cycled", "unplugged",
    "renamed", "card-lifted-mid-read", "card-left-behind", "two-cards", "foreign-frame",
}


def test_every_published_name_is_a_fault() -> None:
    assert {fault.word for fault in Fault} >= NAMES


@pytest.mark.parametrize("fault", Fault)
def test_a_bare_name_has_the_usual_amount(fault: Fault) -> None:
    assert FaultScript.named(fault.word) == FaultScript(fault, fault.amount)
    assert FaultScript(fault, fault.amount).fits()


@pytest.mark.parametrize("written", ["noisy:40", "noisy=40", "noisy(40)", " noisy:40.0 "])
def test_an_amount_may_be_written_in_three_ways(written: str) -> None:
    assert FaultScript.named(written) == FaultScript(Fault.NOISY, 40)


@pytest.mark.parametrize(
    "written", ["", "nosiy", "silent:3", "noisy:101", "noisy:", "noisy:1.2.3", "split:0", "unknown-status:256", "斷線"]
)
def test_anything_else_is_refused_with_the_names_there_are(written: str) -> None:
    with pytest.raises(UnknownFault) as caught:
        FaultScript.named(written)
    assert caught.value.names == tuple(name for name, _ in table())
    assert {name.split(":")[0] for name in caught.value.names} >= NAMES


def test_every_shown_name_can_be_typed_as_it_is_shown() -> None:
    for name, shows in table():
        assert FaultScript.named(name).fits()
        assert shows
