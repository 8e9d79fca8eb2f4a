"""A small catalogue whose names are hard to find rightly, and the plain truth about what a query stands in."""

from kiosk.catalog.conditions import ALWAYS
from kiosk.catalog.values import Catalog, Department, Former, Item, Scenario, Source
from kiosk.search.entries import KINDS
from kiosk.words import Words

SOURCE = Source("编造", "2026-11")


def scenario(key, title, english, say, items, aliases=()):
    return Scenario(key, Words(title, english), Words(say), "store", "orange", (), items, (), {}, aliases)


def item(key, name, department, english="", moved=()):
    return Item(key, Words(name, english), department, ALWAYS, "依据", "条款", SOURCE, 1, moved=moved)


def small_catalog():
    departments = (
        Department("jz", Words("住房和城乡建设局", "Housing bureau"), Words("3楼12号窗口", "Window 12"),
                   ("建委",), (Former("消防审核科", "2019-04"),)),
        Department("xf", Words("消防救援支队", "Fire brigade"), Words("2楼5号窗口", "Window 5"), ("公安消防支队",)),
        Department("sc", Words("市场监督管理局", "Market bureau"), Words("1楼1号窗口", "Window 1"), ("工商局",)),
        Department("no", Words("没有事项的局"), Words("没有窗口")),
    )
    items = (
        item("licence", "营业执照（设立登记）", "sc", "Business licence"),
        item("food", "食品经营许可", "sc", "Food permit"),
        item("fire", "建设工程竣工消防验收备案", "jz", moved=(Former("公安局消防科", "2019"),)),
        item("fire-open", "营业前消防安全检查", "xf"),
        item("deed", "不动产转移登记", "jz"),
        item("school", "长安区银行100%校车（K座）'分\"行*", "sc"),
        item("lost", "没有一件事收它", "sc"),
    )
    scenarios = (
        scenario("open-restaurant", "我要开饭馆", "Open a restaurant", "餐馆、小吃店、奶茶店",
                 ("licence", "food", "fire", "fire-open"), ("开餐馆", "火锅店")),
        scenario("open-hotel", "我要开酒店", "Open a hotel", "宾馆",
                 ("licence", "fire", "fire-open", "food", "school")),
        scenario("transfer-home", "二手房过户", "Buy a home", "买房、卖房", ("deed",), ("过户",)),
        scenario("birth", "新生儿出生", "Birth of a child", "生孩子、上户口", ("licence",)),
    )
    return Catalog(
        "small", Words("小城"), "v1", SOURCE, {one.id: one for one in departments}, {}, {one.id: one for one in items},
        {}, {}, {one.id: one for one in scenarios},
    )


def stands_at(query, name, at, whole=False):
    """Whether the query can be cut into pieces that fit the name's characters from ``at`` on."""
    if not query:
        return not whole or at == len(name.text)
    if at == len(name.text):
        return False
    char, reading = name.text[at], name.readings[at]
    pieces = {char}
    if reading:
        pieces |= {reading, reading[0]} | ({reading[:2]} & {"zh", "ch", "sh"})
        if query and len(query) <= len(reading) and reading.startswith(query) and (not whole or len(query) == 1):
            pieces.add(query)
    return any(query.startswith(piece) and stands_at(query[len(piece):], name, at + 1, whole) for piece in pieces)


def closeness(query, name):
    """0 whole name, 1 beginning, 2 middle, None nowhere."""
    if stands_at(query, name, 0, whole=True):
        return 0
    places = [at for at in range(len(name.text)) if stands_at(query, name, at)]
    return None if not places else 1 if places[0] == 0 else 2


def truth(entries, query):
    """Ids of every entry that holds the query, in the order promised."""
    tiers = ((0, 0), (0, 1), (0, 2), (2, 0), (1, 0), (1, 1), (2, 1), (2, 2), (1, 2))
    found = []
    for number, entry in enumerate(entries):
        ranks = []
        for name in entry.names:
            close = closeness(query, name)
            if close is not None:
                ranks.append((tiers.index((KINDS.index(entry.kind), close)), len(name.text), name.text, number))
        if ranks:
            found.append((min(ranks), entry.kind, entry.id))
    return [(kind, key) for _, kind, key in sorted(found)]
