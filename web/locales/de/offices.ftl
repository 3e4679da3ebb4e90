# Wer sich um den Knoten kümmert, und die E-Mails, die von ihm hinausgehen
offices-title = Ämter
offices-lead = Wer sich um diesen Knoten kümmert. Betreiber dürfen hier alles; Verantwortliche kümmern sich um Unternehmen, Meldungen und Sperren.
office-operator = Betreiber
office-officer = Verantwortlich
office-none = kein Amt
offices-make-operator = Zum Betreiber machen
offices-make-officer = Verantwortlich machen
offices-take = Das Amt nehmen
offices-ask-operator = { $what } zum Betreiber machen?
offices-ask-officer = { $what } verantwortlich machen?
offices-ask-take = { $what } das Amt nehmen?
offices-operator-may = Ein Betreiber darf auf diesem Knoten alles: Texte, Sicherungen und E-Mail, und Ämter geben und nehmen, auch Ihres.
offices-officer-may = Wer verantwortlich ist, entscheidet über Anträge, Meldungen und Sperren und sperrt Unternehmen, sieht aber weder Sicherungen noch Einstellungen.
offices-none-may = Die Person schreibt weiter für ihre Organisation, kümmert sich aber nicht mehr um den Knoten.
place-offices = Ämter
place-offices-hint = Wer diesen Knoten mit Ihnen betreibt, und wer sich um Anträge und Meldungen kümmert.
outgoing-title = E-Mails
outgoing-lead = E-Mails, die noch hinausgehen sollen, und solche, bei denen es nicht gelang. Was darin steht, sehen nur ihre Empfänger.
outgoing-empty = Alle E-Mails sind hinausgegangen.
outgoing-failed = Nicht gesendet
outgoing-waiting = Warten
outgoing-attempts = { $n ->
    [0] Noch nicht versucht.
    [one] Einmal versucht.
   *[other] { $n }-mal versucht.
}
outgoing-try = Noch einmal versuchen
outgoing-drop = Verwerfen
place-mails = E-Mails
place-mails-hint = E-Mails, die warten oder nicht hinausgingen, mit dem Grund.
hosted-pictures = Bilder belegen { $what }.
hosted-pictures-of = Bilder belegen { $used } von { $quota }.
hosted-pictures-all = Alle Bilder zusammen belegen { $what }.
