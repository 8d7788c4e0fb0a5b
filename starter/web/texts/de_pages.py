"""German: headings, buttons, and what is said after something was done."""

from starter.web.texts.interface import Message

UI = {
    "kind": "Zugriff für Werbung",
    "skip": "Zum Inhalt springen",
    "language": "Sprache",
    "headline": "{brand} und @{account}",
    "next": "Dein nächster Schritt",
    "next_none": "Wie es weitergeht",
    "others": "Wenn das nicht hilft",
    "checks": "Was stimmen muss",
    "checks_note": "Wir prüfen das selbst, sobald du dich verbunden hast, und immer wieder, wenn sich etwas ändert.",
    "ok": "in Ordnung",
    "not_ok": "noch in Ordnung zu bringen",
    "not_known": "noch nicht bekannt",
    "see_above": "siehe oben",
    "how": "So geht es",
    "why": "Warum: {cause}.",
    "not_in_the_list": "Ist die Seite nicht in der Liste von Facebook, gehört sie zu einer anderen Facebook-Anmeldung:",
    "held_up_too": "An derselben Anmeldung hängt außerdem:",
    "resuming": "Du bist wieder verbunden. Was angehalten war, geht jetzt weiter; diese Seite zeigt es.",
    "manual": "Den Zugriff selbst auf Facebook entfernen",
    "manual_note": "Das geht jederzeit, ohne uns und ohne Anmeldung bei uns.",
    "page_name": " („{name}“)",
    "is_asked": "Worum gebeten wird",
    "was_asked": "Worum gebeten wurde",
    "was_agreed": "Was vereinbart wurde",
    "brand": "Marke",
    "business": "Ihr Unternehmen bei Facebook",
    "business_known": "„{name}“, Nummer {id}",
    "business_number": "Nummer {id}",
    "business_unknown": "Nummer {id}; den Namen lesen wir von Facebook, sobald du dich verbunden hast",
    "account": "Dein Konto",
    "account_is": "@{account}, mit der Facebook-Seite, mit der es verknüpft ist",
    "from": "Von",
    "until": "Bis",
    "facebook": "Facebook",
    "connected_as": "verbunden als {name}",
    "connected": "verbunden",
    "lost": "nicht mehr verbunden: {cause}",
    "given": "Zugriff gegeben",
    "last_checked": "Zuletzt auf Facebook gesehen",
    "taken_back": "Zugriff zurückgenommen",
    "seen_gone": "Nachgesehen: ist weg",
    "attested_at": "Verbürgt, dass er weg ist",
    "can": "Das wird {brand} können",
    "can_now": "Das kann {brand}",
    "cannot": "Das kann {brand} nicht",
    "never": "dein Passwort sehen oder ändern, oder sich als du anmelden",
    "login": "Deine Verbindung mit Facebook",
    "login_as": "Verbunden als {name}.",
    "login_was": "Du warst als {name} verbunden; das gilt nicht mehr: {cause}.",
    "login_until": "Facebook lässt uns diese Anmeldung bis zum {expires}; wir sagen dir lange vorher Bescheid.",
    "login_pages": "Diese Anmeldung zeigt uns:",
    "login_no_pages": "Diese Anmeldung zeigt uns keine Seite.",
    "login_lacks": "Was fehlt:",
    "page_with": "Seite „{page}“ mit @{account}",
    "page_without": "Seite „{page}“, wir sehen kein Instagram-Konto daran",
    "page_asked": "das Konto, um das es geht",
    "page_more": "und {count} weitere",
    "lacks_permission": "die Berechtigung, {what}",
    "lacks_page": "die Seite {name}, die eine frühere Anmeldung abdeckt",
    "lacks_person": "das ist eine andere Facebook-Person als vorher; die frühere Anmeldung bleibt in Gebrauch",
    "lacks_break": "sie würde nicht abdecken: {names}; die frühere Anmeldung bleibt in Gebrauch",
    "signed_in": "Verbunden",
    "not_signed_in": "Nicht verbunden",
    "not_signed_in_why": "Facebook hat diese Anmeldung nicht abgeschlossen. Bitte verbinde dich noch einmal.",
    "finishing": "Deine Anmeldung ist angekommen und sicher aufbewahrt, aber noch nicht abgeschlossen. Lade diese "
    "Seite in einer Minute neu, oder drücke:",
    "finish": "Anmeldung abschließen",
    "reason": "Grund (freiwillig)",
    "reason_note": "{brand} kann ihn lesen.",
    "again": "Zeigen, wie es jetzt steht",
    "try_again": "Noch einmal versuchen",
    "open_yours": "Zu deiner Seite",
    "evidence": "Wer wann Zugriff hatte: der Nachweis",
    "end_question": "Den Zugriff von {brand} jetzt beenden?",
    "end_yes": "Ja, jetzt beenden",
    "decline_yes": "Ja, ablehnen",
    "back": "Nein, zurück",
    "end_title": "Den Zugriff jetzt beenden?",
    # the overview
    "overview": "Deine Zusammenarbeiten",
    "overview_note": "Alles, was Marken über uns mit deinen Konten tun dürfen, und alles, was sie durften.",
    "live_now": "Hat jetzt Zugriff",
    "live_none": "Zurzeit hat keine Marke über uns Zugriff auf deine Konten.",
    "open": "Noch nicht begonnen, oder wartet",
    "over": "Beendet",
    "parts": "Teile dieser Liste",
    "part_of": "Teil {number} von {count}",
    "part_before": "Spätere",
    "part_after": "Frühere",
    "since": "seit {when}",
    "until_when": "bis {when}",
    "agreed_until": "vereinbart bis {when}",
    "gone_proof": "Nachgesehen am {when}: ist weg.",
    "not_answering": "Wir können gerade nicht sehen, wie es steht. Lade diese Seite gleich noch einmal.",
    "open_page": "Öffnen",
    "end_one": "Beenden",
    "end_brand": "Alles mit {brand} beenden",
    "end_all": "Alles beenden",
    "end_ask_one": "{brand} und @{account} jetzt beenden?",
    "end_ask_brand": "Alles mit {brand} jetzt beenden?",
    "end_ask_all": "Jetzt alles beenden?",
    "end_what": "Das wird beendet:",
    "end_takes_back": "der Zugriff wird zurückgenommen, und wir sehen auf Facebook nach, ob er weg ist",
    "end_never_starts": "hat nicht begonnen und wird nicht beginnen",
    "end_more": "und {count} weitere",
    "end_nothing": "Es gibt nichts mehr zu beenden.",
    "end_progress": "Der Zugriff wird zurückgenommen. Jeder Eintrag unten zeigt den Beweis, sobald es ihn gibt.",
    "end_partly": "Einige konnten gerade nicht beendet werden. Bitte versuche es noch einmal.",
    "notices": "Nachrichten",
    "notices_none": "Keine Nachrichten.",
    "notices_new": "neu",
    "notice_seen": "Gelesen",
    "notices_all_seen": "Alle gelesen",
    "logins": "Deine Verbindungen mit Facebook",
    "logins_none": "Du hast Facebook nicht verbunden.",
    "deletion": "Meine Daten löschen",
    "deletion_note": "Wir beenden zuerst jeden Zugriff und beweisen es, dann löschen wir, was wir über dich wissen.",
    "deletion_record": "Danach ist auch dieser Nachweis weg. Wenn du ihn behalten willst, nimm ihn vorher mit:",
    "deletion_ask": "Alles beenden und deine Daten löschen?",
    "deletion_yes": "Ja, alles beenden und meine Daten löschen",
    "download": "Den Nachweis herunterladen (JSON)",
    "print": "Der Nachweis zum Drucken",
    "print_all": "Der Nachweis über alles zum Drucken",
    # the evidence
    "ev_title": "Nachweis über den Zugriff",
    "ev_all_title": "Nachweis über Zugriffe: alle deine Zusammenarbeiten",
    "ev_all_one": "Ihr eigener Nachweis, mit jedem Nachsehen",
    "ev_all_none": "Es gibt noch keine Zusammenarbeit, also hatte über uns niemand Zugriff.",
    "ev_agreed": "Vereinbart vom {starts} bis {ends}. Das Unternehmen der Marke auf Facebook: Nummer {business}.",
    "ev_looks": "Auf Facebook nachgesehen: {count}-mal; im Herunterladen steht jedes Mal.",
    "ev_missing": "Hier fehlt, weil unser Dienst dazu gerade nicht antwortet: {names}. Lade diese Seite gleich noch "
    "einmal.",
    "ev_intro": "Wer über uns Zugriff auf dein Konto hatte, von wann bis wann, und was Facebook zeigte, sooft wir "
    "nachgesehen haben. Zeiten sind in UTC.",
    "ev_made": "Erstellt am {when}.",
    "ev_had": "{brand} hatte Zugriff vom {given} bis zum {taken}.",
    "ev_has": "{brand} hat Zugriff seit dem {given}.",
    "ev_may": "{brand} bekam Zugriff am {given}. Wir wissen nicht, ob er noch besteht.",
    "ev_never": "{brand} hatte durch diese Zusammenarbeit nie Zugriff.",
    "ev_gone": "Am {when} haben wir auf Facebook nachgesehen: Der Zugriff war weg. Nummer dieses Blicks bei Facebook: "
    "{request}.",
    "ev_attested": "Wir selbst konnten auf Facebook nicht nachsehen. Jemand von uns hat sich am {when} dafür "
    "verbürgt, dass der Zugriff weg ist.",
    "ev_unknown": "Es ist noch nicht bewiesen, dass der Zugriff weg ist.",
    "ev_kept": "Am Ende dieser Zusammenarbeit blieb der Zugriff, weil eine andere deiner Zusammenarbeiten mit {brand} "
    "ihn brauchte.",
    "ev_foreign": "Den Zugriff gab es schon vor dieser Zusammenarbeit; er kam nicht von uns und blieb, wie er war.",
    "ev_none": "Es wurde nie etwas gelesen.",
    "ev_reads": "Was Facebook zeigte",
    "ev_when": "Wann",
    "ev_what": "Was wir taten",
    "ev_result": "Was Facebook zeigte",
    "ev_request": "Nummer bei Facebook",
    "ev_read": "nachgesehen",
    "ev_share": "Zugriff gegeben, dann nachgesehen",
    "ev_unshare": "Zugriff zurückgenommen, dann nachgesehen",
    "ev_present": "Zugriff ist da",
    "ev_absent": "Zugriff ist nicht da",
    "ev_history": "Wie es verlief",
    "ev_stage": "Stand",
    "ev_more": "Die Tabelle zeigt die ersten {count} Male; im Herunterladen sind dieselben.",
    "no_number": "keine genannt",
}

