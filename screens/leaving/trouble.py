"""Something broke: calm words, what stays, and the next step."""

from __future__ import annotations

from kiosk.steps import Trouble
from screens.filing.rows import choice_row, ways
from screens.parts import Column, Icon, Notice, Part, Row, Screen, Sheet, Space, Text

RETURNS = frozenset({"trouble.not_kept"})


class TroubleScreen(Screen[Trouble]):
    """Draws :class:`kiosk.steps.Trouble`; its key names a locale table with ``title`` and ``do``.

    After a surprise there is no visit any more, so the only way leads to a new one.
    """

    def sheet(self, step: Trouble) -> Sheet:
        """See :class:`Screen`."""
        kit, t, theme, desk = self.kit, self.kit.t, self.kit.theme, self.desk
        returns = step.key in RETURNS
        flat = theme.landscape and theme.low_reach
        with_guide = returns and not (theme.landscape and (theme.low_reach or theme.look.large))
        top = Column(
            Row(
                Icon("lifebuoy", theme.type(24), "brand"),
                Text(t(f"{step.key}.title", **step.values), "big", bold=True, tight=True, grow=1),
                gap=theme.mm(6), valign="center",
            ),
            Space(theme.mm(5)),
            Notice(t(f"{step.key}.do", **step.values), "info", bold=True),
        )
        home = choice_row(
            kit, t("trouble.home"), "", "home", desk.go_home if returns else desk.start, name="start_again",
            main=not returns,
        )
        rows: list[Part | None] = [home]
        if returns:
            again = choice_row(kit, t("trouble.again"), "", "arrow-u-left-top", desk.visit.back, name="again")
            guide = choice_row(
                kit, t("trouble.guide"), t("trouble.guide_detail"), "face-agent", desk.visit.call_guide, name="guide"
            ) if with_guide else None
            instead = choice_row(
                kit, t("service.to_window"), t("service.to_window_detail"), "printer", desk.visit.take_to_window,
                name="to_window", main=True,
            )
            beside = Row(again.growing(), home.growing(), gap=theme.gap)
            rows = [instead, beside] if flat else [instead, again, guide, home]
        return Sheet(
            t("trouble.stage"), ways(kit, rows), top=top, split=0.5,
            nav=("help", "looks") if returns else (),
        )
