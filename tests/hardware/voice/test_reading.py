"""Numbers, dates, queue numbers and ambiguous characters are read as a clerk would read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.voice.reading import number_words, read_aloud, sentences


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("A005", "A ling2 ling2 wu3"),
        ("A110", "A yi1 yi1 ling2"),
        ("XN26-7K3M-4", "X N er4 liu4 qi1 K san1 M si4"),
        ("到3号窗口", "dao4 san1 hao4 chuang1 kou3"),
        ("2026年3月5日", "er4 ling2 er4 liu4 nian2 san1 yue4 wu3 ri4"),
        ("2026-03-05", "er4 ling2 er4 liu4 nian2 san1 yue4 wu3 ri4"),
        ("2020年版", "er4 ling2 er4 ling2 nian2 ban3"),
        ("9:05", "jiu3 dian3 ling2 wu3 fen1"),
        ("8:00", "ba1 dian3"),
        ("2个部门", "liang3 ge4 bu4 men2"),
        ("第2步", "di4 er4 bu4"),
        ("2楼", "er4 lou2"),
        ("12个", "shi2 er4 ge4"),
        ("3-5号", "san1 dao4 wu3 hao4"),
        ("10%", "bai3 fen1 zhi1 shi2"),
        ("0715-8255110", "ling2 qi1 yao1 wu3 ba1 er4 wu3 wu3 yao1 yao1 ling2"),
        ("输入 K F G。", "shu1 ru4 K F G ."),
        ("“好了”", "hao3 le5"),
        ("张**", "zhang1"),
    ],
)
def test_written_chinese_is_read_as_it_is_said(written, said):
    assert read_aloud(written, "zh") == said


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("银行", "yin2 hang2"), ("行政许可", "xing2 zheng4 xu2 ke3"), ("长期有效", "chang2 qi1 you3 xiao4"),
        ("重新开始", "chong2 xin1 kai1 shi3"), ("核发", "he2 fa1"), ("登记处", "deng1 ji4 chu4"),
        ("还没有", "hai2 mei2 you3"), ("都带来了", "dou1 dai4 lai2 le5"), ("为什么", "wei4 shen2 me5"),
        ("为保护您", "wei4 bao3 hu4 nin2"), ("营业执照", "ying2 ye4 zhi2 zhao4"), ("排队号", "pai2 dui4 hao4"),
        ("读卡区", "du2 ka3 qu1"), ("开饭馆", "kai1 fan4 guan3"), ("咸宁", "xian2 ning2"), ("空线", "kong4 xian4"),
    ],
)
def test_characters_with_several_readings_take_that_of_their_word(word, said):
    assert read_aloud(word, "zh") == said


def test_a_hall_teaches_its_own_place_names():
    assert read_aloud("到六安窗口", "zh", {"六安": "lu4 an1"}) == "dao4 lu4 an1 chuang1 kou3"


def test_tone_change_is_that_of_speech():
    assert read_aloud("不是", "zh") == "bu2 shi4"
    assert read_aloud("一次提交", "zh") == "yi2 ci4 ti2 jiao1"
    assert read_aloud("一张", "zh") == "yi4 zhang1"
    assert read_aloud("第一步", "zh") == "di4 yi1 bu4"
    assert read_aloud("11月1日", "zh") == "shi2 yi1 yue4 yi1 ri4"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("0", "零"), ("10", "十"), ("11", "十一"), ("20", "二十"), ("101", "一百零一"), ("110", "一百一十"),
        ("1010", "一千零一十"), ("10001", "一万零一"), ("10500", "一万零五百"), ("105000", "十万五千"),
        ("1000100", "一百万零一百"), ("100000001", "一亿零一"), ("1,200", "一千二百"), ("3.50", "三点五零"),
        ("007", "零零七"),
    ],
)
def test_numbers_become_words(number, words):
    assert number_words(number) == words


def test_english_spells_numbers_of_the_queue_and_names_areas():
    assert read_aloud("Your number is A005.", "en") == "Your number is A 0 0 5."
    assert "square metres" in read_aloud("120 ㎡", "en")


def test_a_prompt_falls_into_sentences_without_cutting_numbers():
    assert sentences("请核对：2 个部门。没错，请点提交。") == ("请核对：2 个部门。", "没错，请点提交。")
    assert sentences("It costs 3.50 yuan. Touch next.") == ("It costs 3.50 yuan.", "Touch next.")
    assert sentences("没有句号") == ("没有句号",)


@given(st.text(max_size=60))
def test_any_text_can_be_read(text):
    said = read_aloud(text, "zh")
    assert said.isascii() or not any("\u4e00" <= char <= "\u9fff" for char in said)
    read_aloud(text, "en")
