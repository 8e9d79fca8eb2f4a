"""Guide cards, reasons and one-time notices to draw: the shipped pack with everything a card can say filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kiosk.catalog.conditions import ALWAYS
from kiosk.catalog.values import Catalog, FollowUp, Former, Item, Source
from kiosk.guide.accounting import NUMBERS, material_account, number_account
from kiosk.guide.details import item_detail
from kiosk.hall import HallFacts, Place
from kiosk.steps import GatherMaterials, Hit, Search, ShowItem, ShowPlan, Step
from kiosk.visit.work.matter import Matter
from kiosk.words import Words
from tests.screens import samples

TODAY = date(2026, 11, 21)
REMEDY = Words(
    "可以在收到决定之日起六十日内申请行政复议，或者六个月内向人民法院起诉。",
    "You may ask for administrative review within sixty days, or sue within six months.",
)
HYGIENE = Item(
    id="after-hygiene", name=Words("公共场所卫生备案", "Public hygiene filing"), department="market-regulator",
    when=ALWAYS, rule="开业后三十日内备案。", basis="《示例条例》第二条", source=Source("示例公报", "2026-01"),
    working_days=0, follow_up=FollowUp(30, "calendar", Words("开业", "opening")),
)
FILLED = {
    "food": {
        "legal_days": 20, "mode": "许可", "fee": Words("50 元", "50 yuan"), "pay": ("cash", "card", "wechat", "alipay"),
        "result": Words("《食品经营许可证》正本、副本", "Food business permit"),
        "moved": (Former("食品药品监督管理局", "2018-11"),),
        "at_window": Words("核对身份证件原件，领取证书", "Showing the original ID, taking the certificate"),
        "machine": ("advice", "form", "print", "hand-in", "progress"), "remedy": REMEDY,
        "source": Source("示例公报", "2026-01", "uncertain"),
    },
    "fire": {
        "legal_days": 1, "mode": "备案", "online": True, "remedy": REMEDY,
        "result": Words("消防备案凭证", "Filing certificate"),
        "moved": (Former("公安机关消防机构", "2019-04-23"),), "source": Source("示例公报", "2026-01", "likely"),
    },
}
SAMPLE = Words("有厨房、仓库、洗手池的位置，写清楚尺寸，负责人签字", "Shows kitchen, store and sinks, signed")


def _filled(catalog: Catalog) -> Catalog:
    """The shipped pack, with a duty after opening and everything said about two items."""
    items = {key: replace(item, **FILLED.get(key, {})) for key, item in catalog.items.items()}
    department = next(iter(catalog.departments))
    items[HYGIENE.id] = replace(HYGIENE, department=department)
    restaurant = catalog.scenarios["open-restaurant"]
    return replace(
        catalog, items=items,
        materials={key: replace(entry, sample=SAMPLE) for key, entry in catalog.materials.items()},
        scenarios={**catalog.scenarios, "open-restaurant": replace(restaurant, items=(*restaurant.items, HYGIENE.id))},
    )


CATALOG = _filled(samples.CATALOG)
WINDOW = Place(
    "w3", Words("3号综合窗口", "Window 3, combined services"), "2F", "counter", (Words("上二楼", "Go to floor 2"),),
    hours=Words("工作日 9:00—17:00", "Weekdays 9:00 to 17:00"),
)
HALL: HallFacts = replace(
    samples.HALL, places=(WINDOW, *samples.HALL.places), combined_window="w3",
    machine_hours={"print": Words("8:00—20:00", "8:00 to 20:00")},
)
_ITEMS = CATALOG.items


def matter(scenario: str = "open-restaurant", **answers: object) -> Matter:
    """A matter of the filled pack."""
    made = Matter(CATALOG, CATALOG.scenarios[scenario], today=TODAY)
    for key, value in answers.items():
        made = made.answered(key, value)  # type: ignore[arg-type]
    return made


def unsure() -> Matter:
    """A large restaurant whose owner does not know everything yet."""
    return matter(area=350.0, has_licence=False, auto_fire_system=None)


def show_item(item_id: str, *scenarios: str) -> ShowItem:
    """The card of an item, found by search."""
    return ShowItem(item_detail(CATALOG, HALL, item_id), tuple(CATALOG.scenarios[key] for key in scenarios))


def _plan(made: Matter) -> ShowPlan:
    return ShowPlan(made.plan, made.given_lines())


def plan_item(item_id: str) -> ShowPlan:
    """The card of an item over the plan."""
    made = unsure()
    return ShowPlan(made.plan, made.given_lines(), item_id, item_detail(CATALOG, HALL, item_id, made.plan))


def plan_material(material_id: str) -> ShowPlan:
    """Why a paper is asked for."""
    made = unsure()
    return ShowPlan(made.plan, made.given_lines(), account=material_account(made.plan, material_id))


def plan_number(number: str) -> ShowPlan:
    """Where a number comes from."""
    made = unsure()
    return ShowPlan(made.plan, made.given_lines(), account=number_account(made.plan, number))  # type: ignore[arg-type]


def gather(made: Matter, *, filing: bool) -> GatherMaterials:
    """The page of materials as the visit makes it."""
    return GatherMaterials(made.plan, made.material_marks(), made.open_marks(), made.notice(), filing)


def marked(made: Matter, held: int, *, rest: bool = False) -> Matter:
    """The first ``held`` papers brought; with ``rest``, the others said to be missing."""
    open_marks = [mark.material.id for mark in made.material_marks() if mark.choices]
    for index, material_id in enumerate(open_marks):
        if index < held:
            made = made.marked(material_id, "paper")
        elif rest:
            made = made.marked(material_id, "later")
    return made


def hits() -> tuple[Hit, ...]:
    """One of each kind, and one that only informs."""
    return (
        Hit(Words("我要开饭馆", "Open a restaurant"), Words("饭店、小吃店", "Restaurants"), "open-restaurant",
            "scenario", "open-restaurant"),
        Hit(Words("食品经营许可", "Food permit"),
            Words("食品经营许可：原由食品药品监督管理局办，从2018年11月起归市场监督管理局",
                  "Food permit: with the food authority before, with the market regulator since 2018-11"),
            "open-restaurant", "item", "food"),
        Hit(Words("市场监督管理局", "Market regulator"), Words("3号综合窗口", "Window 3"), "open-restaurant",
            "department", next(iter(CATALOG.departments))),
        Hit(Words("城镇污水排入排水管网许可证", "Drainage permit"),
            Words("这里不再要求这个事项，不用再办", "This is no longer asked for here"), "", "item", "drainage"),
    )


_PAPER = next(entry.id for entry in unsure().plan.materials if len(entry.used_by) > 1 and entry.from_applicant)
STEPS: dict[str, Step] = {
    "item": show_item("food", "open-restaurant", "open-hotel"),
    "item_one": show_item("fire", "open-restaurant"),
    "item_none": show_item("fire"),
    "plan_filled": _plan(unsure()),
    "plan_perhaps": _plan(matter(area=None, has_licence=None, auto_fire_system=None)),
    "plan_hotel_perhaps": _plan(matter("open-hotel", area=None, has_licence=False, serves_food=None)),
    "search_kinds": Search("SP", hits()),
    "search_near": Search("SPP", tuple(replace(hit, near=True) for hit in hits())),
    "check": gather(unsure(), filing=False),
    "check_some": gather(marked(unsure(), 4), filing=False),
    "check_marked": gather(marked(unsure(), 4, rest=True), filing=False),
    "check_all": gather(marked(unsure(), 99), filing=False),
    "gather_notice": gather(marked(unsure(), 4, rest=True), filing=True),
}
SHEETS: dict[str, Step] = {
    "plan_item": plan_item("food"),
    "plan_item_fire": plan_item("fire"),
    "plan_item_after": plan_item(HYGIENE.id),
    "plan_paper": plan_material(_PAPER),
    **{f"plan_number_{number}": plan_number(number) for number in NUMBERS},
}
