"""Installs the kiosk: its rooms by name (never ``tests``), its data, and the ``kiosk`` command."""

from setuptools import find_packages, setup

ROOMS = ["kiosk", "screens", "hardware", "offline_cache", "config", "backend"]

CAMERA = ["opencv-python-headless>=5,<6", "img2pdf>=0.6", "numpy>=2"]

setup(
    name="onething-kiosk",
    version="0.1.0",
    description="One-thing self-service kiosk for public services: guide, one form, one number, one filing",
    license="Apache-2.0",
    python_requires=">=3.11",
    packages=find_packages(include=[*ROOMS, *(f"{room}.*" for room in ROOMS)]),
    package_data={
        "": ["*.toml", "*.kv", "*.typ", "*.json", "*.ttf", "*.otf", "*.md", "py.typed"],
        "config": ["packs/*.toml", "packs/*/*.toml", "packs/*/scenarios/*.toml", "locales/*.toml"],
    },
    install_requires=[
        "kivy>=2.3.1,<3",
        "pyserial>=3.5",
        "python-escpos>=3.1",
        "qrcode>=8",
        "requests>=2.32",
        "sqlite-utils>=4.2",
        "cryptography>=44",
        "typst>=0.15",
        "pillow>=11",
        "fonttools>=4.60",
        "fonticon-materialdesignicons7>=7.2",
        "litestar>=2.25",
        "msgspec>=0.20",
        "pypinyin>=0.55",
        "sqlalchemy>=2.0",
        "tzdata",
        "uvicorn>=0.35",
    ],
    extras_require={
        "camera": CAMERA,
        "postgresql": ["psycopg[binary]>=3.2"],
        "scanner": [*CAMERA, "python-sane>=2.9"],
        "dev": [
            *CAMERA,
            "pytest>=8",
            "pytest-xdist>=3.6",
            "hypothesis>=6.130",
            "ruff>=0.12",
            "mypy>=1.16",
            "types-requests",
            "types-pyserial",
            "zxing-cpp>=2.3",
            "pypdfium2>=5",
            "psutil>=7",
        ],
        "bench": [
            "rapidfuzz>=3.14",
            "tantivy>=0.25",
            "persist-queue>=1.1",
            "litequeue>=0.9,<0.14",
            "huey>=3.0",
            "diskcache>=5.6",
        ],
    },
    entry_points={"console_scripts": ["kiosk = kiosk.__main__:main"]},
)
