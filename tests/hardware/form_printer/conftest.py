"""A made-up set of papers, rich enough to look at and to test against. All names and numbers are invented."""

from __future__ import annotations

import pytest

from kiosk.forms.document import CodeBlock, Document, FieldGrid, FieldRow, Notes, Signature, Table

PRINTED_AT = "2026-11-21 10:23"
FOOT = "依据：示例市“开办餐饮店一件事”办事指南（2026年10月版）。办理时限为工作日，以窗口答复为准。"

APPLICATION = Document(
    kind="application",
    title="开办餐饮店“一件事”联合申请表",
    subtitle="一次填写，市场监管、消防救援、住建、城管四个部门共用",
    head=(("办件编号", "HZ-2026-004217"), ("受理区域", "海州区"), ("填表日期", "2026年11月21日")),
    blocks=(
        FieldGrid(
            "一、经营主体",
            (
                FieldRow("单位名称", "海州区示例·甲餐饮店（个体工商户）"),
                FieldRow("主体类型", "个体工商户"),
                FieldRow("统一社会信用代码", "", blank=True, note="已有营业执照的填写"),
                FieldRow("经营者姓名", "张三䶮"),
                FieldRow("证件类型", "居民身份证"),
                FieldRow("证件号码", "11010119900307001X"),
                FieldRow("手机号码", "13800000000"),
            ),
        ),
        FieldGrid(
            "二、经营场所",
            (
                FieldRow(
                    "经营场所地址",
                    "示例省示例市海州区幸福路 128 号示例商业广场东区 1 层 A-103、A-104 号商铺（临街）",
                ),
                FieldRow("使用面积", "400 ㎡", note="含后厨 86 ㎡"),
                FieldRow("所在楼层", "地上 1 层"),
                FieldRow("房屋性质", "租赁"),
                FieldRow("座位数", "120 座"),
                FieldRow("从业人数", "18 人"),
                FieldRow("总投资", "86.50 万元"),
                FieldRow("经营项目", "热食类食品制售；冷食类食品制售；自制饮品制售（不含使用压力容器制作饮品）"),
            ),
        ),
        FieldGrid(
            "三、委托代理人（由本人办理的不填）",
            (
                FieldRow("姓名", "", blank=True),
                FieldRow("证件号码", "", blank=True),
                FieldRow("手机号码", "", blank=True),
                FieldRow("送达方式", "窗口自取"),
            ),
        ),
        Table(
            "四、申请办理事项",
            ("顺序", "事项", "办理部门", "办理时限"),
            (
                ("第1步", "营业执照（设立登记）", "市场监督管理局", "1 个工作日"),
                ("第2步", "食品经营许可", "市场监督管理局", "10 个工作日"),
                ("第2步", "建设工程竣工验收消防备案", "住房和城乡建设局", "5 个工作日"),
                ("第3步", "公众聚集场所投入使用、营业前消防安全检查（告知承诺）", "消防救援大队", "材料齐全当场办结"),
            ),
            (1.0, 4.6, 2.8, 2.4),
        ),
        Signature(
            "本人承诺：以上内容和所附材料真实、合法、有效，已阅读并知悉各事项的办理条件；"
            "同意上述部门为办理本申请共享使用本表信息。如有不实，愿意承担相应法律责任。",
            "申请人（签名或盖章）",
        ),
    ),
    foot=FOOT,
    printed_at=PRINTED_AT,
    demo=True,
)

CHECKLIST = Document(
    kind="checklist",
    title="办理材料清单（一次告知）",
    subtitle="开办餐饮店“一件事” · 请逐项核对，备齐一项勾一项",
    head=(("办件编号", "HZ-2026-004217"), ("需自备", "8 份"), ("部门共享", "3 份")),
    blocks=(
        Table(
            "需要您准备的材料",
            ("材料", "份数", "用于", "说明"),
            (
                ("经营者身份证件", "原件 1", "全部事项", "现场读取，不收复印件"),
                ("公司登记（备案）申请书", "原件 1", "营业执照", "本机已代填，签名即可"),
                ("经营场所使用证明", "复印件 1", "营业执照、食品经营许可、消防备案", "房屋租赁合同或产权证明"),
                ("食品经营许可申请书", "原件 1", "食品经营许可", "本机已代填"),
                ("主要设备设施布局、操作流程等文件", "原件 1", "食品经营许可", "平面图标明清洗、加工、备餐区域"),
                (
                    "食品安全自查、从业人员健康管理、进货查验记录、食品安全事故处置等保证食品安全的规章制度",
                    "原件 1",
                    "食品经营许可",
                    "可用窗口范本",
                ),
                ("消防安全制度、灭火和应急疏散预案", "原件 1", "营业前消防安全检查", "可容缺，30 日内补交"),
                ("员工岗前消防安全教育培训记录", "原件 1", "营业前消防安全检查", "可容缺，30 日内补交"),
            ),
            (4.2, 1.5, 3.0, 3.3),
            checkbox=True,
        ),
        Table(
            "不用您交的材料",
            ("材料", "来源"),
            (
                ("营业执照", "本次办理产生，后续部门直接调用"),
                ("建设工程竣工验收消防备案文书", "住房和城乡建设局共享"),
            ),
            (5.0, 6.0),
        ),
        Notes(
            "请留意",
            (
                "标有“可容缺”的材料可以先受理后补，逾期未补的，对应事项不予办结。",
                "使用面积在 300 ㎡ 至 500 ㎡ 之间的，需要办理竣工验收消防备案；临界面积请向窗口核实。",
                "各事项依次推进，前一步办结后系统自动转到下一步，不用您再跑一趟。",
            ),
        ),
    ),
    foot=FOOT,
    printed_at=PRINTED_AT,
    demo=True,
)

SLIP = Document(
    kind="slip",
    title="联办申请提交凭证",
    subtitle="",
    head=(("受理大厅", "海州区政务服务中心"), ("自助终端", "A03 号机"), ("提交时间", PRINTED_AT)),
    blocks=(
        CodeBlock(
            "https://hall.example/c/HZ-2026-004217",
            "HZ-2026-004217",
            ("凭办件编号或扫码查看办理进度。", "本凭证不含个人信息，请妥善保管。"),
        ),
        Table(
            "接收材料清单",
            ("序号", "材料", "形式", "份数"),
            (("1", "联合申请表", "电子", "1"), ("2", "经营场所使用证明", "扫描件", "1")),
            (1.0, 6.0, 2.0, 1.2),
        ),
        Notes("接下来", ("最晚 2026年12月7日 前办结。", "需要补正时，将一次性告知全部内容。")),
    ),
    foot=FOOT,
    printed_at=PRINTED_AT,
    demo=False,
)

SPECIMEN_SET = (APPLICATION, CHECKLIST, SLIP)


@pytest.fixture
def application() -> Document:
    """A form with two-column fields, long and hand-filled ones, a table and a signature."""
    return APPLICATION


@pytest.fixture
def slip() -> Document:
    """A receipt with a QR code; not a demonstration."""
    return SLIP


@pytest.fixture
def specimens() -> tuple[Document, ...]:
    """Application, checklist and slip as one citizen takes them home."""
    return SPECIMEN_SET
