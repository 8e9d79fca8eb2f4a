"""您是给自己办，还是替别人办？ Three answers, what each needs, and what the letter of authority is worth."""

from __future__ import annotations

from kiosk.steps import WhoFor
from screens.filing.rows import choice_row, paired, ways
from screens.filing.stages import STAGES, stage_title, stages_done
from screens.parts import Column, Notice, Part, Screen, Sheet, Space, heading


class WhoForScreen(Screen[WhoFor]):
    """Draws :class:`kiosk.steps.WhoFor`."""

    def sheet(self, step: WhoFor) -> Sheet:
        """See :class:`Screen`."""
        t, theme = self.kit.t, self.kit.theme
        top: Part = Column(
            heading(t("who_for.title"), t("who_for.why")), Space(theme.mm(4)), Notice(t("who_for.papers"), "info"),
        )
        return Sheet(
            stage_title(self.kit, "card"), self._answers(step), top=top, done=stages_done("card"), total=len(STAGES),
            split=0.46,
        )

    def _answers(self, step: WhoFor) -> Part:
        t, kit, visit = self.kit.t, self.kit, self.desk.visit
        rows: list[Part] = [
            choice_row(
                kit, t("who_for.self"), t("who_for.self_detail"), "account", visit.act_for_self, name="self",
                main=False,
            ),
            choice_row(
                kit, t("who_for.entrusted"), t("who_for.entrusted_detail"), "account-multiple",
                lambda: visit.act_for("entrusted"), name="entrusted", main=step.chosen == "entrusted",
            ),
            choice_row(
                kit, t("who_for.guardian"), t("who_for.guardian_detail"), "account-child",
                lambda: visit.act_for("guardian"), name="guardian", main=step.chosen == "guardian",
            ),
        ]
        return ways(kit, paired(kit, rows))
