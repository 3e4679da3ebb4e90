# Was sieht, wer angemeldet ist
setup-title = Richten Sie Ihren Knoten ein
setup-lead = Sechs Antworten, und Ihre Organisation kann veröffentlichen.
setup-organisation = Name der Organisation
setup-organisation-hint = Wie auf der Visitenkarte: „Werkstatt Brandt & Söhne“.
setup-owner = Ihr eigener Name zum Anmelden
setup-owner-hint = Kleine lateinische Buchstaben, Ziffern und Unterstriche: anna oder anna_brandt.
setup-password-hint = Mindestens 8 Zeichen. Ein ganzer Satz ist leicht zu merken.
setup-language = Sprache, in der Sie schreiben
setup-where = Wo andere Sie finden
setup-where-domain = Unter eigenem Namen
setup-where-domain-hint = Das ganze Fediverse kann Ihnen folgen. Der Name ist Teil jeder Adresse und lässt sich später nicht ändern.
setup-where-trial = Hier ausprobieren
setup-where-trial-hint = Alles läuft auf diesem Rechner, und außerhalb sieht es niemand. Wenn Sie später einen Namen wählen, kommen Artikel, Menschen und Einstellungen unter neuen Adressen mit.
setup-domain = Öffentlicher Name
setup-domain-hint = Nur für einen eigenen Namen: artel.example.org, ohne https://. Er muss bereits zu diesem Rechner führen.
setup-button = Einrichten

setup-done-title = Ihr Knoten ist bereit
setup-done-lead = Unter dieser Adresse findet man Sie und kann Ihnen folgen:
setup-done-domain = Setzen Sie sie auf Ihre Website und Ihre Visitenkarte. Schreiben Sie nun einen ersten Artikel, damit Gäste etwas zu lesen finden.
setup-done-trial = Solange Sie ausprobieren, gilt diese Adresse nur auf diesem Rechner. Schreiben Sie einen ersten Artikel und sehen Sie, wie er aussieht.
setup-done-write = Den ersten Artikel schreiben

home-write = Artikel schreiben
home-waiting = { $n ->
    [0] Alles ist zugestellt
    [one] { $n } Zustellung wartet
   *[other] { $n } Zustellungen warten
}
home-undelivered = { $n ->
    [one] { $n } Zustellung ist gescheitert
   *[other] { $n } Zustellungen sind gescheitert
}
home-own = Was wir geschrieben haben
home-own-empty = Sie haben noch nichts veröffentlicht. Schreiben Sie den ersten Artikel: Was gibt es Neues bei Ihnen?
home-news = Was andere schreiben
home-news-empty = Hier lesen Sie, was die schreiben, denen Sie folgen.
home-news-follow = Jemandem folgen

write-preview = So wird es aussehen. Noch ist nichts veröffentlicht.
write-tags = Schlagwörter
write-tags-hint = Durch Kommas getrennt: Fräsen, Stahl.
write-picture-kept = Das Bild ist gespeichert. Wählen Sie nur dann eine andere Datei, wenn Sie es ersetzen wollen.
write-picture-hint = JPEG, PNG, WebP oder GIF, höchstens 8 MB. Wo und womit es aufgenommen wurde, wird nicht weitergegeben.
write-alt = Was das Bild zeigt
write-alt-hint = Für Menschen, die es nicht sehen.
write-as = Veröffentlichen im Namen von
write-publish = Veröffentlichen
write-preview-button = Vorschau

delete-title = Diesen Artikel löschen?
delete-explanation = Hier verschwindet er für immer, und die Server, die ihn kennen, werden gebeten, ihn ebenfalls zu löschen. Das lässt sich nicht rückgängig machen.
delete-button = Für immer löschen

followers-empty = Ihnen folgt noch niemand. Geben Sie Ihre Adresse weiter: { $what }
followers-remove = Entfernen
contact-since = seit { $what }

following-handle = Jemandem folgen
following-handle-hint = Eine Adresse wie @name@server.example oder der Link zu einem Profil.
following-empty = Sie folgen noch niemandem. Fragen Sie Ihre Partner nach ihrer Adresse im Fediverse.
following-waits = Angefragt; die Antwort steht noch aus.
following-rejected = Abgelehnt.
following-unfollow = Nicht mehr folgen

deliveries-lead = Was Sie veröffentlichen, geht an jeden Server, auf dem Ihnen jemand folgt. Ist einer nicht erreichbar, wird es sieben Tage lang wieder versucht.
deliveries-empty = Alles ist angekommen.
deliveries-waiting = Unterwegs
deliveries-undelivered = Nicht zugestellt
deliveries-undelivered-hint = Es wird nicht mehr versucht, außer Sie wollen es.
delivery-attempts = { $n ->
    [one] { $n } Versuch.
   *[other] { $n } Versuche.
}
delivery-first = Wird gleich gesendet.
delivery-next = Nächster Versuch: { $what }.
delivery-try = Jetzt versuchen
delivery-forget = Nicht mehr senden
delivery-forbidden = Der Server lehnt ab ({ $n }); vielleicht blockiert er uns.
delivery-unknown = Diesen Empfänger gibt es nicht mehr ({ $n }).
delivery-fault = Der Server hat eine Störung ({ $n }).
delivery-status = Der Server hat es nicht angenommen ({ $n }).
delivery-silent = Der Server hat nicht rechtzeitig geantwortet.
delivery-unreachable = Der Server ist nicht erreichbar.
delivery-refused = An diese Adresse senden wir nicht.

blocks-lead = Von blockierten Servern und Menschen wird nichts angenommen: keine Antworten, keine Follower, keine Artikel. Sie erfahren davon nichts.
blocks-domains = Server
blocks-domains-empty = Kein Server ist blockiert.
blocks-actors = Menschen und Organisationen
blocks-actors-empty = Niemand ist blockiert.
block-domain = Einen Server blockieren
block-domain-hint = Ein Name wie spam.example; alles darunter ist mit blockiert.
block-domain-button = Server blockieren
block-actor = Jemanden blockieren
block-actor-button = Blockieren
block-reason = Grund (nur für Sie sichtbar)
block-remove = Aufheben
unblock-title = Die Blockierung aufheben?
unblock-explanation = Was von dort kommt, wird wieder angenommen. Was inzwischen abgewiesen wurde, kommt nicht zurück.
unblock-button = Blockierung aufheben
