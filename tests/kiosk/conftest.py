import pytest

from config.pack_reader import DEFAULT_REGION, PACKS, read_pack


@pytest.fixture(scope="session")
def catalog():
    return read_pack(PACKS / DEFAULT_REGION)
