# Ordnung: Meldungen, Sperrlisten, die Texte des Knotens
place-reports = Meldungen
place-reports-hint = Worauf andere und unsere eigenen Leute Sie aufmerksam machen.
place-texts = Regeln, Impressum, Datenschutz
place-texts-hint = Die Texte, die ein Knoten seinen Lesern schuldet.
office-waiting = warten
organisation-suspended = Diese Organisation ist gesperrt.
reports-lead = Sehen Sie sich an, was gemeldet ist, tun Sie das Nötige und schließen Sie die Meldung mit einer Notiz für die anderen Verantwortlichen.
reports-empty = Nichts ist gemeldet. Neue Meldungen erscheinen hier.
reports-closed = Erledigt
report-from = Gemeldet von anderswo: { $what }
report-from-here = Gemeldet von { $what }
report-gone = Nicht mehr da:
report-sure = für immer
report-show = Wieder zeigen
report-suspend = Konto sperren
report-suspend-organisation = Organisation sperren
report-block-actor = Dieses Konto blockieren
report-block-domain = Den ganzen Server blockieren
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
block-list-title = Eine Liste von Blockierungen übernehmen
block-list-lead = Listen, wie Mastodon sie schreibt. Sie sehen zuerst, was sich ändern würde; blockiert wird nichts, bevor Sie es bestätigen.
block-list-what = Was nennt die Liste?
block-list-domains-hint = Ein Server je Zeile oder eine Tabelle mit der Spalte #domain.
block-list-actors-hint = Eine Adresse je Zeile: name@server.example.
block-list-look = Erst ansehen
block-list-take = Alle blockieren
block-list-which = Welche?
block-list-wrong = Was sich nicht übernehmen lässt
block-list-back = Zurück zu den Blockierungen
block-list-new = { $n ->
    [one] { $n } neue Blockierung.
   *[other] { $n } neue Blockierungen.
}
block-list-known = { $n ->
    [one] { $n } ist schon blockiert.
   *[other] { $n } sind schon blockiert.
}
block-list-taken = { $n ->
    [one] { $n } Blockierung ist hinzugekommen.
   *[other] { $n } Blockierungen sind hinzugekommen.
}
line-number = Zeile { $n }:
block-list-missing = Bitte wählen Sie eine Datei.
block-list-milder = Dort ist er nur eingeschränkt, nicht blockiert.
block-list-no-actor = Das ist keine Adresse wie name@server.example.
block-list-nobody = Unter dieser Adresse ist dort niemand bekannt.
block-list-blocked = Blockiert.
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
text-write = Schreiben
text-preview = So wird es aussehen. Gespeichert ist noch nichts.
text-hint = Markdown. Ein leerer Text entfernt die Seite.
text-template = Mit einer Vorlage beginnen
text-not-legal-advice = Die Vorlage sagt, was für diese Software stimmt; was in Klammern steht, füllen Sie aus. Sie ist keine Rechtsberatung.
text-too-long = Der Text hat mehr als 50.000 Zeichen.
texts-lead = Sobald ein Text da ist, führt jede Seite dorthin.
frame-about-node = Über diesen Knoten
about-title = Über { $what }
about-lead = Ein Ort, an dem Unternehmen unter eigenem Namen schreiben und das ganze Fediverse lesen und antworten kann.
about-run-by = Betrieben von
about-no-texts = Regeln, Impressum und Datenschutz sind noch zu schreiben.
about-organisations = { $n ->
    [one] { $n } Organisation
   *[other] { $n } Organisationen
}
