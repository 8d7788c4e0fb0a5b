"""Words for connecting again: in time, with a sign-in that does not cover the Page, and after a role was lost."""

EN = {
    "not_shown": "This sign-in does not show @{account}. Tick the Page linked to it in Facebook’s dialog, or use the "
    "Facebook login that controls that Page.",
    "lacks_account": "the Page linked to @{account}",
    "lacks_control": "full control of the Page linked to @{account}",
    "connected_not_for": "connected, but not for the Page linked to @{account}",
    "renew": "Renew the sign-in",
    "renew_note": "Sign in as before, and keep every Page and permission selected. Nothing else changes.",
    "renew_calm": "Nothing to do today.",
    "renew_given": "Facebook lets us keep your sign-in until {expires}, but the access is agreed until {ends}. If you "
    "do nothing, we may be unable to take it back after {expires}: {brand} may then keep it until you connect again "
    "or remove it on Facebook.",
    "renew_waiting": "Facebook lets us keep your sign-in until {expires}, but the access is agreed from {starts} until "
    "{ends}. If you do nothing, we may be unable after {expires} to give the access, or to take it back at its end.",
    "renew_notice": "Facebook lets us keep your sign-in until {expires}, but {brand} and @{account} have agreed on "
    "access until {ends}. Open the page and renew the sign-in before that: else we may be unable to take the access "
    "back.",
    "role_then": "Then press “Connect again” and tick the Page linked to @{account}.",
    "role_or": "Or somebody who has full control of the Page signs in here: “Use another Facebook login”.",
    "role_why_again": "Held up by this: taking the access back. If nothing is done, {brand} keeps it even after the "
    "agreed end, until a login with full control of the Page is connected, or somebody with full control removes it "
    "on Facebook.",
    "role_manual": "Have the access removed on Facebook by somebody with full control",
    "role_manual_note": "Only somebody with full control of the Page can do this. It works at any time, without us. "
    "Give that person these steps:",
}

DE = {
    "not_shown": "Diese Anmeldung zeigt @{account} nicht. Hake im Fenster von Facebook die damit verknüpfte Seite an, "
    "oder benutze die Facebook-Anmeldung, die diese Seite verwaltet.",
    "lacks_account": "die mit @{account} verknüpfte Seite",
    "lacks_control": "die volle Kontrolle über die mit @{account} verknüpfte Seite",
    "connected_not_for": "verbunden, aber nicht für die mit @{account} verknüpfte Seite",
    "renew": "Anmeldung erneuern",
    "renew_note": "Melde dich an wie bisher und lass alle Seiten und Berechtigungen ausgewählt. Sonst ändert sich "
    "nichts.",
    "renew_calm": "Heute musst du nichts tun.",
    "renew_given": "Facebook lässt uns deine Anmeldung bis zum {expires}; der Zugriff ist aber bis zum {ends} "
    "vereinbart. Wenn du nichts tust, können wir ihn nach dem {expires} vielleicht nicht zurücknehmen: {brand} behält "
    "ihn dann womöglich, bis du dich wieder verbindest oder ihn auf Facebook entfernst.",
    "renew_waiting": "Facebook lässt uns deine Anmeldung bis zum {expires}; der Zugriff ist aber vom {starts} bis zum "
    "{ends} vereinbart. Wenn du nichts tust, können wir ihn nach dem {expires} vielleicht nicht geben, oder am Ende "
    "nicht zurücknehmen.",
    "renew_notice": "Facebook lässt uns deine Anmeldung bis zum {expires}; für {brand} und @{account} ist der Zugriff "
    "aber bis zum {ends} vereinbart. Öffne die Seite und erneuere die Anmeldung vorher: Sonst können wir den Zugriff "
    "vielleicht nicht zurücknehmen.",
    "role_then": "Danach drücke auf „Wieder verbinden“ und hake die mit @{account} verknüpfte Seite an.",
    "role_or": "Oder jemand mit voller Kontrolle meldet sich hier an: „Andere Facebook-Anmeldung benutzen“.",
    "role_why_again": "Das hängt daran: das Zurücknehmen des Zugriffs. Wenn nichts geschieht, behält {brand} ihn "
    "auch nach dem vereinbarten Ende, bis eine Anmeldung mit voller Kontrolle über die Seite verbunden ist oder jemand "
    "mit voller Kontrolle ihn auf Facebook entfernt.",
    "role_manual": "Den Zugriff auf Facebook von jemandem mit voller Kontrolle entfernen lassen",
    "role_manual_note": "Das kann nur jemand mit voller Kontrolle über die Seite. Es geht jederzeit, ohne uns. Gib "
    "dieser Person diese Schritte:",
}
