"""Colours can be read by everybody and sizes are true millimetres, in both palettes and at every glass."""

from __future__ import annotations

import pytest

from kiosk.steps import Look
from screens.look.theme import DAY, NIGHT, Theme, ThemeSettings, contrast, over, rgb, text_pairs

GLASSES = [
    ThemeSettings(),
    ThemeSettings(1920, 1080),
    ThemeSettings(1080, 1920, 2.71),
    ThemeSettings(540, 960, 4.03 / 2),
    ThemeSettings(2160, 3840, 8.06),
]


def test_contrast_is_the_one_of_wcag() -> None:
    assert contrast(rgb("#000000"), rgb("#FFFFFF")) == pytest.approx(21.0)
    assert contrast(rgb("#777777"), rgb("#FFFFFF")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("name", "ink", "ground"), text_pairs(DAY))
def test_every_text_of_the_day_palette_has_at_least_four_and_a_half_to_one(
    name: str, ink: object, ground: object
) -> None:
    assert contrast(ink, ground) >= 4.5, name  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "ink", "ground"), text_pairs(NIGHT))
def test_every_text_of_the_high_contrast_palette_has_at_least_seven_to_one(
    name: str, ink: object, ground: object
) -> None:
    assert contrast(ink, ground) >= 7.0, name  # type: ignore[arg-type]


def test_outlines_that_mean_something_stand_out_from_the_page() -> None:
    for tone in (DAY.brand, DAY.good, DAY.care, DAY.bad):
        assert contrast(tone.deep, DAY.card) >= 3.0
    assert contrast(NIGHT.line, NIGHT.ground) >= 7.0


def test_a_page_under_a_dialog_is_dark_enough_to_be_told_from_it() -> None:
    for palette in (DAY, NIGHT):
        behind = over(palette.veil, palette.ground)
        edge = palette.line if palette.outlines else palette.card
        assert contrast(behind, edge) >= 3.0


@pytest.mark.parametrize("glass", GLASSES)
@pytest.mark.parametrize("look", [Look(), Look(large=True), Look(low_reach=True), Look(high_contrast=True)])
def test_sizes_never_fall_below_their_millimetres(glass: ThemeSettings, look: Look) -> None:
    theme = Theme(glass, look)
    sizes = [theme.small, theme.body, theme.lead, theme.title, theme.big, theme.huge]
    assert sizes == sorted(sizes)
    assert min(sizes) / glass.px_per_mm >= 7.5
    assert theme.target / glass.px_per_mm >= 20.0
    assert min(theme.button, theme.main_button) >= theme.target
    assert min(theme.gap, theme.space) / glass.px_per_mm >= 3.0


def test_large_type_is_a_fifth_larger() -> None:
    usual, large = Theme(ThemeSettings(), Look()), Theme(ThemeSettings(), Look(large=True))
    assert large.body / usual.body == pytest.approx(1.2, abs=0.03)
    assert large.target >= usual.target


def test_at_most_eight_type_sizes_are_used() -> None:
    theme = Theme(ThemeSettings(), Look())
    assert len({theme.small, theme.body, theme.lead, theme.title, theme.big, theme.huge}) <= 8


def test_an_unknown_hue_is_blue_and_an_everyday_name_is_understood() -> None:
    theme = Theme(ThemeSettings(), Look())
    assert theme.hue("nosuch") == DAY.brand
    assert theme.hue("purple") == DAY.hues["violet"]
