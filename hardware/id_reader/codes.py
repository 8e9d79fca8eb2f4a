"""Code tables and check digits of the four documents."""

from __future__ import annotations

# GB/T 3304; 97 and 98 are what cards carry beyond it
ETHNIC_GROUPS = {
    "01": "汉", "02": "蒙古", "03": "回", "04": "藏", "05": "维吾尔", "06": "苗", "07": "彝", "08": "壮",
    "09": "布依", "10": "朝鲜", "11": "满", "12": "侗", "13": "瑶", "14": "白", "15": "土家", "16": "哈尼",
    "17": "哈萨克", "18": "傣", "19": "黎", "20": "傈僳", "21": "佤", "22": "畲", "23": "高山", "24": "拉祜",
    "25": "水", "26": "东乡", "27": "纳西", "28": "景颇", "29": "柯尔克孜", "30": "土", "31": "达斡尔",
    "32": "仫佬", "33": "羌", "34": "布朗", "35": "撒拉", "36": "毛南", "37": "仡佬", "38": "锡伯",
    "39": "阿昌", "40": "普米", "41": "塔吉克", "42": "怒", "43": "乌孜别克", "44": "俄罗斯", "45": "鄂温克",
    "46": "德昂", "47": "保安", "48": "裕固", "49": "京", "50": "塔塔尔", "51": "独龙", "52": "鄂伦春",
    "53": "赫哲", "54": "门巴", "55": "珞巴", "56": "基诺", "97": "其他", "98": "外国血统中国籍人士",
}  # fmt: skip

PERMIT_PREFIXES = ("810000", "820000", "830000")  # Hong Kong, Macau, Taiwan


def ethnic_group(code: str) -> str:
    """The group's name; the code itself when the table has no such code."""
    return ETHNIC_GROUPS.get(code, code)


def foreigner_check_digit(first14: str) -> str:
    """The 15th character of a 2017 foreigner's number: weights 7 3 1, letters A=10…Z=35, sum modulo 10.

    Raises ValueError unless given 14 letters and digits.
    """
    if len(first14) != 14 or not (first14.isascii() and first14.isalnum()):
        raise ValueError("14 letters and digits expected")
    return str(sum(int(c, 36) * (7, 3, 1)[i % 3] for i, c in enumerate(first14)) % 10)


def is_foreigner_number(number: str) -> bool:
    """True for three letters, twelve digits and a right check digit.

    Printed specimens with a wrong one exist: use it to warn, never to refuse.
    """
    return (
        len(number) == 15
        and number.isascii()
        and number[:3].isalpha()
        and number[3:].isdigit()
        and foreigner_check_digit(number[:14]) == number[14]
    )