ACTION = {
    "authorize": "Facebook verbinden",
    "reauthorize": "Wieder verbinden",
    "recheck": "Erneut prüfen",
    "removed": "Ich habe ihn entfernt",
    "end": "Zugriff jetzt beenden",
    "decline": "Ablehnen",
}
ACTION_NOTE = {
    "authorize": "Melde dich als die Person an, die die mit @{account} verknüpfte Facebook-Seite verwaltet, und wähle "
    "diese Seite aus. Du meldest dich auf Facebook an; dein Passwort sehen wir nie. Eine Anmeldung gilt auch für "
    "spätere Zusammenarbeiten.",
    "reauthorize": "Melde dich als die Person an, die die mit @{account} verknüpfte Facebook-Seite verwaltet, und lass "
    "alle Seiten und Berechtigungen ausgewählt. Danach machen wir von selbst weiter.",
    "recheck": "Wir sehen von selbst wieder nach. Drückst du hier, dann jetzt gleich, zum Beispiel wenn du es in "
    "Ordnung gebracht hast.",
    "removed": "Drücke hier, wenn es auf Facebook getan ist. Wir sehen noch einmal nach; wo wir es nicht können, "
    "bestätigt es jemand von uns.",
    "end": "{brand} verliert den Zugriff vor dem vereinbarten Ende und kann dann von deinem Konto nicht mehr werben.",
    "decline": "{brand} erfährt, dass du diesen Zugriff nicht gibst.",
}
WAY = {
    "reauthenticate": "Andere Facebook-Anmeldung benutzen",
    "reauthorize": "Andere Seiten wählen",
    "rerequest": "Fehlende Berechtigung erteilen",
}
WAY_NOTE = {
    "reauthenticate": "Facebook fragt noch einmal nach dem Passwort, damit du dich als jemand anderes anmelden kannst.",
    "reauthorize": "Facebook zeigt noch einmal die Auswahl der Seiten. Lass angehakt, was vorher angehakt war.",
    "rerequest": "Facebook fragt noch einmal nach dem, was abgelehnt wurde. Lass alles eingeschaltet.",
}

