# Ordnung: Meldungen, Sperrlisten, die Texte des Knotens
place-reports = Meldungen
place-reports-hint = Was andere und unsere eigenen Leute Ihnen zeigen wollen.
place-texts = Regeln, Impressum, Datenschutz
place-texts-hint = Die Texte, die ein Knoten seinen Lesern schuldet.
office-waiting = warten
organisation-suspended = Diese Organisation ist gesperrt.
reports-title = Meldungen
reports-lead = Sehen Sie sich an, was gemeldet ist, tun Sie das Nötige und schließen Sie die Meldung mit einer Notiz für die anderen Verantwortlichen.
reports-empty = Nichts ist gemeldet. Neue Meldungen erscheinen hier.
reports-closed = Erledigt
report-from = Gemeldet von anderswo: { $what }
report-from-here = Gemeldet von { $what }
report-gone = Nicht mehr da:
report-sure = für immer
report-hide = Ausblenden
report-show = Wieder zeigen
report-delete = Löschen
report-suspend = Konto sperren
report-suspend-organisation = Organisation sperren
report-block-actor = Dieses Konto sperren
report-block-domain = Den ganzen Server sperren
report-block-reason = Nach einer Meldung
report-note = Notiz (nur für Verantwortliche sichtbar)
report-close = Erledigt
report-reopen = Wieder öffnen
report-closed-by = Erledigt von { $what }
report-sent-waiting = Unterwegs zu { $what }.
report-sent-arrived = { $what } hat sie erhalten.
report-sent-given-up = An { $what } nicht zustellbar.
report-link = Melden
report-title = Etwas melden
report-sent = Danke. Unsere Verantwortlichen sehen es sich an.
report-back = Zurück
report-reason = Was ist daran falsch?
report-reason-hint = Ein Satz genügt.
report-forward = Auch die Verantwortlichen von { $what } benachrichtigen
report-forward-hint = Sie lesen Ihre Worte, erfahren aber nicht, wer Sie sind.
report-button = Melden
report-reason-missing = Bitte schreiben Sie, was daran falsch ist.
report-too-many = Von Ihnen sind schon viele Meldungen offen. Bitte warten Sie, bis die Verantwortlichen sie angesehen haben.
block-list-import = Eine Liste übernehmen
block-list-domains = Server als Datei
block-list-actors = Menschen als Datei
block-list-title = Eine Sperrliste übernehmen
block-list-lead = Listen, wie Mastodon sie schreibt. Sie sehen zuerst, was sich ändern würde; gesperrt wird nichts, bevor Sie es bestätigen.
block-list-what = Was nennt die Liste?
block-list-domains-hint = Ein Server je Zeile oder eine Tabelle mit der Spalte #domain.
block-list-actors-hint = Eine Adresse je Zeile: name@server.example.
block-list-file = Datei
block-list-look = Erst ansehen
block-list-take = Alle sperren
block-list-which = Welche?
block-list-wrong = Was sich nicht übernehmen lässt
block-list-back = Zurück zu den Sperren
block-list-new = { $n ->
    [one] { $n } neue Sperre.
   *[other] { $n } neue Sperren.
}
block-list-known = { $n ->
    [one] { $n } ist schon gesperrt.
   *[other] { $n } sind schon gesperrt.
}
block-list-taken = { $n ->
    [one] { $n } Sperre ist hinzugekommen.
   *[other] { $n } Sperren sind hinzugekommen.
}
line-number = Zeile { $n }:
block-list-missing = Bitte wählen Sie eine Datei.
block-list-milder = Dort ist er nur eingeschränkt, nicht gesperrt.
block-list-no-actor = Das ist keine Adresse wie name@server.example.
block-list-nobody = Unter dieser Adresse ist dort niemand bekannt.
block-list-later = Noch nicht nachgesehen: Senden Sie die Liste noch einmal.
table-unreadable = Die Datei ist keine Tabelle in UTF-8.
table-too-long = Die Liste hat mehr als 10.000 Zeilen.
text-rules = Regeln
text-imprint = Impressum
text-privacy = Datenschutz
text-rules-hint = Was für alle gilt, die hier schreiben.
text-imprint-hint = Wer für diesen Knoten verantwortlich ist, mit Anschrift.
text-privacy-hint = Was hier mit den Daten der Menschen geschieht.
text-in-another-language = Diesen Text gibt es nur in einer Sprache: { $what }.
text-changed = Stand: { $what }
text-edit = Ändern
text-write = Schreiben
text-preview = So wird es aussehen. Gespeichert ist noch nichts.
text-hint = Markdown. Ein leerer Text nimmt die Seite weg.
text-save = Speichern
text-preview-button = Vorschau
text-template = Mit einer Vorlage beginnen
text-not-legal-advice = Die Vorlage sagt, was für diese Software stimmt; was in Klammern steht, füllen Sie aus. Sie ist keine Rechtsberatung.
text-too-long = Der Text hat mehr als 50.000 Zeichen.
texts-title = Regeln, Impressum, Datenschutz
texts-lead = Sobald ein Text da ist, führt jede Seite dorthin.
frame-about-node = Über diesen Knoten
about-title = Über { $what }
about-lead = Ein Ort, an dem Firmen unter eigenem Namen schreiben und das ganze Fediverse lesen und antworten kann.
about-run-by = Betrieben von
about-hosted = Wer hier schreibt
about-no-texts = Regeln, Impressum und Datenschutz sind noch zu schreiben.
about-organisations = { $n ->
    [one] { $n } Organisation
   *[other] { $n } Organisationen
}
about-people = { $n ->
    [one] { $n } Mensch
   *[other] { $n } Menschen
}
about-entries = { $n ->
    [one] { $n } Artikel
   *[other] { $n } Artikel
}
