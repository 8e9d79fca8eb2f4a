"""Steps to draw, made from the shipped data and invented people; and a visit that only remembers what was touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from config.hall_reader import read_hall
from config.locale_reader import read_locales
from config.pack_holidays import read_holidays
from config.pack_reader import read_pack
from kiosk.catalog.values import Catalog, Choice, Question, Scenario
from kiosk.devices.outcomes import PrinterStatus
from kiosk.filing.receipt import CaseProgress, ItemProgress
from kiosk.guide.answers import Answers
from kiosk.guide.planner import plan
from kiosk.hall import HallFacts
from kiosk.search import memory_finder
from kiosk.service import FULL_SERVICE, Service
from kiosk.steps import (
    Ask,
    AskProgress,
    FindWay,
    FoundDraft,
    GuideComing,
    Home,
    Look,
    PickUp,
    PrintDesk,
    Search,
    ShowPlan,
    Step,
    Stopped,
    TicketDesk,
)
from kiosk.visit.work.matter import Matter
from kiosk.way.opening import opening
from kiosk.words import Remark, Words

HALL: HallFacts = read_hall()
LIFT_STOPS = replace(HALL, shafts=tuple(replace(shaft, works=shaft.kind != "lift") for shaft in HALL.shafts))
HOLIDAYS = read_holidays()
NO_DISK = Service(False, False, "full")
LOCALES = read_locales()


def catalog() -> Catalog:
    """The shipped pack."""
    from config.pack_reader import PACKS

    return read_pack(PACKS / "hubei-xianning-2020")


CATALOG = catalog()
RESTAURANT = CATALOG.scenarios["open-restaurant"]
HOTEL = CATALOG.scenarios["open-hotel"]


class StillClock:
    """A clock that stands."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 21, 20, 0)

    def monotonic(self) -> float:
        return self.seconds