DONE = {
    "recheck": "Wir prüfen noch einmal, das dauert ein paar Sekunden. Hat sich „Zuletzt haben wir …“ unten geändert "
    "und sonst nichts, ist es noch nicht in Ordnung.",
    "recheck_lapsed": "Wir versuchen es noch einmal. Ohne deine Anmeldung können wir auf Facebook kaum nachsehen: "
    "Vielleicht bleibt hier alles gleich, obwohl es in Ordnung ist. Verbindest du dich wieder, zeigt es sich sofort.",
    "removed": "Danke. Wir sehen auf Facebook noch einmal nach, soweit wir können.",
    "end": "Der Zugriff wird beendet. Der Beweis erscheint gleich hier.",
    "decline": "Du hast abgelehnt. Danke für die Antwort.",
    "changed": "Seit du diese Seite geöffnet hast, hat sich etwas geändert; deshalb wurde nichts getan. So steht es "
    "jetzt.",
    "cancelled": "Du hast die Anmeldung auf Facebook abgebrochen. Nichts wurde geändert; du kannst es jederzeit noch "
    "einmal versuchen.",
    "failed": "Facebook hat die Anmeldung nicht abgeschlossen. Nichts wurde geändert; bitte versuche es noch einmal.",
    "unfinished": "Die Anmeldung konnte nicht abgeschlossen werden. Bitte verbinde Facebook noch einmal.",
}

