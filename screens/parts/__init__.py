"""The thin widget set: parts are measured and drawn once; only what can be touched is a widget.

Import parts from here; :mod:`screens.parts.frame` shows how a page is put together.
"""

from screens.parts.basic import Badge, Card, Hero, Icon, Notice, Rule, Steps, Text, Tile, surface
from screens.parts.flow import Column, Drawn, Either, Fixed, Grid, Inset, Part, Row, Space
from screens.parts.frame import Desk, Screen, Sheet, cover, heading
from screens.parts.keys import ERASE, Entry, Keypad, letter_pad, number_pad, typed
from screens.parts.pages import PageAt, Pages, Region
from screens.parts.pen import Box, Kit, Pen
from screens.parts.touch import Button, Face, Tap, Target

__all__ = [
    "ERASE", "Badge", "Box", "Button", "Card", "Column", "Desk", "Drawn", "Either", "Entry", "Face", "Fixed",
    "Grid", "Hero", "Icon", "Inset", "Keypad", "Kit", "Notice", "PageAt", "Pages", "Part", "Pen", "Region", "Row",
    "Rule", "Screen", "Sheet", "Space", "Steps", "Tap", "Target", "Text", "Tile", "cover", "heading", "letter_pad",
    "number_pad", "surface", "typed",
]
