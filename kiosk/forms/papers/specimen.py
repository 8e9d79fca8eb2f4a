"""The filled specimen of the one form (示范文本, 行政许可法第三十条): shown at the desk, taken home to copy from."""

from __future__ import annotations

from kiosk.catalog.values import Catalog, Scenario
from kiosk.forms.document import Document, Notes
from kiosk.forms.form import fields_for
from kiosk.forms.papers.application import PROMISE, grids, items_table, subtitle
from kiosk.forms.papers.imprint import Imprint, foot, head
from kiosk.guide.answers import Answers
from kiosk.guide.planner import plan

MOST_PAGES = 2
NOBODY = "示范内容为虚构，请按本人实际情况填写"


def specimen(catalog: Catalog, scenario: Scenario, imprint: Imprint, answers: Answers | None = None) -> Document:
    """The one form of a life event with every blank that may be asked filled by its sample value.

    A blank without a sample value is left as a line to write on. It holds nobody's data; every page says 示范文本.
    """
    given = answers or Answers()
    made = plan(catalog, scenario, given)
    fields = fields_for(catalog, scenario, made, given)
    return Document(
        kind="sample",
        title=f"{scenario.one_form.zh}（示范文本）",
        subtitle=f"{subtitle(made)} · {NOBODY}",
        head=head(imprint, ""),
        blocks=(
            *grids(made, fields, {blank.key: blank.sample for blank in fields}),
            items_table("三、申请事项", made, tagged=False),
            PROMISE,
            Notes("怎么填", (
                "带圈数字是用到这一栏的事项，一栏只填一次。",
                "在本机填写时，刷身份证可自动填好姓名、证件号码和住址。",
                "不会填的栏目可以空着，到窗口手写。",
            )),
        ),
        foot=foot(made),
        printed_at=imprint.stamp,
        demo=imprint.demo,
        most_pages=MOST_PAGES,
    )