class RememberingVisit:
    """Shows the step it was given and writes down every call: ``calls`` holds (name, arguments)."""

    def __init__(self, step: Step, *, look: Look | None = None, started: bool = False) -> None:
        self.id = "0" * 32
        self.step = step
        self.look = look or Look()
        self.started = started
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.unkept: str | None = None

    def set_look(self, look: Look) -> None:
        self.look = look

    def tick(self, _seconds: float) -> None:
        """Time passes."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)

        def remember(*values: Any) -> None:
            self.calls.append((name, values))

        return remember


def nothing(_visit_id: str | None) -> Iterator[Any]:
    """An inbox that stays empty."""
    return iter(())


def matter(scenario: Scenario, **answers: Any) -> Matter:
    """A matter with these answers."""
    made = Matter(CATALOG, scenario)
    for key, value in answers.items():
        made = made.answered(key, value)
    return made


def home(count: int = 2, **printers: Any) -> Home:
    """The first page with ``count`` matters (the shipped ones, then invented ones)."""
    hues = ["blue", "rose", "green", "teal", "amber", "red"]
    icons = ["baby-face-outline", "hand-heart", "school", "car", "storefront", "card-account-details"]
    titles = [
        ("出生与育儿", "New baby"), ("社保与养老", "Pension and care"), ("上学与就业", "School and work"),
        ("车辆与出行", "Cars and travel"), ("企业与开户", "Start a company"), ("证照与证明", "Permits and papers"),
    ]
    says = [("出生证、落户、医保参保", "Birth, household, insurance"), ("养老认证、待遇", "Pension, benefits"),
            ("入学、就业登记", "Enrolment, jobs"), ("换证、年检预约", "Licences, inspection"),
            ("执照、税务、发票", "Licence, tax, invoices"), ("居住证、户籍证明", "Residence, household")]
    extra = [
        replace(RESTAURANT, id=f"extra-{i}", title=Words(*titles[i]), say=Words(*says[i]), hue=hues[i], icon=icons[i])
        for i in range(6)
    ]
    service = printers.get("service", FULL_SERVICE)
    return Home((RESTAURANT, HOTEL, *extra)[:count], HALL, printers.get("ticket"), printers.get("form"), service)


def show_plan(open_item: str | None = None, scenario: Scenario = RESTAURANT, **answers: Any) -> ShowPlan:
    """The plan for these answers."""
    made = matter(scenario, **answers)
    return ShowPlan(made.plan, made.given_lines(), open_item)


def progress() -> CaseProgress:
    """A case half way."""
    states = ["done", "done", "in_progress", "waiting_for_earlier", "returned"]
    planned = plan(CATALOG, RESTAURANT, Answers())
    items = tuple(
        ItemProgress(p.name.zh, p.department.name.zh, p.stage, states[i % 5])  # type: ignore[arg-type]
        for i, p in enumerate(planned.items)
    )
    return CaseProgress("XN26-7K3M-4", "我要开饭馆", "2026-11-19 10:24", items)


def way_to(place_id: str, now: datetime | None = None, hall: HallFacts = HALL) -> FindWay:
    """The way to a place at ``now`` (when the clock stands)."""
    place = hall.place(place_id)
    if place.timetable is None:
        return FindWay(hall, place)
    return FindWay(hall, place, opening(place.timetable, now or StillClock().now(), HOLIDAYS, hall.closed))


AREA: Question = CATALOG.questions["area"]
LICENCE: Question = CATALOG.questions["has_licence"]
LEFT = datetime(2026, 11, 20, 22, 40)
KIND = Question(
    key="kind", kind="choice", text=Words("主要卖什么？", "What will you mainly sell?"),
    help=Words("选最接近的一个；以后可以改。", "Pick the closest one; you can change it later."),
    choices=(
        Choice("hot", Words("炒菜、热食", "Hot dishes")), Choice("cold", Words("凉菜、拍黄瓜", "Cold dishes")),
        Choice("tea", Words("奶茶、咖啡", "Tea and coffee")), Choice("cake", Words("蛋糕、面包", "Cakes and bread")),
    ),
    icon="food",
)
STOP = Stopped(
    RESTAURANT,
    Words("居民住宅楼里不能新开产生油烟的饭馆。换一个地址，或者只卖不产生油烟的食品，就可以办。",
          "A restaurant with cooking fumes cannot open in a residential building. Another address may do."),
    "《中华人民共和国大气污染防治法》第八十一条", matter(RESTAURANT, area=120.0).given_lines(),
)

STEPS: dict[str, Step] = {
    "home": home(),
    "home8": home(8, form=PrinterStatus.PAPER_OUT),
    "home-no-printers": home(ticket=PrinterStatus.OFFLINE, form=PrinterStatus.JAM),
    "home3-no-printers": home(3, ticket=PrinterStatus.OFFLINE, form=PrinterStatus.JAM),
    "home-no-tickets": home(ticket=PrinterStatus.PAPER_OUT, form=PrinterStatus.UNKNOWN),
    "home_no_use": replace(home(8), remark=Remark("home.no_use")),
    "home_unread": replace(home(2, ticket=PrinterStatus.PAPER_OUT), remark=Remark("home.unread")),
    "home4": home(4),
    "home5": home(5, form=PrinterStatus.JAM),
    "home_no_disk": home(2, service=NO_DISK),
    "home8_no_disk": home(8, form=PrinterStatus.PAPER_OUT, service=NO_DISK),
    "search_empty": Search("", ()),
    "search": Search("JD", memory_finder(CATALOG).find("jd", 8)),
    "search_none": Search("QZX", ()),
    "ask_number": Ask(RESTAURANT, AREA, 0, 3),
    "ask_problem": Ask(RESTAURANT, AREA, 0, 3, "0", Remark("invalid.number_too_small", {"low": "0", "unit": "㎡"})),
    "ask_yes": Ask(RESTAURANT, LICENCE, 1, 3),
    "ask_change": Ask(RESTAURANT, LICENCE, 2, 3, current=True, has_current=True),
    "ask_choice": Ask(RESTAURANT, KIND, 2, 4),
    "plan": show_plan(area=350.0, has_licence=False, auto_fire_system=None),
    "plan_no_disk": replace(show_plan(area=350.0, has_licence=False, auto_fire_system=None), can_file=False),
    "plan_small": show_plan(area=80.0, has_licence=True),
    "plan_hotel": show_plan(
        scenario=HOTEL, area=900.0, has_licence=False, serves_food=True, central_air=True, outdoor_ad=True,
        auto_fire_system=True,
    ),
    "plan_why": show_plan(open_item="fire", area=350.0, has_licence=False, auto_fire_system=None),
    "stopped": STOP,
    "print_desk": PrintDesk((RESTAURANT, HOTEL), None),
    "print_desk_dead": PrintDesk((RESTAURANT, HOTEL), PrinterStatus.PAPER_OUT),
    "ticket_desk": TicketDesk((RESTAURANT, HOTEL), None),
    "find_way": FindWay(HALL, None),
    "find_way_place": way_to("combined"),
    "find_way_third_floor": way_to("build"),
    "find_way_toilet": way_to("toilet"),
    "find_way_bus": way_to("bus"),
    "find_way_desk": way_to("desk", datetime(2026, 11, 23, 17, 10)),
    "find_way_stairs": way_to("cashier", hall=LIFT_STOPS),
    "progress": AskProgress("", False, None),
    "progress_typed": AskProgress("XN26-7K", False, None, Remark("progress.code_short")),
    "progress_other_code": AskProgress("", False, None, Remark("progress.not_a_receipt")),
    "progress_scan": AskProgress("", False, None, scanner=True),
    "progress_unread": AskProgress("", False, None, Remark("progress.unread"), scanner=True),
    "progress_waiting": AskProgress("XN26-7K3M-4", True, None),
    "progress_found": AskProgress("XN26-7K3M-4", False, progress()),
    "progress_old": AskProgress(
        "XN26-7K3M-4", False, progress(), age=Remark("age.hours", {"count": "2"})
    ),
    "pick_up": PickUp("", False, None),
    "pick_up_scan": PickUp("", False, None, scanner=True),
    "pick_up_scanned": PickUp("", False, None, Remark("pick_up.not_scanned"), scanner=True),
    "pick_up_typed": PickUp("K7QM3-2X", False, None),
    "pick_up_wrong": PickUp("K7QM3-2XW9Q", False, None, Remark("pick_up.mistyped")),
    "pick_up_many": PickUp("K7QM3-2XW9R", False, None, Remark("pick_up.too_many", {"seconds": "42"})),
    "pick_up_nothing": PickUp("K7QM3-2XW9R", False, None, Remark("pick_up.nothing")),
    "pick_up_waiting": PickUp("K7QM3-2XW9R", True, None),
    "pick_up_found": PickUp("K7QM3-2XW9R", False, FoundDraft(RESTAURANT.title, LEFT, 0, False)),
    "pick_up_changed": PickUp("K7QM3-2XW9R", False, FoundDraft(HOTEL.title, LEFT, 2, True)),
    "guide": GuideComing(HALL, None),
    "guide_noted": GuideComing(HALL, True),
    "guide_phone": GuideComing(HALL, False),
}
