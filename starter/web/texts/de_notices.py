"""German: the messages on the overview."""

NOTICE = {
    "invited": "{brand} bittet um Zugriff auf @{account}.",
    "reminder": "{brand} wartet noch auf deine Antwort wegen @{account}.",
    "blocked": "Etwas hält den Zugriff von {brand} auf @{account} auf.",
    "scheduled": "Für {brand} und @{account} ist alles bereit. Der Zugriff beginnt von selbst.",
    "granted": "{brand} hat jetzt Zugriff auf @{account}.",
    "lapsed": "Deine Facebook-Anmeldung gilt für uns nicht mehr; {brand} und @{account} sind angehalten.",
    "resumed": "Mit {brand} und @{account} geht alles weiter.",
    "impaired": "Der Zugriff von {brand} auf @{account} ist nicht mehr wie vereinbart.",
    "expires_soon": "Deine Facebook-Anmeldung endet bald. Verbinde dich vorher wieder, damit nichts angehalten wird.",
    "revoke_blocked": "{brand} hat vielleicht noch Zugriff auf @{account}: Wir konnten ihn noch nicht zurücknehmen.",
    "removed_by_hand": "Du hast uns gesagt, dass du den Zugriff von {brand} auf @{account} auf Facebook entfernt hast.",
    "revoke_overdue": "{brand} hat vielleicht noch Zugriff auf @{account} und sollte keinen mehr haben.",
    "ended": "Die Zusammenarbeit von {brand} mit @{account} ist beendet.",
    "audit": "Wir haben den Zugriff von {brand} auf @{account} noch einmal nachgesehen.",
}

NOTICE_MORE = {
    "held_up": "{brand} und @{account} sind angehalten.",
    "because": "Warum: {cause}.",
    "connect": "Verbinde dich wieder: Sonst können wir Zugriff weder geben noch zurücknehmen.",
    "how": "Auf ihrer Seite steht, wie du das in Ordnung bringst.",
    "settled": "Das ist inzwischen erledigt.",
    "ended_term_over": "Die vereinbarte Zeit war vorbei.",
    "ended_creator": "Du hast sie beendet.",
    "ended_brand": "{brand} hat sie beendet.",
    "ended_operator": "Wir haben sie für dich und {brand} beendet.",
    "ended_other": "Beendet hat sie: {by}.",
    "reason": "Angegebener Grund: „{reason}“.",
    "put_right": "In Ordnung bringen",
    "answer": "Antworten",
}

OVERVIEW = {
    "overview_all": "Alle meine Zusammenarbeiten",
    "overview_keep": "Alles, was dir gehört, auf einer Seite: Nachrichten, alle Nachweise, alles beenden, deine Daten "
    "löschen. Behalte ihre Adresse für dich: Wer sie hat, kann all das tun.",
    "overview_connect": "Eine Seite mit allen deinen Zusammenarbeiten, deinen Nachrichten und dem Löschen deiner Daten "
    "wird dir hier angeboten, gleich nachdem du dich mit der Facebook-Anmeldung verbunden hast, die alle deine Konten "
    "verwaltet. Oder bitte darum, wo du diesen Link bekommen hast.",
    "overview_ask": "Es gibt eine Seite mit allen deinen Zusammenarbeiten, deinen Nachrichten und dem Löschen deiner "
    "Daten. Bitte darum, wo du diesen Link bekommen hast.",
    "tried": "Zuletzt haben wir am {when} auf Facebook nachgesehen.",
    "was_given": "gegeben am {when}",
    "page_checked": "um dieses Konto geht es; du hast volle Kontrolle über die Seite",
    "page_no_control": "um dieses Konto geht es, aber du hast keine volle Kontrolle über die Seite",
    "page_not_asked": "darum geht es nicht",
}
"""More headings, labels and sentences: the way to the overview, and what else its neighbours say."""
