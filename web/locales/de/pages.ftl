# Was Besucher sehen
front-title = Wer hier schreibt
front-lead = Diese Organisationen veröffentlichen auf diesem Knoten.
front-empty = Dieser Knoten ist noch nicht eingerichtet. Wenn es Ihrer ist: Den Link zur Einrichtung zeigt das Terminal, in dem er gestartet wurde.

actor-feed = Feed
actor-articles = Artikel
actor-empty = Hier ist noch nichts erschienen. Folgen Sie, dann verpassen Sie den ersten Artikel nicht.

follow-label = Mit dem eigenen Konto folgen
follow-hint = Ihre Adresse bei Mastodon oder auf einem anderen Server des Fediverse. Sie bestätigen dort.
follow-button = Folgen

post-of = Beitrag von { $what }
article-byline = Geschrieben von { $what }
article-edited = bearbeitet { $what }
article-edited-short = bearbeitet
article-answers = Antworten
article-answers-empty = Noch keine Antworten.
article-answer-from = Mit dem eigenen Konto antworten
article-answer-how = Fügen Sie diese Adresse in das Suchfeld Ihres Servers ein; dort können Sie antworten, den Artikel mit „Gefällt mir“ markieren und teilen.
answer-hidden = Ausgeblendete Antwort von { $what }
answer-hidden-by-officer = Von den Verantwortlichen des Knotens ausgeblendete Antwort von { $what }
answer-show = Wieder allen zeigen

login-title = Anmelden
login-name = Name
login-password = Passwort
login-forgotten = Passwort vergessen?
