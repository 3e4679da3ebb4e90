# Was andere schreiben und tun, und was wir damit tun

act-like = Gefällt mir
act-boost = Teilen
act-answer = Antworten
act-as = Als { $what }
act-needs-approval = In Ihrer Organisation wird freigegeben, was in ihrem Namen gesagt wird. Bitte tun Sie dies im eigenen Namen.
act-in-the-name-of = Im Namen von
answer-title = Antwort an { $what }
answer-whole = Zum ganzen Gespräch
answer-text = Ihre Antwort
answer-text-hint = Markdown, höchstens 5000 Zeichen. Alle können sie lesen.
answer-text-hint-not-public = Markdown, höchstens 5.000 Zeichen. Lesen können es nur die, für die das bestimmt ist, worauf Sie antworten.
told-boosted-by = Geteilt von
told-not-public = Nicht für alle: Es lässt sich nicht teilen, und eine Antwort geht nur an die, die es lesen.

home-filter-all = Alles
home-filter-me = Ich

notifications-read = Alles als gelesen markieren
notifications-empty = Nichts Neues. Wenn jemand Ihnen antwortet, „Gefällt mir“ sagt oder Ihnen folgt, steht es hier.
notification-new = neu
notification-answer = antwortet:
notification-mention = erwähnt Sie:
notification-follower = folgt Ihnen jetzt.
notification-accepted = nimmt Ihre Anfrage an: Was dort erscheint, kommt von nun an auf Ihre Startseite.
notification-like = { $n ->
    [0] sagt „Gefällt mir“:
    [one] und { $n } weiteren Person gefällt das:
   *[other] und { $n } weiteren Personen gefällt das:
}
notification-boost = { $n ->
    [0] teilt das:
    [one] und { $n } weitere Person teilen das:
   *[other] und { $n } weitere Personen teilen das:
}

lookup-lead = Menschen, Organisationen und ihre Beiträge auf jedem Server des Fediverse.
lookup-label = Jemanden oder einen Beitrag finden
lookup-hint = Eine Adresse wie @name@server.example oder der Link zu einem Profil oder Beitrag.
lookup-button = Finden
lookup-nothing = Unter dieser Adresse wurde nichts gefunden. Schreiben Sie sie wie @name@server.example, oder fügen Sie den Link zu einem Profil oder Beitrag ein.

remote-deleted = Dieses Konto gibt es nicht mehr.
remote-origin = Profil auf dem eigenen Server
remote-relations = Ihre Verbindung
remote-follows-you = folgt Ihnen
remote-mute = Stummschalten
remote-unmute = Stummschaltung aufheben
remote-block = Blockieren …
remote-block-what = Wer blockiert ist, kann Ihnen weder folgen noch antworten, und Sie sehen nichts mehr davon. Folgt man Ihnen schon, endet das. Den Grund erfährt niemand.
remote-posts = Beiträge
remote-posts-empty = Es sind keine öffentlichen Beiträge bekannt.
remote-not-asked = Der Server antwortet im Moment nicht. Das ist, was hier bekannt ist.
remote-parent = Das ist eine Antwort. Zeigen, worauf
remote-answers-empty = Hier sind keine Antworten bekannt.
remote-fetching = Der Rest dieses Gesprächs wird von den Servern geholt, auf denen es steht.
remote-fetching-again = Zeigen, was da ist

following-as = gefolgt von { $what }

mutes-lead = Von Stummgeschalteten sehen Sie nichts. Blockierte können Ihnen außerdem weder folgen noch antworten.
mutes-empty = Niemand ist stummgeschaltet oder blockiert. Beides geht auf der Seite der Person oder Organisation.
mutes-muted-by = stummgeschaltet für { $what }
mutes-blocked-by = blockiert für { $what }
mute-oneself = Niemand kann sich selbst stummschalten.

place-notifications = Mitteilungen
place-notifications-hint = Wer geantwortet, „Gefällt mir“ gesagt, geteilt hat oder Ihnen folgt.
place-lookup = Jemanden finden
place-lookup-hint = Menschen und Beiträge auf anderen Servern.
place-mutes = Stumm und blockiert
place-mutes-hint = Wen Sie nicht hören möchten.
