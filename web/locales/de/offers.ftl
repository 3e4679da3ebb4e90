# Kooperationsprofile: welche zueinander passen
matches-title = Was zu diesem Profil passt
matches-lead = Dieser Knoten hat die Profile verglichen, die er ohnehin kennt. Niemand erfährt, wonach Sie gesucht haben.
matches-empty = Zurzeit passt nichts, was dieser Knoten kennt. Branchen, Schlagwörter und eine ausführliche Beschreibung machen den Vergleich leichter.
matches-link = Was dazu passt
match-well = gut
match-partly = teilweise
match-little = ein wenig
match-there = Es passt zu Ihrem: { $what }.
match-back = Ihres passt dazu: { $what }.
match-trade = gleiche Branche { $what }
match-keywords = gleiche Schlagwörter: { $what }
match-words = beide sprechen von { $what }
match-offers-it = bietet, was hier gesucht wird
match-seeks-it = sucht, was hier geboten wird
match-partnership = beide wollen: { $what }
match-looks-for-size = sucht Partner wie Sie: { $what }
match-has-size = ist, was hier gesucht wird: { $what }
match-looks-in = sucht Partner dort, wo Sie sind: { $what }
match-in-country = ist dort, wo hier Partner gesucht werden: { $what }
match-countries = beide suchen Partner in denselben Ländern: { $what }
match-languages = gemeinsame Sprachen: { $what }
match-vouched = jemand, dem dieser Knoten traut, bürgt dafür
match-active = hat in den letzten drei Monaten etwas veröffentlicht
match-answers = antwortet meist auf Interesse

# In Angeboten suchen, gespeicherte Suchen
place-offers = Angebote und Gesuche
offers-lead = Was Unternehmen bieten und suchen, auf diesem Knoten und in seinen Gemeinschaften.
offers-words = Wörter
offers-words-hint = Alle müssen im Titel, in der Zusammenfassung oder in den Schlagwörtern stehen.
offers-more-filters = Weitere Filter
offers-any = beliebig
offers-country = Land, in dem Partner gesucht werden
offers-country-hint = Sein Name oder seine zwei Buchstaben: Österreich, AT
offers-trade-hint = Ein Code oder sein Anfang: 28 oder 28.9
offers-language = Sprache
offers-language-hint = Ihr Name oder ihr Code: Deutsch, de
offers-look = Suchen
offers-all = Alle Angebote und Gesuche
offers-found = { $n ->
    [one] { $n } Profil
   *[other] { $n } Profile
}
offers-empty = Hier stehen noch keine Angebote oder Gesuche. Mitglieder einer Gemeinschaft schreiben eines in ihrer Börse, jedes Unternehmen auf seiner eigenen Seite.
offers-nothing = Nichts passt zu dieser Suche. Lassen Sie einen Filter oder ein Wort weg, oder speichern Sie die Suche und sehen Sie später wieder nach.
offers-query-too-long = Diese Suche ist zu lang: Verwenden Sie höchstens zehn Wörter.
place-saved-offers = Gespeicherte Suchen
saved-lead = Nur Sie sehen diese Suchen. Kein anderer Server erfährt davon.
saved-empty = Noch ist keine Suche gespeichert. Suchen Sie mit einem Filter oder einem Wort, und speichern Sie die Suche unter dem, was sie findet.
saved-name = Name der Suche
saved-name-hint = Nur Sie sehen ihn. Neue Profile werden für Sie gezählt.
saved-name-missing = Geben Sie der Suche einen Namen.
saved-button = Suche speichern
saved-too-many = Dreißig Suchen sind schon gespeichert: Löschen Sie zuerst eine.
saved-new = { $n ->
    [one] { $n } neues Profil
   *[other] { $n } neue Profile
}
saved-nothing-new = nichts Neues
