"""The record of access: what it claims is what was read back, and no more."""

import json
from pathlib import Path

import pytest

from contracts.status import Status
from contracts.vocabulary import AuthorizationState, LapseCause, Outcome, Stage
from starter.proof.reading import verify
from starter.web.evidence_view import Claim, claim_of, evidence_page, record
from starter.web.texts import LANGUAGES
from tests.cast import Creator, reaches
from tests.web import web_gallery as gallery
from tests.web.conftest import Site
from tests.web.web_visitor import Visitor

LAPSED = AuthorizationState.LAPSED


async def test_the_record_shows_the_read_back_that_it_is_gone(
    site: Site, visitor: Visitor, creator: Creator, tmp_path: Path
) -> None:
    terms = creator.terms()
    handle = await creator.start(terms)
    await creator.consent()
    given = await reaches(handle, Stage.ACTIVE)
    link = site.link(terms)
    during = (await visitor.http.get(f"{link}/evidence.json")).json()
    assert (during["claim"], during["proof"]) == ("has", None)
    await site.deps.collaborations.end(terms.collaboration_id, "test")
    ended = await reaches(handle, Stage.ENDED)

    answer = await visitor.http.get(f"{link}/evidence.json")
    assert answer.headers["content-disposition"] == f'attachment; filename="access-{terms.collaboration_id}.json"'
    told = answer.json()
    assert (told["claim"], told["outcome"]) == ("gone", "revoked")
    assert told["business_name"] == f"Brand {creator.number}.0"
    assert Status.model_validate(given).access.granted_at == ended.access.granted_at
    assert told["proof"]["present"] is False
    assert told["proof"]["request_id"] in {row["request_id"] for row in await creator.ledger()} | set(
        ended.access.request_ids
    )
    assert told["read_backs"][-1] == told["proof"]
    assert any(each["present"] for each in told["read_backs"])
    file = tmp_path / "record.json"
    file.write_bytes(answer.content)
    assert (verify(file).entries, verify(file).problems) == (len(told["read_backs"]), ())
    file.write_text(json.dumps({**told, "read_backs": [{**told["proof"], "request_id": "another"}]}))
    assert "shown otherwise" in verify(file).problems[0]
    page = await visitor.open(f"{link}/evidence")
    for word in (told["proof"]["request_id"], "the access was gone", "had access from", terms.business_id):
        assert word in page.text


async def test_another_creators_link_opens_no_record(site: Site, visitor: Visitor, creator: Creator) -> None:
    terms = creator.terms()
    await creator.start(terms)
    foreign = site.link(terms, creator_id="somebody-else")
    for path in ("/evidence", "/evidence.json"):
        answer = await visitor.http.get(foreign + path)
        assert answer.status_code == 404
        assert terms.brand_name not in answer.text


ATTESTED = next(standing for name, standing, _ in gallery.standings() if name == "ended-attested")


@pytest.mark.parametrize(
    ("standing", "claim"),
    [
        (gallery.status(Stage.AWAITING_AUTHORIZATION), Claim.NEVER),
        (gallery.status(Stage.GRANTING), Claim.UNKNOWN),
        (gallery.status(Stage.ACTIVE, given=True), Claim.HAS),
        (gallery.status(Stage.UNMANAGED, LAPSED, cause=LapseCause.EXPIRED, given=True), Claim.UNKNOWN),
        (gallery.status(Stage.IMPAIRED, given=True), Claim.UNKNOWN),
        (gallery.status(Stage.ENDING, given=True), Claim.UNKNOWN),
        (gallery.status(Stage.REVOKE_BLOCKED, given=True), Claim.UNKNOWN),
        (gallery.status(Stage.ENDED, given=True, gone=True, outcome=Outcome.REVOKED), Claim.GONE),
        (ATTESTED, Claim.ATTESTED),
        (gallery.status(Stage.ENDED, given=True, outcome=Outcome.KEPT_FOR_OTHER), Claim.KEPT_FOR_OTHER),
        (gallery.status(Stage.ENDED, given=True, outcome=Outcome.LEFT_FOREIGN), Claim.LEFT_FOREIGN),
        (gallery.status(Stage.ENDED, outcome=Outcome.DECLINED), Claim.NEVER),
    ],
)
def test_only_what_was_read_back_is_claimed(standing: Status, claim: Claim) -> None:
    assert claim_of(standing) is claim
    it = record(gallery.TERMS, standing, None, (), gallery.NOW)
    assert it.proof is None, "there is none to show"
    for t in LANGUAGES.values():
        said = " ".join(evidence_page(t, it).says)
        assert said
        gone = {"en": "Facebook: the access was gone", "de": "nachgesehen: Der Zugriff war weg"}[t.code]
        assert (gone in said) is (claim is Claim.GONE)