MESSAGE = {
    "link_forged": Message(
        "Dieser Link öffnet nichts",
        "Öffne den ganzen Link genau so, wie er dir geschickt wurde, oder bitte um einen neuen.",
    ),
    "link_expired": Message("Dieser Link ist zu alt", "Bitte um einen neuen, wo du diesen bekommen hast."),
    "unknown": Message(
        "Hier ist nichts",
        "Dieser Link gehört zu keiner Zusammenarbeit, die wir kennen, oder ihre Daten wurden gelöscht. Frag nach, wo "
        "du ihn bekommen hast.",
    ),
    "not_found": Message("Diese Seite gibt es nicht", "Öffne den Link, der dir geschickt wurde."),
    "not_allowed": Message(
        "Das geht hier nicht", "Geh zurück zu dem Link, der dir geschickt wurde, und benutze die Knöpfe dort."
    ),
    "not_answering": Message(
        "Wir können das gerade nicht zeigen",
        "Unser Dienst antwortet im Moment nicht. Nichts wurde geändert. Bitte versuche es noch einmal.",
    ),
    "not_confirmed": Message(
        "Wir konnten das nicht bestätigen",
        "Unser Dienst antwortet im Moment nicht. Sieh auf deiner Seite nach, ob es geschehen ist.",
    ),
    "broken": Message(
        "Etwas ist schiefgegangen",
        "Das liegt an uns. Bitte versuche es noch einmal; wenn es so bleibt, sag es dort, wo du den Link bekommen "
        "hast.",
    ),
    "form_refused": Message(
        "Diese Seite war zu lange offen",
        "Nichts wurde getan. Geh zurück zu deinem Link und versuche es noch einmal; wenn es wieder geschieht, erlaube "
        "Cookies für diese Website.",
    ),
    "wrong_host": Message("Das ist nicht unsere Adresse", "Öffne den Link genau so, wie er dir geschickt wurde."),
    "too_large": Message(
        "Das war zu viel auf einmal", "Nichts wurde getan. Geh zurück zu deinem Link und versuche es noch einmal."
    ),
    "too_slow": Message(
        "Das kam zu langsam an", "Nichts wurde getan. Geh zurück zu deinem Link und versuche es noch einmal."
    ),
    "too_many": Message(
        "Zu viele Versuche auf einmal",
        "Diesmal wurde nichts getan. Warte eine Minute, geh dann zurück zu deinem Link und versuche es noch einmal.",
    ),
    "state_used": Message(
        "Diese Anmeldung wurde schon benutzt",
        "Dadurch wurde nichts geändert. Deine Seite zeigt, wie es steht.",
    ),
    "state_expired": Message(
        "Diese Anmeldung hat zu lange gedauert",
        "Nichts wurde geändert. Geh zu deiner Seite und verbinde Facebook noch einmal.",
    ),
    "state_other_browser": Message(
        "Diese Anmeldung wurde in einem anderen Browser begonnen",
        "Nichts wurde geändert. Öffne deinen Link in dem Browser, den du benutzen möchtest, und verbinde Facebook von "
        "dort.",
    ),
    "state_unknown": Message(
        "Wir kennen diese Anmeldung nicht",
        "Nichts wurde geändert. Geh zurück zu deinem Link und verbinde Facebook von dort.",
    ),
}
