"""The pictures in docs/images, of every kind of page, on a phone and on a desktop: `make screenshots` makes them anew.

Not collected with the tests; it is run by its name.
"""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.conftest import NewPerson
from tests.browser.exhibits import STORIES, Scene
from tests.cast import Creator
from tests.web.conftest import Site

FOLDER = Path(__file__).parents[2] / "docs" / "images"
WIDTHS = {"phone": 390, "desktop": 1024}
COLOURS = 32  # enough for text on plain ground, and a third of the bytes
TALLEST = 1400


def small(png: bytes) -> bytes:
    with Image.open(BytesIO(png)) as picture:
        cut = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, TALLEST)))
        out = BytesIO()
        cut.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


@pytest.mark.parametrize("story", STORIES)
async def test_take(new_person: NewPerson, site: Site, creator: Creator, story: str) -> None:
    person = await new_person(color_scheme="light", reduced_motion="reduce")
    async for name, url in STORIES[story](Scene(site, creator)):
        for device, width in WIDTHS.items():
            await person.page.set_viewport_size({"width": width, "height": 720})
            await person.open(url)
            (FOLDER / f"{name}-{device}.png").write_bytes(small(await person.page.screenshot(full_page=True)))
