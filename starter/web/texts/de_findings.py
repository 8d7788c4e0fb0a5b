"""German: what can be wrong, how it is put right, and why a sign-in no longer works."""

from starter.web.texts.interface import Check, Hindrance

HINDRANCE = {
    "login_or_page": Hindrance(
        "Deine Anmeldung zeigt @{account} nicht. Entweder war die Seite im Fenster von Facebook nicht "
        "angehakt, oder sie gehört zu einer anderen Facebook-Anmeldung.",
        "Wähle deine Seiten noch einmal und hake die an, die mit @{account} verknüpft ist. "
        "Steht sie nicht in der Liste, benutze eine andere Facebook-Anmeldung.",
    ),
    "wrong_facebook_login": Hindrance(
        "Die Facebook-Anmeldung, die du benutzt hast, zeigt @{account} nicht.",
        "Verbinde dich mit der Facebook-Anmeldung, die die mit @{account} verknüpfte Seite verwaltet.",
    ),
    "page_not_selected": Hindrance(
        "Die mit @{account} verknüpfte Seite war im Fenster von Facebook nicht angehakt.",
        "Wähle deine Seiten noch einmal und hake die an, die mit @{account} verknüpft ist.",
    ),
    "permission_declined": Hindrance(
        "Eine Berechtigung, die wir brauchen, wurde nicht erteilt.",
        "Verbinde dich noch einmal und lass alle Berechtigungen eingeschaltet.",
    ),
    "permission_named": Hindrance(
        "Nicht erteilt ist die Berechtigung, {permissions}.",
        "Verbinde dich noch einmal und lass alle Berechtigungen eingeschaltet.",
    ),
    "instagram_not_linked": Hindrance(
        "Mit keiner der Facebook-Seiten, die du uns gezeigt hast, ist @{account} verknüpft.",
        "Verknüpfe @{account} mit deiner Facebook-Seite, wie unten beschrieben, und lass dann erneut prüfen.",
    ),
    "instagram_not_professional": Hindrance(
        "@{account} ist nicht als professionelles Konto mit der Seite verbunden.",
        "Stelle @{account} auf ein Business- oder Creator-Konto um, verknüpfe es mit der Seite und lass dann erneut "
        "prüfen.",
    ),
    "page_role_missing": Hindrance(
        "Die Facebook-Anmeldung, die du benutzt hast, hat nicht die volle Kontrolle über die Seite.",
        "Lass dir von jemandem mit voller Kontrolle die volle Kontrolle über die Seite geben und dann erneut prüfen. "
        "Oder verbinde dich mit der Facebook-Anmeldung dieser Person.",
    ),
    "page_not_published": Hindrance(
        "Die Seite ist nicht veröffentlicht.", "Veröffentliche die Seite und lass dann erneut prüfen."
    ),
    "page_owned_by_other_business": Hindrance(
        "Die Seite gehört einem Unternehmensportfolio, und die benutzte Anmeldung darf sie nicht freigeben.",
        "Bitte jemanden aus der Verwaltung dieses Unternehmens um volle Kontrolle über die Seite und lass dann erneut "
        "prüfen. Oder lass diese Person sich verbinden.",
    ),
    "two_factor_required": Hindrance(
        "Das Unternehmen der Marke verlangt von allen, die ihm etwas freigeben, zweistufige Authentifizierung auf "
        "Facebook.",
        "Schalte in deinem Facebook-Konto die zweistufige Authentifizierung ein und lass dann erneut prüfen.",
    ),
    "account_checkpoint": Hindrance(
        "Facebook möchte zuerst, dass du etwas an deinem Konto bestätigst.",
        "Öffne facebook.com, melde dich an und tu, was dort verlangt wird. Verbinde dich danach wieder.",
    ),
    "business_not_found": Hindrance(
        "Es gibt kein Unternehmen mit der Nummer, die uns die Marke genannt hat.",
        "Die Marke muss eine neue Anfrage mit der richtigen Nummer schicken.",
    ),
    "business_owns_page": Hindrance(
        "Die Seite gehört dem Unternehmen der Marke selbst; es hat also schon Zugriff.",
        "Es wird nichts freigegeben und nichts zurückgenommen.",
    ),
    "app_not_approved": Hindrance(
        "Facebook hat unseren Dienst noch nicht für das Freigeben von Seiten zugelassen.",
        "Wir wissen davon und kümmern uns darum.",
    ),
    "platform_unavailable": Hindrance(
        "Wir bekommen im Moment keine Antwort von Facebook. Auf deiner Seite ist, soweit bekannt, nichts falsch.",
        "Wir versuchen es von selbst noch einmal.",
    ),
    "foreign_share_too_narrow": Hindrance(
        "Die Marke hat schon Zugriff auf deine Seite, den jemand anderes gegeben hat, und weniger als vereinbart.",
        "Entferne diesen Zugriff auf Facebook und lass dann erneut prüfen. Wir geben dann, was vereinbart ist.",
    ),
    "share_pending": Hindrance(
        "Auf Facebook wartet der Zugriff der Marke noch auf eine Bestätigung.",
        "Bestätige ihn auf Facebook (Einstellungen deiner Seite, Seitenzugriff) und lass dann erneut prüfen.",
    ),
    "authorization_lapsed": Hindrance(
        "Deine Facebook-Anmeldung gilt für uns nicht mehr.",
        "Verbinde Facebook noch einmal. Danach machen wir von selbst weiter.",
    ),
    "page_deselected": Hindrance(
        "Deine Facebook-Anmeldung gilt, aber nicht für die Seite, die mit @{account} verknüpft ist. Am "
        "wahrscheinlichsten ist diese Seite für unsere App nicht angehakt.",
        "Wähle deine Seiten noch einmal und hake die an, die mit @{account} verknüpft ist. "
        "Steht sie nicht in der Liste, benutze die Facebook-Anmeldung, die sie verwaltet.",
    ),
    "other_login": Hindrance(
        "Die Facebook-Anmeldung, die du zuletzt benutzt hast, ist eine andere als vorher und zeigt @{account} nicht.",
        "Benutze die Facebook-Anmeldung von vorher oder eine andere, die die mit @{account} verknüpfte Seite "
        "verwaltet.",
    ),
    "role_lost": Hindrance(
        "Die Person, die sich auf Facebook verbunden hat, hat nicht mehr die volle Kontrolle über die Seite, die mit "
        "@{account} verknüpft ist.",
        "Lass dir zuerst von jemandem mit voller Kontrolle die volle Kontrolle über die Seite zurückgeben. Verbinde "
        "dich dann wieder.",
    ),
    "share_removed": Hindrance(
        "Der Zugriff der Marke wurde auf Facebook entfernt, außerhalb unseres Dienstes, oder er ist jetzt kleiner als "
        "vereinbart.",
        "Wenn das gewollt war, beende unten den Zugriff. Wenn nicht, gib ihn auf Facebook wieder und lass dann erneut "
        "prüfen. Was jemand entfernt hat, geben wir nicht von selbst wieder.",
    ),
    "instagram_unlinked": Hindrance(
        "@{account} ist nicht mehr als professionelles Konto mit der freigegebenen Seite verknüpft.",
        "Verknüpfe @{account} wieder mit der Seite und lass dann erneut prüfen.",
    ),
    "platform_refused": Hindrance(
        "Facebook lehnt ab, aus einem Grund, den wir noch nicht kennen.",
        "Wir wissen davon, gehen der Sache nach und versuchen es weiter.",
    ),
    "workflow_stopped": Hindrance(
        "Unser Dienst wurde angewiesen, sich um diese Zusammenarbeit nicht mehr zu kümmern.",
        "Ist von ihr noch Zugriff übrig, den sonst niemand braucht, nehmen wir ihn bei unserer nächsten regelmäßigen "
        "Prüfung zurück.",
    ),
    "internal_error": Hindrance(
        "Ein Teil unseres Dienstes funktioniert nicht.", "Wir wissen davon und versuchen es weiter."
    ),
}

