"""A creator at a browser, played by a program: our real pages, and the platform's dialog, by their forms."""

from urllib.parse import urljoin

import httpx

from starter.dev.pages import Form, Page, read_page

_TIMEOUT = 45.0
"""Seconds for one page; our callback waits for the worker, up to 30 s."""
_MOST_FORMS = 5
"""Login, a second try, consent: a dialog that wants more than this goes in circles."""


class VisitFailed(Exception):
    """The pages did not lead where they should; the text is one line that says where it stopped."""


class Visitor:
    """One person with one browser: cookies are kept from page to page, as a browser does."""

    def __init__(self, login: str, password: str) -> None:
        self.login = login
        self.password = password
        self._http = httpx.AsyncClient(follow_redirects=True, timeout=_TIMEOUT, trust_env=False)

    async def aclose(self) -> None:
        await self._http.aclose()

    async def open(self, link: str) -> Page:
        """Look at a page. Raises VisitFailed."""
        return await self._read(await self._get(link))

    async def authorize(self, link: str) -> Page:
        """Open the creator's page, connect (or connect again), log in, agree to everything; the page it ends on.

        Raises VisitFailed.
        """
        answer = await self._get(link)
        page = await self._read(answer)
        button = page.form_marked("authorize", "reauthorize")
        if button is None:
            raise VisitFailed(f"the creator's page offers no way to authorize (stage {page.stage or 'unknown'})")
        answer = await self._send(answer, button)
        for _ in range(_MOST_FORMS):
            page = await self._read(answer)
            if page.sign_in == "unfinished" and (again := page.form_marked("finish")) is not None:
                answer = await self._send(answer, again)
            elif page.sign_in == "accepted":
                return page
            elif page.stage:
                raise VisitFailed(f"the sign-in was not accepted (stage {page.stage}): {page.message}")
            else:
                answer = await self._fill(answer, page)
        raise VisitFailed("the platform's dialog goes in circles")

    async def _fill(self, answer: httpx.Response, page: Page) -> httpx.Response:
        if (form := page.form_asking("password")) is not None:
            return await self._send(answer, form, login=self.login, password=self.password)
        if (form := page.form_asking("action")) is not None:
            return await self._send(answer, form, action="approve")
        raise VisitFailed(f"stopped at {_where(answer)}: {page.message or 'a page without a form'}")

    async def _get(self, url: str) -> httpx.Response:
        try:
            return await self._http.get(url)
        except httpx.HTTPError as error:
            raise VisitFailed(f"a page did not load: {type(error).__name__}") from None

    async def _send(self, seen: httpx.Response, form: Form, **typed: str) -> httpx.Response:
        fields: dict[str, list[str]] = {}
        for name, value in form.fields:
            if name not in typed:
                fields.setdefault(name, []).append(value)
        fields.update({name: [value] for name, value in typed.items()})
        target = urljoin(str(seen.url), form.action)
        # As a browser does; our pages refuse forms that come from somewhere else.
        headers = {"Origin": f"{seen.url.scheme}://{seen.url.netloc.decode()}"}
        try:
            if form.method == "post":
                return await self._http.post(target, data=fields, headers=headers)
            return await self._http.get(target, params=fields or None)
        except httpx.HTTPError as error:
            raise VisitFailed(f"a form did not go through: {type(error).__name__}") from None

    async def _read(self, answer: httpx.Response) -> Page:
        page = read_page(answer.text)
        if answer.is_error:
            raise VisitFailed(f"stopped at {_where(answer)}: {page.message or f'HTTP {answer.status_code}'}")
        return page


def _where(answer: httpx.Response) -> str:
    """The address without its query and its token: those are secrets and never shown."""
    first = answer.url.path.strip("/").split("/")[0]
    return f"{answer.url.host}:{answer.url.port}/{first}"
