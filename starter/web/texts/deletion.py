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
    """By ``Blocked.code``: why we cannot take it back right now, and what helps; empty key for any other."""
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
        "authorization_lapsed": "Facebook no longer lets us in: our app was removed, or your sign-in ended. A brand "
        "can still advertise with your account, and without a sign-in we cannot take that back. Either open the page "
        "of one of your collaborations and connect once more: we then take everything back and erase right after. Or "
        "remove the brand yourself on Facebook (your Page’s settings, Page access, Partners) and write to who invited "
        "you, so that it can be confirmed and the erasing can go on.",
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
        "authorization_lapsed": "Facebook lässt uns nicht mehr hinein: Unsere App wurde entfernt, oder deine "
        "Anmeldung ist beendet. Eine Marke kann noch mit deinem Konto werben, und ohne Anmeldung können wir das "
        "nicht zurücknehmen. Öffne entweder die Seite einer deiner Zusammenarbeiten und verbinde dich noch einmal: "
        "Dann nehmen wir alles zurück und löschen gleich danach. Oder entferne die Marke selbst auf Facebook "
        "(Einstellungen deiner Seite, Seitenzugriff, Partner) und schreib denen, die dich eingeladen haben, damit es "
        "bestätigt wird und die Löschung weitergeht.",
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
