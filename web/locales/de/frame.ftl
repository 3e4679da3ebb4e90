# Was jede Seite umgibt
frame-skip = Zum Inhalt springen
frame-navigation = Hauptmenü
frame-home = Start
frame-write = Schreiben
frame-page = Unsere Seite
frame-office = Verwalten
frame-login = Anmelden
frame-logout = Abmelden
frame-language = Sprache
frame-about = Veröffentlicht mit Artel, als Teil des Fediverse.
frame-test-network = Dieser Knoten gehört zu einem Testnetz. Was hier steht, ist nicht auf Dauer angelegt.
frame-trial = Sie probieren Artel aus: Außerhalb dieses Rechners sieht niemand etwas. Einen öffentlichen Namen können Sie später wählen.

# Wörter, die an vielen Stellen stehen
cancel = Abbrechen
edit = Bearbeiten
delete = Löschen
hide = Ausblenden
back = Zurück
file = Datei
picture = Bild
older = Ältere
more = Weitere
form-refused = Noch nicht gespeichert: Bitte sehen Sie die markierten Felder an.
answers = { $n ->
    [one] { $n } Antwort
   *[other] { $n } Antworten
}
followers = { $n ->
    [one] { $n } Follower
   *[other] { $n } Follower
}
articles = { $n ->
    [one] { $n } Artikel
   *[other] { $n } Artikel
}
likes = { $n ->
    [one] { $n }-mal „Gefällt mir“
   *[other] { $n }-mal „Gefällt mir“
}
boosts = { $n ->
    [one] { $n }-mal geteilt
   *[other] { $n }-mal geteilt
}

month = { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
}
date = { $day }. { month } { $year }
date-time = { date }, { $time } { $zone ->
    [CET] MEZ
    [CEST] MESZ
   *[other] { $zone }
}
