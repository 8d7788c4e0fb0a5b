"""Reading pages and filling their forms as a browser would."""

from starter.dev.pages import read_page

CONSENT = """
<form method="post" action="/dialog/oauth" data-form="consent">
<input type="hidden" name="state" value="a&amp;b">
<label><input type="checkbox" name="pages" value="1" checked> One</label>
<label><input type="checkbox" name="pages" value="2"> Two</label>
<input type="checkbox" name="permissions" value="pages_show_list" checked>
<button type="submit" name="action" value="cancel">Cancel</button>
<button type="submit" name="action" value="approve">Continue</button>
</form>
"""

CREATOR = """
<main data-stage="unmanaged" data-outcome=""><h1>Brand &amp; you</h1>
<section data-sign-in="accepted"></section><section data-finding="authorization_lapsed"></section>
<form method="post" action="/oauth/meta/start" data-action="reauthorize">
<input type="hidden" name="csrf" value="x"></form>
<a href="/c/token" data-action="recheck">again</a></main>
"""


def test_a_form_is_what_a_browser_would_send() -> None:
    form = read_page(CONSENT).form_asking("action")
    assert form is not None
    assert form.fields == [("state", "a&b"), ("pages", "1"), ("permissions", "pages_show_list")]
    assert (form.method, form.action) == ("post", "/dialog/oauth")


def test_the_marks_of_a_creators_page_are_read() -> None:
    page = read_page(CREATOR)
    assert (page.stage, page.outcome, page.sign_in) == ("unmanaged", "", "accepted")
    assert page.findings == ["authorization_lapsed"]
    assert page.message == "Brand & you"
    button = page.form_marked("authorize", "reauthorize")
    assert button is not None
    assert button.fields == [("csrf", "x")]
    link = page.form_marked("recheck")
    assert link is not None
    assert (link.method, link.action) == ("get", "/c/token")


def test_a_complaint_wins_over_the_heading() -> None:
    page = read_page('<h1>Log in</h1><p role="alert">Wrong <b>password</b></p><p role="alert">more</p>')
    assert page.message == "Wrong password"


def test_a_page_without_anything_is_empty() -> None:
    page = read_page("")
    assert page.forms == []
    assert page.form_marked("authorize") is None
    assert page.form_asking("password") is None
