"""German (Deutsch)."""

from starter.web.texts import connecting
from starter.web.texts.de_by_hand import BY_HAND, GIVE_AGAIN, MANUAL, TASK
from starter.web.texts.de_findings import CHECK, HINDRANCE, LAPSE
from starter.web.texts.de_notices import NOTICE, NOTICE_MORE, OVERVIEW
from starter.web.texts.de_pages import ACTION, ACTION_NOTE, DONE, MESSAGE, UI, WAY, WAY_NOTE
from starter.web.texts.interface import Dates, Texts

_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"

DE = Texts(
    code="de",
    name="Deutsch",
    day=Dates(tuple(_MONTHS.split()), "{day}. {month} {year}, {time} Uhr UTC"),
    ui={**UI, **BY_HAND, **connecting.DE, **OVERVIEW},
    can={
        "ADVERTISE": "Werbung schalten, die unter deinem Namen erscheint, von deiner Seite und deinem Instagram-Konto",
        "ANALYZE": "sehen, wie diese Werbung und deine Seite laufen",
        "CREATE_CONTENT": "Beiträge auf deiner Seite veröffentlichen",
        "MANAGE": "deine Seite und ihre Einstellungen verwalten",
        "MESSAGING": "Nachrichten an deine Seite lesen und beantworten",
        "MODERATE": "Kommentare auf deiner Seite beantworten und löschen",
    },
    cannot={
        "CREATE_CONTENT": "Beiträge auf deiner Seite veröffentlichen",
        "MANAGE": "die Einstellungen deiner Seite ändern oder anderen Zugriff geben",
        "MESSAGING": "deine Nachrichten lesen oder beantworten",
        "MODERATE": "Kommentare beantworten oder löschen",
    },
    stage={
        "awaiting_authorization": "{brand} möchte von @{account} aus Werbung schalten, vom {starts} bis zum {ends}. "
        "Noch ist nichts freigegeben: Es liegt an dir.",
        "checking": "Wir prüfen, ob dein Konto freigegeben werden kann. Das dauert einen Moment; noch ist nichts "
        "freigegeben.",
        "blocked": "Noch ist nichts freigegeben: Zuerst muss etwas in Ordnung gebracht werden.",
        "scheduled": "Alles ist bereit. Der Zugriff beginnt von selbst am {starts}. Noch ist nichts freigegeben.",
        "granting": "Der Zugriff wird gerade gegeben.",
        "active": "{brand} hat Zugriff. Er endet von selbst am {ends}.",
        "unmanaged": "{brand} hatte Zugriff, als wir ihn zuletzt auf Facebook gesehen haben, am {seen}. Jetzt können "
        "wir weder nachsehen noch ihn zurücknehmen: Deine Facebook-Anmeldung gilt für uns nicht mehr.",
        "impaired": "Der Zugriff ist nicht mehr wie vereinbart: Er wurde entfernt, oder das Instagram-Konto ist nicht "
        "mehr mit deiner Seite verknüpft.",
        "ending": "Der Zugriff wird gerade zurückgenommen.",
        "revoke_blocked": "Diese Zusammenarbeit ist zu Ende, aber wir konnten den Zugriff noch nicht zurücknehmen: "
        "{brand} hat ihn vielleicht noch. Auf Facebook gesehen haben wir ihn zuletzt am {seen}. Wir versuchen es "
        "weiter und geben nicht auf.",
        "ended": "Der Zugriff dieser Zusammenarbeit ist beendet.",
        "lapsed": "Noch ist nichts freigegeben, und es geht nicht weiter: Deine Facebook-Anmeldung gilt für uns nicht "
        "mehr.",
        "uncovered": "{brand} hatte Zugriff, als wir ihn zuletzt auf Facebook gesehen haben, am {seen}. Jetzt können "
        "wir weder nachsehen noch ihn zurücknehmen: Deine Facebook-Anmeldung gilt nicht für die Seite, die mit "
        "@{account} verknüpft ist.",
        "lapsed_uncovered": "Noch ist nichts freigegeben, und es geht nicht weiter: Deine Facebook-Anmeldung "
        "gilt nicht für die Seite, die mit @{account} verknüpft ist.",
    },
    stage_name={
        "awaiting_authorization": "Wartet auf dich",
        "checking": "Wird geprüft",
        "blocked": "Angehalten",
        "scheduled": "Bereit, noch nicht begonnen",
        "granting": "Zugriff wird gegeben",
        "active": "Hat Zugriff",
        "unmanaged": "Braucht deine Anmeldung",
        "impaired": "Nicht wie vereinbart",
        "ending": "Wird zurückgenommen",
        "revoke_blocked": "Konnte noch nicht zurückgenommen werden",
        "ended": "Beendet",
    },
    nothing_to_do={
        "checking": "Nichts zu tun: Das dauert einen Moment, das Ergebnis erscheint hier.",
        "blocked": "Im Moment nichts für dich zu tun. Wir sehen von selbst wieder nach.",
        "scheduled": "Nichts zu tun. Der Zugriff beginnt und endet von selbst.",
        "granting": "Nichts zu tun: Das dauert einen Moment.",
        "active": "Nichts zu tun. Der Zugriff endet von selbst am {ends}, und du kannst ihn jederzeit beenden.",
        "ending": "Nichts zu tun: Wir nehmen ihn zurück und sehen dann auf Facebook nach, ob er weg ist. Das dauert "
        "einen Moment.",
        "ended": "Nichts zu tun. Es ist vorbei, und {brand} erfährt es.",
        "left_foreign": "Du musst nichts tun. {brand} behält den Zugriff, den es vorher gab. Wenn du das nicht willst, "
        "entferne ihn, wie hier beschrieben.",
    },
    why_again={
        "awaiting_authorization": "Das hängt daran: {brand} wartet auf den Zugriff ab {starts}. Wenn du nichts tust, "
        "wird nichts freigegeben, und die Anfrage endet am {answer_by}.",
        "unmanaged": "Das hängt daran: das Zurücknehmen des Zugriffs. Wenn du nichts tust, behält {brand} ihn auch "
        "nach dem {ends}, bis du dich wieder verbindest oder ihn selbst auf Facebook entfernst.",
        "ending": "Das hängt daran: das Zurücknehmen des Zugriffs. Wenn du nichts tust, behält {brand} ihn, bis du "
        "dich wieder verbindest oder ihn selbst auf Facebook entfernst.",
        "revoke_blocked": "Das hängt daran: das Zurücknehmen des Zugriffs. Wenn du nichts tust, behält {brand} ihn, "
        "bis du dich wieder verbindest oder ihn selbst auf Facebook entfernst.",
    },
    outcome={
        "revoked": "Der Zugriff wurde zurückgenommen, und wir haben auf Facebook nachgesehen: Er ist weg.",
        "kept_for_other": "Diese Zusammenarbeit ist zu Ende. {brand} behält den Zugriff, weil noch eine andere deiner "
        "Zusammenarbeiten mit ihnen läuft; er endet mit dieser.",
        "left_foreign": "Diese Zusammenarbeit ist zu Ende. {brand} hatte schon vor uns Zugriff, deshalb haben wir ihn "
        "so gelassen. Du kannst ihn in den Einstellungen deiner Seite entfernen.",
        "never_granted": "Sie endete, bevor Zugriff gegeben wurde.",
        "unanswered": "Die Zeit zum Antworten ist vorbei. Es wurde kein Zugriff gegeben.",
        "declined": "Du hast abgelehnt. Es wurde kein Zugriff gegeben, und {brand} erfährt es.",
        "ineligible": "Das Konto konnte nicht freigegeben werden. Es wurde kein Zugriff gegeben.",
        "cancelled": "Sie wurde abgebrochen. Es wurde kein Zugriff gegeben.",
        "attested": "Der Zugriff wurde von Hand zurückgenommen; jemand von uns hat sich dafür verbürgt. Wir selbst "
        "konnten es auf Facebook nicht prüfen.",
    },
    lapse=LAPSE,
    owner={
        "creator": "Hier bist du gefragt",
        "brand": "Hier ist die Marke gefragt",
        "operator": "Hier sind wir gefragt",
        "platform": "Das wartet auf Facebook",
    },
    action=ACTION,
    action_note=ACTION_NOTE,
    way=WAY,
    way_note=WAY_NOTE,
    permission={
        "pages_show_list": "zu sehen, welche Seiten du verwaltest",
        "pages_manage_metadata": "Zugriff auf deine Seite zu geben und zurückzunehmen",
        "pages_read_engagement": "die Angaben deiner Seite zu lesen",
        "business_management": "eine Seite freizugeben, die einem Unternehmen gehört",
        "instagram_basic": "zu sehen, welches Instagram-Konto mit deiner Seite verknüpft ist",
    },
    done=DONE,
    hindrance=HINDRANCE,
    check=CHECK,
    manual=MANUAL,
    give_again=GIVE_AGAIN,
    task=TASK,
    notice=NOTICE,
    notice_more=NOTICE_MORE,
    message=MESSAGE,
)
