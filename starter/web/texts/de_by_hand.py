"""German: what the creator does on Facebook by hand, and what they tell us of it."""

MANUAL = (
    "Öffne facebook.com und wechsle zu der Seite, die mit @{account} verknüpft ist{page}.",
    "Öffne Einstellungen, dann Seitenzugriff (in manchen Konten: Seiteneinrichtung, Seitenzugriff).",
    "Suche unter „Zugriff für Unternehmenskonten“ oder „Partner“ nach {business} (Nummer {business_id}).",
    "Wähle daneben Entfernen und bestätige.",
    "Komm hierher zurück und drücke auf „Ich habe ihn entfernt“. Wir sehen auf Facebook noch einmal nach; können wir "
    "das ohne deine Anmeldung nicht, bestätigt es jemand von uns.",
)

GIVE_AGAIN = (
    "Öffne facebook.com und wechsle zu der Seite, die mit @{account} verknüpft ist{page}.",
    "Öffne Einstellungen, dann Seitenzugriff (in manchen Konten: Seiteneinrichtung, Seitenzugriff).",
    "Füge unter „Zugriff für Unternehmenskonten“ oder „Partner“ {business} mit der Nummer {business_id} hinzu. Steht "
    "es noch in der Liste, ändere stattdessen, was es darf.",
    "Hake an, was vereinbart ist, und sonst nichts: {tasks}.",
    "Komm hierher zurück und drücke auf „Erneut prüfen“.",
)

TASK = {
    "ADVERTISE": "Anzeigen",
    "ANALYZE": "Insights",
    "CREATE_CONTENT": "Inhalte",
    "MANAGE": "Volle Kontrolle",
    "MESSAGING": "Nachrichten",
    "MODERATE": "Community-Aktivität",
}

BY_HAND = {
    "said_removed": "Du hast uns am {when} gesagt, dass du ihn entfernt hast. Verbindest du dich wieder, ist das "
    "sofort bewiesen; sonst bestätigt es jemand von uns, und dann steht hier „Beendet“.",
    "said_removed_looking": "Du hast uns am {when} gesagt, dass du ihn entfernt hast. Wir sehen auf Facebook von "
    "selbst wieder nach; sobald wir sehen, dass er weg ist, oder jemand von uns es bestätigt hat, steht hier "
    "„Beendet“.",
    "removed_ends": "Damit endet auch die Zusammenarbeit mit {brand} sofort, vor dem {ends}.",
    "can_agreed": "Vereinbart war, dass {brand} dies kann",
    "others_alone": "Was du außerdem tun kannst",
    "answer_by": "Bitte antworte bis",
}
