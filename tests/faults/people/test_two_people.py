"""One person acts for another at the whole kiosk: two cards on one reader, one application, one letter to sign."""

from __future__ import annotations

from hardware.id_reader.specimens import specimen
from kiosk.devices.outcomes import ReaderTrouble
from kiosk.steps import ConfirmCard, FillForm, PresentCard, TakeYourThings
from tests.faults.night import Night


def to_agents_card(night: Night) -> None:
    """From the plan to where the agent's own card is asked for; the applicant's still lies there."""
    night.enter()
    night.to_card()
    night.walker.tap("help_someone")
    night.walker.see("这件事给谁办？")
    night.walker.tap("entrusted")
    night.walker.see("先放申请人的身份证")
    night.lay("resident-forever")
    night.walker.see("申请人", "王**")
    night.walker.tap("use")
    night.walker.see("请换上您自己的身份证", "取走申请人的身份证，收好")


def test_two_cards_make_one_application_and_both_are_taken_along(night: Night) -> None:
    to_agents_card(night)
    night.reader.lift()
    night.lay("resident")
    night.walker.see("代办人", "张**")
    night.walker.see_not("王**")
    night.walker.tap("use")
    while isinstance(night.step, FillForm):
        night.fill_page()
    night.walker.tap("mark_all")
    night.walker.tap("go_on")
    night.walker.see("请核对")
    bundle = night.submit()
    papers = night.wait_for_papers()
    assert papers.documents == 4 and papers.papers is not None and papers.papers.pages >= 4
    night.walker.tap("finish")
    assert isinstance(night.step, TakeYourThings) and night.step.cards == 2
    night.walker.see("两张身份证都要带好")
    night.reader.lift()
    night.until(lambda: night.step.card is False)
    (case,) = night.cases(bundle)
    values = {field["key"]: field["value"] for field in case["fields"]}
    assert (values["applicant_name"], values["agent_name"]) == ("王示例", "张样本")
    assert values["agent_relation"] == "受委托代办"
    assert values["id_number"] != values["agent_number"]
    assert "agent-letter" in {material["id"] for material in case["materials"]}


def test_the_applicants_card_again_is_said_and_the_agents_own_goes_on_without_a_touch(night: Night) -> None:
    to_agents_card(night)
    night.reader.lift()
    night.walker.advance(1)
    night.reader.lay(specimen("resident-forever"))
    night.until(lambda: isinstance(night.step, PresentCard) and night.step.trouble is ReaderTrouble.SAME_CARD)
    night.walker.see("还是刚才那张证件")
    night.reader.lift()
    night.lay("resident")
    assert isinstance(night.step, ConfirmCard) and night.step.whose == "agent"
