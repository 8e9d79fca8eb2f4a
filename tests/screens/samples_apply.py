"""Made-up steps of the applying half of a visit, in every phase a screen has to draw."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from kiosk.catalog.conditions import ALWAYS
from kiosk.catalog.values import Choice, Department, Field, Item, Material, Scenario, Source
from kiosk.devices.outcomes import PrintEnd, PrinterStatus, PrintOutcome, ReaderTrouble
from kiosk.filing.bundle import Fault
from kiosk.filing.receipt import Receipt
from kiosk.guide.plan import Plan, PlannedItem, PlannedMaterial, Tally
from kiosk.slips.ticket import TicketGrant
from kiosk.steps import (
    CardLine,
    CardPhase,
    ConfirmCard,
    FieldState,
    FillForm,
    GatherMaterials,
    Goodbye,
    KeepDraft,
    MaterialMark,
    Outcome,
    PaperKind,
    PresentCard,
    Review,
    ReviewLine,
    ReviewSection,
    Sending,
    SendPhase,
    Step,
    TakePapers,
    TakeYourThings,
    Trouble,
    WhoFor,
)
from kiosk.words import Remark, Words

SOURCE = Source("示例依据", "2026-01-01")
ALL_ITEMS = ("licence", "food", "fire", "hygiene")
RESTAURANT = Words("我要开饭馆", "Open a restaurant")


def _field(key: str, zh: str, en: str, kind: str, **given: object) -> Field:
    settings: dict[str, object] = {"used_by": ALL_ITEMS, "group": "business", "when": ALWAYS, **given}
    return Field(key=key, label=Words(zh, en), kind=kind, **settings)  # type: ignore[arg-type]


DISTRICTS = (
    Choice("温泉街道", Words("温泉街道", "Wenquan")),
    Choice("浮山街道", Words("浮山街道", "Fushan")),
    Choice("永安街道", Words("永安街道", "Yong'an")),
    Choice("其他", Words("其他乡镇街道", "Elsewhere")),
)
DISHES = (
    Choice("热食", Words("热食", "Hot dishes")),
    Choice("冷食", Words("冷食（拍黄瓜等）", "Cold dishes")),
    Choice("生食", Words("生食", "Raw dishes")),
    Choice("糕点", Words("糕点", "Cakes")),
    Choice("饮品", Words("自制饮品", "Own drinks")),
    Choice("散装", Words("散装食品销售", "Loose food")),
)
NAME = _field("applicant_name", "姓名", "Name", "text", by_hand=True, personal=True)
NUMBER = _field("id_number", "身份证件号码", "ID number", "id_number", by_hand=True, personal=True)
SEX = _field(
    "sex", "性别", "Sex", "choice", by_hand=True, used_by=("licence",),
    choices=(Choice("男", Words("男", "Male")), Choice("女", Words("女", "Female"))),
)
ADDRESS = _field(
    "home_address", "住址", "Home address", "text", by_hand=True, personal=True, used_by=("licence",), max_length=70
)
PHONE = _field(
    "phone", "手机号码", "Mobile phone", "phone", personal=True,
    help=Words("用于通知领取结果和补交材料", "To tell you about results and missing papers"),
)
CODE = _field(
    "credit_code", "统一社会信用代码", "Unified social credit code", "credit_code", by_hand=True,
    help=Words("营业执照上的18位代码", "18 characters on your licence"),
)
AREA = _field("premises_area", "经营面积", "Floor area", "number", unit="㎡", used_by=("food", "fire"))
DISTRICT = _field(
    "district", "店面在哪个街道", "Sub-district of the premises", "choice", choices=DISTRICTS
)
SERVES = _field("dishes", "准备卖哪些", "What will you sell", "choices", choices=DISHES, used_by=("food",))
OPENING = _field(
    "opening", "计划开业日期", "Planned opening day", "date", required=False, used_by=("licence",)
)
SHOP = _field(
    "business_name", "店名（企业名称）", "Name of the business", "text", by_hand=True,
    help=Words("可以到窗口手写", "You can write it at the window"),
)


def state(field: Field, raw: str = "", shown: str = "", **given: object) -> FieldState:
    return FieldState(field, raw, shown or raw, **given)  # type: ignore[arg-type]


def form(active: str, **states: FieldState) -> FillForm:
    """A page of the form with ``active`` being edited; ``states`` replace the usual ones by key."""
    usual = {
        "person": (
            state(NAME, "张三", "张*", from_card=True, filled=True),
            state(NUMBER, "11010519491231002X", "110*************2X", from_card=True, filled=True),
            state(SEX, "女", "女", from_card=True, filled=True),
            state(ADDRESS, "示例市示例区示例路一号", "示例市示例区*****", from_card=True, filled=True),
            state(PHONE),
        ),
        "business": (state(SHOP), state(CODE), state(DISTRICT), state(OPENING)),
        "food": (state(AREA, "420", "420 ㎡", filled=True), state(SERVES)),
    }
    page, entries = next(
        (number, entries) for number, entries in enumerate(usual.values(), start=1)
        if active in {entry.field.key for entry in entries}
    )
    fields = tuple(states.get(entry.field.key, entry) for entry in entries)
    ready = all(entry.filled or entry.by_hand or not entry.field.required for entry in fields)
    return FillForm(Words("餐饮店联合申请表", "Combined application"), fields, active, page - 1, 3, 5, ready)


FORMS: dict[str, FillForm] = {
    "phone_empty": form("phone"),
    "phone_typing": form("phone", phone=state(PHONE, "1380000", "138 0000")),
    "phone_wrong": form(
        "phone", phone=state(PHONE, "128", problem=Remark("invalid.phone_start"))
    ),
    "phone_done": form("phone", phone=state(PHONE, "13800000000", "138 0000 0000", filled=True)),
    "credit_code": form("credit_code", credit_code=state(CODE, "91110000MA0", "9111 0000 MA0")),
    "by_hand": form("credit_code", credit_code=state(CODE, by_hand=True)),
    "area": form("premises_area"),
    "district": form("district"),
    "district_chosen": form("district", district=state(DISTRICT, "浮山街道", filled=True)),
    "dishes": form("dishes", dishes=state(SERVES, "热食、饮品", "热食、自制饮品", filled=True)),
    "opening": form("opening", opening=state(OPENING, "202612")),
    "shop": form("business_name"),
    "all_filled": form(
        "business_name",
        district=state(DISTRICT, "浮山街道", filled=True),
        credit_code=state(CODE, by_hand=True),
        opening=state(OPENING, "2026-12-01", filled=True),
        business_name=state(SHOP, by_hand=True),
    ),
}


def _department(key: str, zh: str) -> Department:
    return Department(key, Words(zh), Words("3号综合窗口", "Window 3"))


def _item(key: str, zh: str, en: str, department: str, stage: int, days: int) -> PlannedItem:
    item = Item(
        id=key, name=Words(zh, en), department=department, when=ALWAYS, rule="示例条款", basis="示例依据",
        source=SOURCE, working_days=days,
    )
    return PlannedItem(
        item, Words(zh, en), _department(department, department), stage, days, 0, True, (Words("示例"),), (),
        "①", "示例条款",
    )


ITEMS = (
    _item("licence", "营业执照（设立登记）", "Business licence", "市场监督管理局", 1, 1),
    _item("food", "食品经营许可", "Food permit", "市场监督管理局", 2, 5),
    _item("fire", "建设工程竣工消防验收备案", "Fire completion filing", "住房和城乡建设局", 2, 15),
    _item(
        "fire-opening", "公众聚集场所投入使用、营业前消防安全检查", "Fire safety check before opening",
        "消防救援机构", 3, 10,
    ),
)


def _material(
    key: str, zh: str, en: str, *, supplier: str = "applicant", copies: int = 0, later: int = 0,
    used_by: tuple[str, ...] = ("food",), hint: str = "", certain: bool = True,
) -> PlannedMaterial:
    material = Material(
        key, Words(zh, en), supplier, deferrable=later > 0, due_days=later, hint=Words(hint)
    )
    return PlannedMaterial(material, Words(zh, en), supplier, used_by, 1, copies, later > 0, certain, ())


PREMISES = _material("premises", "住所（经营场所）使用证明", "Proof of premises", copies=1, used_by=ALL_ITEMS)
LAYOUT = _material("layout", "主要设备设施布局、操作流程等文件", "Layout and workflow")
RULES = _material("rules", "保证食品安全的规章制度", "Food safety rules", later=10)
FIRE_RULES = _material("fire-rules", "消防安全制度", "Fire safety rules", later=10, used_by=("fire-opening",))
EVACUATION = _material(
    "evacuation", "灭火和应急疏散预案", "Evacuation plan", later=10, used_by=("fire-opening",)
)
PLAN_DRAWING = _material(
    "drawing", "场所平面布置图", "Floor plan", copies=2, used_by=("fire", "fire-opening"), certain=False
)
TRAINING = _material(
    "training", "员工岗前消防安全教育培训记录", "Staff fire training records", later=10,
    used_by=("fire-opening",),
)
IDENTITY = _material("identity", "身份证件", "Identity document", supplier="shared", used_by=ALL_ITEMS)
LICENCE = _material(
    "licence-paper", "营业执照", "Business licence", supplier="item:licence", used_by=ALL_ITEMS
)
FIRE_PAPER = _material(
    "fire-paper", "建设工程消防验收或竣工验收消防备案的法律文书", "Fire filing certificate",
    supplier="item:fire", used_by=("fire-opening",),
)

_TALLY = Tally(4, 8, 22, 5, 6, 45)
PLAN = Plan(
    Scenario(
        "open-restaurant", RESTAURANT, Words("开饭馆"), "food", "orange", (), ("licence", "food"), (), {}
    ),
    "示例地区", "test", SOURCE, ITEMS,
    (PREMISES, LAYOUT, RULES, FIRE_RULES, EVACUATION, PLAN_DRAWING, TRAINING, IDENTITY, LICENCE, FIRE_PAPER),
    _TALLY, Tally(1, 1, 9, 1, 1, 25), (),
)


def gather(*marked: str) -> GatherMaterials:
    """Everything at once; ids in ``marked`` are brought on paper, ``id:later`` comes later."""
    marks = []
    for material in PLAN.materials:
        if not material.from_applicant:
            status = "shared" if material.supplier == "shared" else "from_item"
            marks.append(MaterialMark(material, status, ()))  # type: ignore[arg-type]
            continue
        choices = ("paper", "later")
        status = "paper" if material.id in marked else "later" if f"{material.id}:later" in marked else None
        due = Words("10 个工作日内", "within 10 working days") if material.deferrable else None
        marks.append(MaterialMark(material, status, choices, due))  # type: ignore[arg-type]
    return GatherMaterials(PLAN, tuple(marks), sum(mark.status is None for mark in marks))


ALL_MARKED = (
    "premises", "layout", "rules:later", "fire-rules", "evacuation:later", "drawing", "training:later"
)
SECTIONS = (
    ReviewSection(
        Words("要办的事", "What you apply for"),
        (
            ReviewLine(Words("打算开什么店", "Kind of shop"), Words("饭馆"), "answer:kind"),
            ReviewLine(Words("经营面积", "Floor area"), Words("420 ㎡"), "answer:area"),
            ReviewLine(Words("有没有拍黄瓜等冷菜", "Cold dishes"), Words("有"), "answer:cold"),
        ),
    ),
    ReviewSection(
        Words("申请人", "Applicant"),
        (
            ReviewLine(
                Words("姓名", "Name"), Words("张*"), "field:applicant_name", Words("来自身份证", "From ID card")
            ),
            ReviewLine(Words("身份证件号码", "ID number"), Words("110*************2X"), "field:id_number"),
            ReviewLine(Words("手机号码", "Mobile phone"), Words("138****0000"), "field:phone"),
        ),
    ),
    ReviewSection(
        Words("店面", "Premises"),
        (
            ReviewLine(
                Words("店名（企业名称）", "Name of the business"), Words("到窗口手写"), "field:business_name",
                Words("打印后手写", "By hand"),
            ),
            ReviewLine(Words("店面在哪个街道", "Sub-district"), Words("浮山街道"), "field:district"),
            ReviewLine(Words("准备卖哪些", "What will you sell"), Words("热食、自制饮品"), "field:dishes"),
        ),
    ),
    ReviewSection(
        Words("材料", "Papers"),
        (
            ReviewLine(Words("住所（经营场所）使用证明", "Proof of premises"), Words("已带纸质"), "materials"),
            ReviewLine(Words("主要设备设施布局、操作流程等文件", "Layout"), Words("已带纸质"), "materials"),
            ReviewLine(
                Words("保证食品安全的规章制度", "Food safety rules"), Words("稍后补交"), "materials",
                Words("10 个工作日内")
            ),
            ReviewLine(Words("营业执照", "Business licence"), Words("由前面的事项产生"), "materials"),
        ),
    ),
)
REVIEW = Review(Words("餐饮店联合申请表", "Combined application"), SECTIONS, 4, 4)
REFUSED = Review(
    Words("餐饮店联合申请表", "Combined application"), SECTIONS, 4, 4,
    (
        Fault("fields.phone", "这个手机号码停用了，请换一个"),
        Fault("fields.premises_area", "面积和材料里的不一致"),
    ),
)

RECEIPT = Receipt("0" * 32, "XN26-7K3M-4", "0" * 64, "2026-11-21T10:20:00")
GRANT = TicketGrant("A023", "3号综合窗口", 5, "2026-11-21T10:20:00")
WAY = (
    Words("从本机向左走到大厅中央", "Turn left to the middle of the hall"),
    Words("乘扶梯上二楼", "Take the escalator to floor 2"),
    Words("右手边，3号综合窗口", "On your right: window 3"),
)
DONE = PrintOutcome(PrintEnd.PRINTED, PrinterStatus.READY, 1)
SHEETS = PrintOutcome(PrintEnd.PRINTED, PrinterStatus.READY, 6)
UNSURE = PrintOutcome(PrintEnd.NOT_CONFIRMED, PrinterStatus.UNKNOWN)


def failed(status: PrinterStatus) -> PrintOutcome:
    """A job that did not come out because of ``status``."""
    return PrintOutcome(PrintEnd.FAILED, status)


def papers(
    outcome: Outcome = Outcome.FILED, *, number: TicketGrant | None = GRANT, pending: bool = False,
    ticket: PrintOutcome | None = DONE, sheets: PrintOutcome | None = SHEETS,
    printing: tuple[bool, bool] = (False, False),
) -> TakePapers:
    """The end of the work in one of its states."""
    return TakePapers(
        outcome=outcome, matter=RESTAURANT,
        code={Outcome.FILED: "XN26-7K3M-4", Outcome.KEPT: "7F3A-09C2"}.get(outcome, ""),
        receipt=RECEIPT if outcome is Outcome.FILED else None, number=number, number_pending=pending, way=WAY,
        ticket=ticket, papers=sheets, documents=3, printing_ticket=printing[0], printing_papers=printing[1],
    )


def only(what: PaperKind, **stands: Any) -> TakePapers:
    """One paper without a number, as it stands."""
    step = papers(Outcome.PAPERS_ONLY, number=None, ticket=None, sheets=None)
    return replace(step, what=what, **{"documents": 0, **stands})


TAKE_PAPERS: dict[str, TakePapers] = {
    "pending": papers(number=None, pending=True, ticket=None, sheets=None, printing=(False, True)),
    "printing": papers(ticket=None, sheets=None, printing=(True, True)),
    "printed": papers(),
    "unsure": papers(ticket=UNSURE),
    "paper_out": papers(ticket=failed(PrinterStatus.PAPER_OUT)),
    "both_failed": papers(
        ticket=failed(PrinterStatus.COVER_OPEN), sheets=failed(PrinterStatus.OFFLINE)
    ),
    "cooling_and_cutter": papers(
        ticket=failed(PrinterStatus.OVERHEATED), sheets=failed(PrinterStatus.CUTTER)
    ),
    "kept": papers(
        Outcome.KEPT, number=TicketGrant("K107", "3号综合窗口", None, "2026-11-21T10:20:00", True)
    ),
    "kept_no_number": papers(Outcome.KEPT, number=None, ticket=None),
    "number_only": papers(Outcome.NUMBER_ONLY, sheets=None),
    "at_window": papers(Outcome.AT_WINDOW),
    "at_window_failed": papers(
        Outcome.AT_WINDOW, number=None, ticket=None, sheets=failed(PrinterStatus.OFFLINE)
    ),
    "papers_only": papers(Outcome.PAPERS_ONLY, number=None, ticket=None),
    "unprintable": replace(
        papers(sheets=PrintOutcome(PrintEnd.FAILED, PrinterStatus.READY, unprintable=("店名（企业名称）",))),
        unprintable=(Words("店名（企业名称）", "Name of the business"),),
    ),
    "plan": only(PaperKind.PLAN, papers=DONE, documents=1),
    "notice": only(PaperKind.NOTICE, papers=DONE, documents=1),
    "specimen": only(PaperKind.SPECIMEN, printing_papers=True, documents=1),
    "slip_printing": only(PaperKind.SLIP, printing_slip=True),
    "slip_printed": only(PaperKind.SLIP, slip=DONE),
    "slip_failed": only(PaperKind.SLIP, slip=failed(PrinterStatus.PAPER_OUT)),
    "slip_unsure": only(PaperKind.SLIP, slip=UNSURE),
    "sheets_unsure": papers(sheets=UNSURE),
    "sheets_partly": papers(sheets=PrintOutcome(PrintEnd.FAILED, PrinterStatus.PAPER_OUT, 2)),
    "sheets_partly_for_no_reason": papers(sheets=PrintOutcome(PrintEnd.FAILED, PrinterStatus.READY, 2)),
    "printed_paper_low": papers(
        ticket=PrintOutcome(PrintEnd.PRINTED, PrinterStatus.PAPER_LOW, 1),
        sheets=PrintOutcome(PrintEnd.PRINTED, PrinterStatus.PAPER_LOW, 6),
    ),
    **{f"ticket_{status.value}": papers(ticket=failed(status)) for status in PrinterStatus},
    **{f"sheets_{status.value}": papers(sheets=failed(status)) for status in PrinterStatus},
}

CONFIRM = ConfirmCard(
    (
        CardLine(Words("姓名", "Name"), "张*", Words("申请表、受理通知", "Form and notice")),
        CardLine(Words("证件号码", "ID number"), "110*************2X", Words("申请表", "Form")),
        CardLine(Words("性别", "Sex"), "女", Words("营业执照登记", "Licence")),
        CardLine(Words("住址", "Address"), "示例市示例区******", Words("营业执照登记", "Licence")),
    ),
    Words(
        "只在这次办事中使用；提交后随申请送到大厅，本机办完即清除，不留照片、不留副本。",
        "Used for this matter only. It goes to the hall with your application and is then wiped here.",
    ),
)
CONFIRM_HELD = ConfirmCard((), CONFIRM.kept, (), Words(
    "这是未满14周岁孩子的证件。请由爸爸妈妈或其他监护人刷自己的证件来办，或请导办员帮忙。",
    "This card belongs to a child under 14. A parent or guardian has to use their own card, or ask a guide.",
))
CONFIRM_CAUTIONS = (
    Words("这张证件 2020-01-01 已到期：可以先填表，交件前请先换领新证。",
          "This card expired on 2020-01-01: you can fill in the form; renew it before handing in."),
)
CONFIRM_WARNED = ConfirmCard(CONFIRM.lines, CONFIRM.kept, ("这张证件已过有效期，请到窗口核对",))

CONFIRM_GUARD = replace(CONFIRM_HELD, can_guard=True)
CONFIRM_APPLICANT = replace(CONFIRM, whose="applicant")
CONFIRM_AGENT = replace(CONFIRM, whose="agent", lines=(
    CardLine(Words("代办人姓名", "Agent's name"), "李**", Words("填入申请表，4 个事项共用", "Fills the form once")),
    CardLine(Words("代办人身份证件号码", "Agent's ID number"), "110*************2X", Words("申请表", "Form")),
))
CONFIRM_AGENT_HELD = ConfirmCard((), CONFIRM.kept, (), Words(
    "替别人办事，要年满18周岁。请换一位成年人的证件，或请导办员帮忙。",
    "Whoever acts for others has to be 18 or older. Use an adult's card, or ask a guide.",
), whose="agent")

PRESENT: dict[str, PresentCard] = {
    "waiting": PresentCard(CardPhase.WAITING),
    "applicant": PresentCard(CardPhase.WAITING, whose="applicant"),
    "agent": PresentCard(CardPhase.WAITING, whose="agent"),
    "agent_changed": PresentCard(CardPhase.WAITING, whose="agent", changed=True),
    "agent_same": PresentCard(CardPhase.TROUBLE, ReaderTrouble.SAME_CARD, whose="agent", changed=True),
    "must": PresentCard(CardPhase.WAITING, can_skip=False),
    "must_trouble": PresentCard(CardPhase.TROUBLE, ReaderTrouble.NO_CARD, can_skip=False),
    "waiting_again": PresentCard(CardPhase.WAITING, attempt=2),
    **{trouble.value: PresentCard(CardPhase.TROUBLE, trouble) for trouble in ReaderTrouble},
}
THINGS: dict[str, TakeYourThings] = {
    "card_still": TakeYourThings(True, True, True, 6),
    "cards_still": TakeYourThings(True, True, True, 7, cards=2),
    "cards_unsure": TakeYourThings(None, True, True, 7, cards=2),
    "cards_taken": TakeYourThings(False, True, True, 7, cards=2),
    "card_unsure": TakeYourThings(None, True, True, 6),
    "card_taken": TakeYourThings(False, True, True, 6),
    "no_card_used": TakeYourThings(None, False, True, 0),
    "nothing": TakeYourThings(None, False, False, 0),
    "slip": TakeYourThings(None, False, False, 0, slip=True),
}
TODAY = date(2026, 11, 21)


def keep_draft(kept: bool | None = True, slip: PrintOutcome | None = DONE) -> KeepDraft:
    """A matter kept for later in one of its states."""
    return KeepDraft(RESTAURANT, "K7QM3-2XW9R", kept, datetime(2026, 11, 22, 10, 20) if kept else None, slip)


KEEP_DRAFT: dict[str, KeepDraft] = {
    "keeping": keep_draft(None, None),
    "printing": keep_draft(slip=None),
    "printed": keep_draft(),
    "unsure": keep_draft(slip=UNSURE),
    "paper_out": keep_draft(slip=failed(PrinterStatus.PAPER_OUT)),
    "not_kept": keep_draft(False, None),
    "photographed": replace(keep_draft(), unkept="camera"),
    "scanned": replace(keep_draft(slip=failed(PrinterStatus.PAPER_OUT)), unkept="sheets"),
    **{f"slip_{status.value}": keep_draft(slip=failed(status)) for status in PrinterStatus},
}


def every_state() -> dict[str, Step]:
    """All steps here, by a name usable as a file name."""
    states: dict[str, Step] = {f"present_card-{key}": step for key, step in PRESENT.items()}
    states |= {"confirm_card": CONFIRM, "confirm_card-warned": CONFIRM_WARNED, "confirm_card-held": CONFIRM_HELD}
    states |= {"confirm_card-guard": CONFIRM_GUARD, "confirm_card-applicant": CONFIRM_APPLICANT}
    states |= {"confirm_card-agent": CONFIRM_AGENT, "confirm_card-agent_held": CONFIRM_AGENT_HELD}
    states |= {"confirm_card-agent_warned": replace(CONFIRM_AGENT, cautions=CONFIRM_CAUTIONS)}
    states |= {"who_for": WhoFor(), "who_for-entrusted": WhoFor("entrusted"), "who_for-guardian": WhoFor("guardian")}
    states |= {f"fill_form-{key}": step for key, step in FORMS.items()}
    states |= {"gather-none": gather(), "gather-some": gather("premises", "rules:later")}
    states |= {"gather-all": gather(*ALL_MARKED), "review": REVIEW, "review-refused": REFUSED}
    states |= {"review-no_disk": replace(REVIEW, can_file=False)}
    states |= {"review-refused_no_disk": replace(REFUSED, can_file=False)}
    states |= {f"sending-{phase.value}": Sending(phase) for phase in SendPhase}
    states |= {f"take_papers-{key}": step for key, step in TAKE_PAPERS.items()}
    states |= {f"keep_draft-{key}": step for key, step in KEEP_DRAFT.items()}
    states |= {f"things-{key}": step for key, step in THINGS.items()}
    states |= {"goodbye": Goodbye(), "trouble": Trouble("trouble.not_kept")}
    states |= {"trouble-surprise": Trouble("trouble.surprise")}
    from tests.screens import samples_photo

    return states | samples_photo.every_state()
