"""The words of the deletion's status page, by language. It is public: no name, no account, no brand is on it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class DeletionTexts:
    title: str
    stage: Mapping[str, str]
    """By ``DeletionStage``: how it stands, in one sentence or two."""
    next_up: Mapping[str, str]
    """By ``DeletionStage``: what happens next, and who has to do something for it."""
    waiting: Mapping[str, str]
    """By ``Blocked.code``: why we cannot take it back right now, and what helps; ``creator`` for any other that the
    creator can mend, and the empty key for what Facebook or we have to mend."""
    asked: str
    code: str
    left: str
    again: str
    stays_title: str
    stays: str


EN = DeletionTexts(
    title="Deletion of your data",
    stage={
        "received": "We have your request. It is about to begin.",
        "revoking": "We are taking back every access that brands still have, and checking that it is gone.",
        "waiting": "We cannot take everything back right now, so nothing is erased yet.",
        "erasing": "Every access is taken back. We are erasing your data.",
        "erased": "Done: every access that we gave has ended, and your data was erased on {erased}.",
        "nothing_held": "We hold no data about you, so there is nothing to erase.",
    },
    next_up={
        "received": "First we take back every access, then we erase. You do not have to do anything.",
        "revoking": "After that we erase everything. You do not have to do anything.",
        "waiting": "We go on trying by ourselves, and erase as soon as everything is taken back.",
        "erasing": "This can take some minutes: it counts as done only when nothing of it can be found any more.",
        "erased": "There is nothing left to do.",
        "nothing_held": "There is nothing left to do.",
    },
    waiting={
        "authorization_lapsed": "Facebook no longer lets us in: our app was removed, your sign-in ended, or it no "
        "longer covers the Page. A brand may still advertise with your account, and without a sign-in we cannot take "
        "that back. Open the page of the collaboration and connect once more: we then take everything back and erase "
        "right after. Or remove the brand yourself on Facebook; that page says how, and has a button to tell us, so "
        "that one of us confirms it and the erasing can go on.",
        "two_factor_required": "Facebook lets us take it back only when two-factor authentication is on in your "
        "Facebook account. Switch it on; the page of the collaboration says how. We then go on by ourselves.",
        "page_role_missing": "Facebook lets only somebody with full control of the Page take it back, and the login "
        "that you connected does not have it. Have it given back to you, or let somebody who has it connect on the "
        "page of the collaboration. We then go on by ourselves.",
        "creator": "Facebook does not let us take it back before something has been put right on your side. The page "
        "of the collaboration says what, and how. We then go on by ourselves.",
        "": "Facebook does not let us take it back at the moment. You do not have to do anything; we try again.",
    },
    asked="Asked for on",
    code="Code of this request",
    left="Accesses that have not ended yet",
    again="Show how it stands now",
    stays_title="What is erased, and what stays",
    stays="We erase your sign-ins, your accounts and Pages, all messages, the course of your collaborations, and the "
    "key that everything secret about you is locked with. What stays is the proof that access was given and taken "
    "back: numbers and dates without your name.",
)

DE = DeletionTexts(
    title="Löschung deiner Daten",
    stage={
        "received": "Wir haben deine Anfrage. Es geht gleich los.",
        "revoking": "Wir nehmen jeden Zugriff zurück, den Marken noch haben, und prüfen, dass er weg ist.",
        "waiting": "Wir können gerade nicht alles zurücknehmen. Deshalb ist noch nichts gelöscht.",
        "erasing": "Jeder Zugriff ist zurückgenommen. Wir löschen deine Daten.",
        "erased": "Fertig: Jeder Zugriff, den wir gegeben haben, ist beendet. Deine Daten wurden gelöscht: {erased}.",
        "nothing_held": "Wir haben keine Daten über dich. Es gibt nichts zu löschen.",
    },
    next_up={
        "received": "Zuerst nehmen wir jeden Zugriff zurück, dann löschen wir. Du musst nichts tun.",
        "revoking": "Danach löschen wir alles. Du musst nichts tun.",
        "waiting": "Wir versuchen es von selbst weiter und löschen, sobald alles zurückgenommen ist.",
        "erasing": "Das kann ein paar Minuten dauern: Fertig ist es erst, wenn nichts mehr davon zu finden ist.",
        "erased": "Es bleibt nichts zu tun.",
        "nothing_held": "Es bleibt nichts zu tun.",
    },
    waiting={
        "authorization_lapsed": "Facebook lässt uns nicht mehr hinein: Unsere App wurde entfernt, deine Anmeldung ist "
        "beendet, oder sie gilt nicht mehr für die Seite auf Facebook. Eine Marke kann vielleicht noch mit deinem "
        "Konto werben, und ohne Anmeldung können wir das nicht zurücknehmen. Öffne unsere Seite der Zusammenarbeit "
        "und verbinde dich noch einmal: Dann nehmen wir alles zurück und löschen gleich danach. Oder entferne die "
        "Marke selbst auf Facebook; auf unserer Seite steht, wie, und ein Knopf dort sagt es uns, damit es jemand von "
        "uns bestätigt und die Löschung weitergeht.",
        "two_factor_required": "Facebook lässt es uns nur zurücknehmen, wenn in deinem Facebook-Konto die zweistufige "
        "Authentifizierung eingeschaltet ist. Schalte sie ein; auf unserer Seite der Zusammenarbeit steht, wie. Danach "
        "machen wir von selbst weiter.",
        "page_role_missing": "Facebook lässt das nur jemanden mit voller Kontrolle über die Facebook-Seite "
        "zurücknehmen, und die Anmeldung, mit der du dich verbunden hast, hat sie nicht. Lass sie dir wieder geben, "
        "oder lass jemanden, der sie hat, sich auf unserer Seite der Zusammenarbeit verbinden. Danach machen wir von "
        "selbst weiter.",
        "creator": "Facebook lässt es uns erst zurücknehmen, wenn bei dir etwas in Ordnung gebracht ist. Auf unserer "
        "Seite der Zusammenarbeit steht, was und wie. Danach machen wir von selbst weiter.",
        "": "Facebook lässt uns den Zugriff im Moment nicht zurücknehmen. Du musst nichts tun; wir versuchen "
        "es weiter.",
    },
    asked="Angefragt am",
    code="Code dieser Anfrage",
    left="Zugriffe, die noch nicht beendet sind",
    again="Zeigen, wie es jetzt steht",
    stays_title="Was gelöscht wird und was bleibt",
    stays="Wir löschen deine Anmeldungen, deine Konten und Seiten, alle Nachrichten, den Verlauf deiner "
    "Zusammenarbeiten und den Schlüssel, mit dem alles Geheime über dich verschlossen ist. Es bleibt der Nachweis, "
    "dass Zugriff gegeben und zurückgenommen wurde: Nummern und Zeiten ohne deinen Namen.",
)

DELETION = {"en": EN, "de": DE}
