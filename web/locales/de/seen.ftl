# Was Menschen voneinander sehen, und von dem, was auf sie wartet.
front-more = Weitere Organisationen

## Was aus Entwürfen wird
notification-handed-in = hat eingereicht und bittet Sie, es zu lesen:
notification-sent-back = hat Ihren Entwurf mit einem Hinweis zurückgegeben:
notification-approved = hat veröffentlicht, was Sie eingereicht haben:

## Wo keine Antworten angenommen werden
answer-blocked = Wer das geschrieben hat, nimmt von Ihnen keine Antworten an.
answer-too-many = Dieses Gespräch hat so viele Antworten, wie wir aufheben.

## Das Bild eines Artikels
write-picture-remove = Bild herausnehmen
write-picture-removed = Das Bild ist herausgenommen.

## Die Bestätigung eines Antrags
mail-filed-subject = Ihr Antrag auf { $node } ist angekommen
mail-filed-text = Ihr Antrag auf Aufnahme bei { $node } ist angekommen und wartet auf eine Entscheidung. Der Link zeigt, wie es steht; heben Sie diese E-Mail bis dahin auf.
mail-filed-action = Nachsehen, wie es steht

## Bevor etwas verloren geht
confirm-follower = { $what } als Follower entfernen?
confirm-follower-text = Dorthin geht nichts mehr von Ihnen, und der Server dort erfährt es. Man kann Ihnen erneut folgen.
confirm-block = { $what } blockieren?
confirm-forget = Davon nichts mehr an { $what } senden?
confirm-forget-text = Es kommt dort nicht an und lässt sich nicht noch einmal versuchen.
confirm-revoke = Die Einladung zu { $what } zurückziehen?
confirm-revoke-text = Ihr Link gilt dann nicht mehr. Sie müssten einen neuen senden.
confirm-suspend = { $what } sperren?
confirm-suspend-text = Niemand aus der Organisation kann sich anmelden, und niemand kann lesen, was sie veröffentlicht hat, bis Sie sie wieder zulassen.
confirm-domain = { $what } mit allem darauf blockieren?
confirm-domain-text = Von dort wird nichts mehr angenommen, für keine Organisation dieses Knotens.

## Wer gegangen ist
departed-title = Wer gegangen ist
departed-lead = Diese Konten sind beendet; was unter eigenem Namen veröffentlicht wurde, ist noch hier.
departed-erase = Löschen…
erase-departed-what = Das Profil und alles, was unter eigenem Namen veröffentlicht wurde, verschwinden.
erase-departed-stays = Was im Namen der Organisation geschrieben wurde, bleibt.
leave-erase = Was Sie unter eigenem Namen veröffentlicht haben, kann auch überall verschwinden:
notification-ending = erinnert: Es endet bald. Sie können es verlängern:
notification-watched = schreibt in einem Gespräch, dem Sie folgen:
