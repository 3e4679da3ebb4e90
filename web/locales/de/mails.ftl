# Mails, und die Seite, die sie abbestellt
mail-address-wrong = Das ist keine E-Mail-Adresse. Schreiben Sie sie wie anna@example.org.

mail-kind-new-password = Links zu einem neuen Passwort
mail-kind-invitation = Einladungen
mail-kind-application = E-Mails zu Anträgen
mail-kind-notification = Mitteilungen
mail-kind-weekly = Wöchentliche E-Mail
mail-stop-line = Wenn Sie solche E-Mails nicht mehr möchten:

mail-stop-title = Diese E-Mails abbestellen?
mail-stop-ask = Dieser Knoten sendet diese E-Mails an diese Adresse:
mail-stop-button = Nicht mehr senden
mail-stop-done-title = Diese E-Mails sind abbestellt
mail-stop-done = Diese E-Mails kommen nicht mehr an diese Adresse:
mail-stop-rest = Was die Sicherheit Ihres Kontos betrifft, kommt weiterhin.
mail-start-button = Doch wieder senden
mail-start-done-title = Diese E-Mails kommen wieder
mail-start-done = Dieser Knoten sendet diese E-Mails wieder an diese Adresse:

mail-link-lasts = Der Link gilt einmal, bis zum { $until }.
mail-links-last = Jeder Link gilt einmal, bis { $until }.

mail-invitation-subject = { $inviter } lädt Sie zu { $organisation } ein
mail-invitation-text = { $inviter } möchte Sie bei { $organisation } auf { $node } dabeihaben. Wählen Sie einen Namen und ein Passwort, dann kann es losgehen.
mail-invitation-action = Einladung annehmen
mail-invitation-why = Sie bekommen diese E-Mail, weil { $inviter } Ihre Adresse auf { $node } eingetragen hat. Kennen Sie den Absender nicht, tun Sie nichts: Ohne Sie geschieht nichts.

mail-reset-subject = Ein neues Passwort für { $node }
mail-reset-text = Jemand, hoffentlich Sie selbst, hat ein neues Passwort für das Konto { $name } angefordert.
mail-reset-several = Jemand, hoffentlich Sie selbst, möchte ein neues Passwort. Mehrere Konten haben diese Adresse. Wählen Sie, welches ein neues Passwort braucht:
mail-reset-action = Neues Passwort wählen
mail-reset-why = Diese E-Mail kommt immer, wenn jemand ein neues Passwort anfordert. Waren Sie es nicht, tun Sie nichts: Ihr Passwort bleibt, wie es ist.
mail-changed-subject = Eine andere E-Mail-Adresse für Ihr Konto auf { $node }
mail-changed-text = Das Konto { $name } auf { $node } hat jetzt eine andere E-Mail-Adresse. E-Mails dazu kommen nicht mehr hierher.
mail-factor-ended-subject = Ihr zweiter Faktor auf { $node } ist ausgeschaltet
mail-factor-ended-text = Die Leitung Ihrer Organisation hat den zweiten Faktor des Kontos { $name } auf { $node } ausgeschaltet. Jetzt genügt das Passwort allein; einen zweiten Faktor können Sie jederzeit wieder einrichten.
mail-account-not-you = Wenn Sie das nicht wollten, wählen Sie gleich ein neues Passwort und sprechen Sie mit der Leitung Ihrer Organisation.
mail-account-why = Diese E-Mail betrifft die Sicherheit Ihres Kontos und lässt sich nicht abbestellen.

mail-application-subject = { $applicant } möchte zu { $organisation } gehören
mail-application-text = { $applicant } möchte in { $organisation } aufgenommen werden und wartet auf Antwort.
mail-application-message = Dazu heißt es:
mail-application-action = Antrag ansehen
mail-application-why = Sie bekommen diese E-Mail, weil Sie auf { $node } über Anträge entscheiden.

mail-approved-subject = Willkommen bei { $organisation }
mail-approved-text = Ihr Antrag ist angenommen: Sie gehören jetzt zu { $organisation }.
mail-approved-action = Loslegen
mail-refused-subject = Ihr Antrag bei { $organisation }
mail-refused-text = { $organisation } hat Ihren Antrag nicht angenommen.
mail-refused-reason = Dazu heißt es:
mail-answered-why = Sie bekommen diese E-Mail, weil auf { $node } mit Ihrer Adresse ein Antrag gestellt wurde. Waren Sie es nicht, tun Sie nichts.

mail-digest-subject = { $n ->
    [one] Etwas Neues auf { $node }
   *[other] { $n }-mal Neues auf { $node }
}
mail-digest-text = Das ist seit unserer letzten E-Mail geschehen:
mail-digest-more = { $n ->
    [one] Und noch etwas.
   *[other] Und noch { $n } weitere Ereignisse.
}
mail-digest-action = Alles ansehen
mail-digest-why = Sie bekommen diese E-Mail, weil Sie per E-Mail erfahren möchten, was auf { $node } geschieht.

mail-weekly-subject = Die Woche auf { $node }
mail-weekly-text = Das war neu in den Räumen, die Sie lesen können, und von denen, denen Sie folgen:
mail-weekly-begun = Neue Gespräche
mail-weekly-answered = Am meisten beantwortet
mail-weekly-offers = Neue Angebote
mail-weekly-articles = Neue Artikel
mail-weekly-answers = { $n ->
    [one] { $n } neue Antwort
   *[other] { $n } neue Antworten
}
mail-weekly-more = { $n ->
    [one] Und { $n } weiterer Eintrag.
   *[other] Und { $n } weitere Einträge.
}
mail-weekly-unread = { $n ->
    [one] Eine Mitteilung wartet auf Sie.
   *[other] { $n } Mitteilungen warten auf Sie.
}
mail-weekly-interests = { $n ->
    [one] Eine Interessenbekundung wartet auf Ihre Antwort.
   *[other] { $n } Interessenbekundungen warten auf Ihre Antwort.
}
mail-weekly-waits = Das wartet auf Sie
mail-weekly-action = Zu den Räumen
mail-weekly-why = Sie bekommen diese E-Mail, weil Sie ein Konto auf { $node } haben. Sie kommt einmal in der Woche, wenn es Neues gibt.

mail-test-subject = Eine Probe-E-Mail von Artel
mail-test-text = Wenn Sie das lesen, kann Ihr Knoten E-Mails senden. Mehr ist nicht zu tun.
mail-test-why = Sie bekommen diese E-Mail, weil jemand, der einen Artel-Knoten betreibt, Ihre Adresse zum Ausprobieren eingetragen hat. Sie kommt nur dieses eine Mal.
