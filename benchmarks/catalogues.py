"""Made-up catalogues of any size: the same size gives the same catalogue. No name in it is a real item's."""

from __future__ import annotations

import random
from collections.abc import Iterator

from kiosk.catalog.conditions import ALWAYS
from kiosk.catalog.values import Catalog, Department, Item, Material, MaterialNeed, Scenario, Source
from kiosk.words import Words

ITEMS, SCENARIOS = 35_564, 500


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SOURCE = Source("演示用的编造数据", "2026-11")
_OFFICES = _words(
    "市场监督管理 住房和城乡建设 消防救援 生态环境 卫生健康 公安 自然资源和规划 人力资源和社会保障 "
    "医疗保障 民政 教育 交通运输 农业农村 水利和湖泊 文化和旅游 应急管理 城市管理 税务 烟草专卖 气象 林业 "
    "商务 科学技术 财政 司法 退役军人事务 体育 广播电视 新闻出版 粮食和物资储备 地震 档案 残疾人联合会 "
    "住房公积金 邮政 通信 供电 供水 供气 海关"
)
_FORMER = ("工商", "消防", "环保", "卫生计生", "国土", "质监", "食药监", "规划", "粮食", "旅游")
_FIELDS = _words(
    "食品 药品 医疗器械 餐饮服务 特种设备 道路运输 水路运输 建筑工程 市政设施 城镇燃气 危险化学品 "
    "烟花爆竹 旅馆业 娱乐场所 互联网文化 营业性演出 出版物 印刷业 医疗机构 公共场所 生活饮用水 放射诊疗 "
    "母婴保健 职业健康 幼儿园 民办学校 校外培训 劳务派遣 人力资源 社会团体 基金会 养老机构 殡葬 不动产 "
    "二手房 集体土地 林木 野生动物 水产苗种 种畜禽 农药 兽药 肥料 种子 取水 河道 排水 排污 固体废物 辐射 "
    "噪声 户外广告 建筑垃圾 城市绿化 机动车 驾驶证 居住证 户口 出入境 保安 枪支 网络安全"
)
_OBJECTS = _words(
    "经营 生产 销售 批发 零售 使用 运输 储存 安装 维修 检验检测 从业人员 机构 场所 项目 设施 企业 "
    "个体工商户 分支机构 专业技术人员 负责人 资质 资格 证书 方案 计划 合同 价格 广告 名称 地址 法定代表人 "
    "经营范围 注册资本 股权 车辆 船舶 设备"
)
_ACTIONS = _words(
    "许可 备案 登记 审批 核准 设立 变更 延续 注销 补办 换发 年检 审查 验收 认定 确认 转移登记 变更登记 "
    "注销登记 信息查询 给付 奖励 补贴申领 告知承诺 首次申请"
)
_SCOPES = (
    "", "", "", "（县级权限）", "（市级权限）",
    "（告知承诺）", "（首次）", "（跨省通办）", "（一般程序）", "（简易程序）",
)
_EVENTS = _words(
    "饭馆 酒店 超市 药店 书店 网吧 歌舞厅 洗浴中心 理发店 便利店 奶茶店 幼儿园 诊所 养老院 汽修厂 驾校 "
    "快递网点 农家乐 民宿 健身房 游泳馆 电影院 宠物店 花店 菜市场 加油站 充电站 停车场 印刷厂 家具厂 "
    "培训班 律师所 广告公司 物业公司 劳务公司"
)
_DOINGS = _words(
    "我要开{} 我要关{} {}搬家 {}换老板 {}扩大 {}装修 {}改名 {}招人 给{}挂招牌 {}通水电气 {}买设备 "
    "{}办年检 {}转让 {}办贷款 {}交税"
)


def made_up(items: int = ITEMS, scenarios: int = SCENARIOS) -> Catalog:
    """A catalogue of so many items spread evenly over so many scenarios."""
    chance = random.Random(20_261_121)
    departments = {f"d{number}": _department(number, office) for number, office in enumerate(_OFFICES)}
    names = _item_names(chance)
    made = {f"i{number}": _item(number, next(names), chance) for number in range(items)}
    keys = list(made)
    events = {}
    for number in range(scenarios):
        doing = _DOINGS[number // len(_EVENTS) % len(_DOINGS)]
        event = _EVENTS[number % len(_EVENTS)]
        title = doing.format(event)
        events[f"s{number}"] = Scenario(
            f"s{number}", Words(title, f"Matter {number}"), Words(f"{event}、{event}老板"), "store", "orange", (),
            tuple(keys[number::scenarios]), (), {}, (title.removeprefix("我要"), event + "手续"),
        )
    materials = {"id": Material("id", Words("身份证明"), identity=True)}
    return Catalog(
        "made-up", Words("编造的城市"), f"made-up-{items}", _SOURCE, departments, materials, made, {}, {}, events
    )


def chained(items: int) -> Catalog:
    """One scenario of so many items in stages of eight, each needing what an item of the stage before produces."""
    chance = random.Random(items)
    names = _item_names(chance)
    materials = {f"m{number}": Material(f"m{number}", Words(f"第{number}份证明"), _supplier(number))
                 for number in range(items + 1)}
    made = {}
    for number in range(items):
        needs = [MaterialNeed(f"m{number - 8 if number >= 8 else items}", "前一步的证明", ALWAYS)]
        made[f"i{number}"] = _item(number, next(names), chance, tuple(needs), (f"m{number}",))
    scenario = Scenario("all", Words("一件大事"), Words("大事"), "store", "orange", (), tuple(made), (), {})
    departments = {f"d{number}": _department(number, office) for number, office in enumerate(_OFFICES)}
    materials[f"m{items}"] = Material(f"m{items}", Words("身份证明"), identity=True)
    return Catalog("made-up", Words("编造的城市"), f"chain-{items}", _SOURCE, departments, materials, made, {}, {},
                   {"all": scenario})


def _supplier(number: int) -> str:
    return f"item:i{number}"


def _department(number: int, office: str) -> Department:
    former = (_FORMER[number] + "局",) if number < len(_FORMER) else ()
    return Department(f"d{number}", Words(office + "局"), Words(f"{number + 1}号窗口"), former)


def _item_names(chance: random.Random) -> Iterator[str]:
    every = [field + thing + action for field in _FIELDS for thing in _OBJECTS for action in _ACTIONS]
    chance.shuffle(every)
    for name in every:
        yield name + chance.choice(_SCOPES)


def _item(
    number: int, name: str, chance: random.Random, needs: tuple[MaterialNeed, ...] = (), makes: tuple[str, ...] = ()
) -> Item:
    return Item(
        f"i{number}", Words(name), f"d{chance.randrange(len(_OFFICES))}", ALWAYS,
        "编造的依据。", "编造的条款", _SOURCE,
        chance.choice((1, 3, 5, 10, 15, 20)), needs=needs or (MaterialNeed("id", "身份证明", ALWAYS),), produces=makes,
    )