CHECK = {
    "instagram_not_professional": Check(
        "@{account} ist ein professionelles Konto (Business oder Creator)",
        (
            "Öffne Instagram als @{account}: Einstellungen, dann Kontotyp und Tools.",
            "Wähle „Zu professionellem Konto wechseln“, dann Creator oder Business. Das kostet nichts.",
            "Sieh nach, ob es noch mit deiner Seite verknüpft ist: auf Facebook, Einstellungen der Seite, Verknüpfte "
            "Konten, Instagram.",
        ),
    ),
    "instagram_not_linked": Check(
        "@{account} ist mit einer Facebook-Seite verknüpft",
        (
            "Eine Facebook-Seite ist nicht dein persönliches Profil. Wenn du keine hast, erstelle zuerst eine.",
            "Wechsle auf Facebook zu deiner Seite und öffne Einstellungen, dann Verknüpfte Konten.",
            "Wähle Instagram, drücke auf Konto verbinden und melde dich als @{account} an.",
            "Nur wenn dieser Schritt, das Verknüpfen, misslingt: Schalte auf Instagram die zweistufige "
            "Authentifizierung aus, verknüpfe, und schalte sie gleich danach wieder ein. Sie muss nur für das "
            "Verknüpfen aus sein, für nichts anderes hier.",
        ),
    ),
    "wrong_facebook_login": Check(
        "Du bist mit der Facebook-Anmeldung verbunden, die diese Seite verwaltet",
        (
            "Drücke auf „Andere Facebook-Anmeldung benutzen“. Facebook fragt dann noch einmal nach dem Passwort.",
            "Melde dich als die Person an, die die mit @{account} verknüpfte Seite verwaltet, auch wenn das jemand "
            "anderes ist.",
        ),
    ),
    "account_checkpoint": Check(
        "Facebook hält dein Konto nicht auf",
        (
            "Öffne facebook.com und melde dich an.",
            "Tu, was Facebook dort verlangt; komm dann zurück und verbinde dich wieder.",
        ),
    ),
    "permission_declined": Check(
        "Alle Berechtigungen wurden erteilt",
        ("Drücke auf „Fehlende Berechtigung erteilen“. Facebook fragt noch einmal; lass alles eingeschaltet.",),
    ),
    "page_not_selected": Check(
        "Die Seite war im Fenster von Facebook angehakt",
        (
            "Drücke auf „Andere Seiten wählen“. Wähle im Fenster von Facebook „Einstellungen bearbeiten“.",
            "Hake die mit @{account} verknüpfte Seite an, ihr Instagram-Konto, und alles, was vorher angehakt war.",
        ),
    ),
    "page_role_missing": Check(
        "Du hast die volle Kontrolle über die Seite",
        (
            "Bitte jemanden mit voller Kontrolle: auf Facebook, in den Einstellungen der Seite, Seitenzugriff.",
            "Dort wirst du mit voller Kontrolle hinzugefügt; du nimmst das auf Facebook an.",
        ),
    ),
    "page_owned_by_other_business": Check(
        "Du darfst die Seite freigeben, obwohl sie einem Unternehmen gehört",
        (
            "Bitte jemanden aus der Verwaltung dieses Unternehmens um volle Kontrolle über die Seite, oder lass diese "
            "Person sich verbinden.",
        ),
    ),
    "page_not_published": Check(
        "Die Seite ist veröffentlicht",
        (
            "Wechsle auf Facebook zu deiner Seite: Einstellungen, Privatsphäre, Sichtbarkeit der Seite.",
            "Stelle ein, dass sie veröffentlicht ist.",
        ),
    ),
    "two_factor_required": Check(
        "In deinem Facebook-Konto ist die zweistufige Authentifizierung eingeschaltet",
        (
            "Auf Facebook: Einstellungen, Kontenübersicht, Passwort und Sicherheit, Zweistufige Authentifizierung. "
            "Schalte sie ein.",
            "Sie bleibt eingeschaltet. (Nur beim Verknüpfen von Instagram mit der Seite kann es sein, dass sie auf "
            "Instagram für diesen einen Schritt aus sein muss.)",
        ),
    ),
    "business_not_found": Check(
        "Facebook kennt das Unternehmen der Marke", ("Nur die Marke kann das in Ordnung bringen.",)
    ),
    "business_owns_page": Check("Dem Unternehmen der Marke gehört die Seite schon", ("Es ist nichts zu tun.",)),
    "app_not_approved": Check("Unser Dienst ist von Facebook zugelassen", ("Nur wir können das in Ordnung bringen.",)),
    "platform_unavailable": Check("Facebook antwortet", ("Wir versuchen es von selbst noch einmal.",)),
    "foreign_share_too_narrow": Check(
        "Die Marke hat keinen anderen, kleineren Zugriff auf die Seite",
        (
            "Öffne facebook.com, wechsle zu der Seite, die mit @{account} verknüpft ist{page}, und öffne "
            "Einstellungen, Seitenzugriff.",
            "Suche unter „Zugriff für Unternehmenskonten“ oder „Partner“ nach {business} (Nummer {business_id}). Wähle "
            "Entfernen.",
            "Komm hierher zurück und drücke auf „Erneut prüfen“. Wir geben dann, was vereinbart ist: {tasks}.",
        ),
    ),
    "share_pending": Check(
        "Der Zugriff der Marke ist auf Facebook bestätigt",
        ("Auf Facebook, in den Einstellungen deiner Seite, Seitenzugriff: Bestätige den Zugriff der Marke.",),
    ),
}

LAPSE = {
    "expired": "Die Anmeldung ist abgelaufen",
    "password_changed": "Das Facebook-Passwort wurde geändert",
    "logged_out": "Facebook hat die Sitzung beendet",
    "app_removed": "Unsere App wurde in den Facebook-Einstellungen entfernt",
    "checkpoint": "Facebook möchte zuerst etwas bestätigt haben: Öffne facebook.com und folge dem, was dort steht",
    "unconfirmed": "Das Facebook-Konto ist noch nicht bestätigt: Öffne facebook.com und bestätige es",
    "two_factor": "Das Unternehmen verlangt zweistufige Authentifizierung: Schalte sie in den "
    "Sicherheitseinstellungen von Facebook ein",
    "role_lost": "Diese Person verwaltet die Seite nicht mehr",
    "permission_removed": "Unserer App wurde eine Berechtigung entzogen",
    "page_deselected": "Die Seite war für unsere App nicht ausgewählt",
    "data_access_expired": "Facebook möchte, dass du den Zugriff auf deine Daten erneuerst",
    "unknown": "Facebook nimmt sie nicht mehr an",
}
