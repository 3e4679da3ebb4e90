# Entwürfe, Freigabe, Fassungen, was zuoberst steht, Antworten, Erwähnungen
place-drafts = Entwürfe
place-drafts-hint = Was Sie begonnen und noch nicht veröffentlicht haben.
place-approvals = Freigaben
place-approvals-hint = Was Mitglieder im Namen der Organisation geschrieben und eingereicht haben.

drafts-lead = Nur Sie sehen sie. Sie verlassen diesen Knoten nie.
drafts-empty = Nichts ist unfertig. Was Sie zu schreiben beginnen, wird hier aufgehoben, bis Sie es veröffentlichen.
draft-untitled = Ohne Titel
draft-continue = Weiterschreiben
draft-changes = ändert einen veröffentlichten Artikel
draft-answers = antwortet auf einen Beitrag
draft-saved = Entwurf gespeichert: { $what }
draft-save = Entwurf speichern
draft-handed-in = Eingereicht. Die Leitung oder die Moderation liest den Entwurf.
draft-handed-in-edit = Dieser Entwurf ist eingereicht. Wenn Sie ihn ändern, kommt er zu Ihnen zurück, und Sie müssen ihn noch einmal einreichen.
draft-sent-back = { $what } hat ihn zurückgegeben:
draft-delete-title = Diesen Entwurf löschen?
draft-delete-explanation = Was Sie geschrieben haben, ist dann für immer fort. Ein veröffentlichter Artikel bleibt, wie er ist.
draft-delete-button = Entwurf löschen
draft-too-many = Sie haben so viele Entwürfe, wie aufgehoben werden können. Löschen Sie einen, den Sie nicht mehr brauchen.
draft-changed = Der Entwurf wurde geändert, während Sie lasen. Bitte lesen Sie ihn noch einmal.
draft-reason-missing = Bitte schreiben Sie, was anders werden soll.

approvals-lead = Was Mitglieder im Namen der Organisation schreiben, erscheint, wenn es jemand anderes gelesen hat.
approvals-empty = Nichts wartet.
approvals-on = Was Mitglieder im Namen der Organisation schreiben, wartet hier, bis die Leitung oder die Moderation es veröffentlicht.
approvals-off = Mitglieder veröffentlichen im Namen der Organisation selbst; nichts wartet.
approvals-turn-on = Zuerst lesen
approvals-turn-off = Mitglieder selbst veröffentlichen lassen
approval-reason = Zurückgeben: Was soll anders werden?
approval-reason-hint = Wer den Entwurf geschrieben hat, sieht es dort.
approval-return = Zurückgeben

write-approval = Was Sie im Namen der Organisation schreiben, wird zuerst eingereicht: Die Leitung oder die Moderation veröffentlicht es. Im eigenen Namen veröffentlichen Sie sofort.
write-unknown = Unter diesen Namen wurde niemand gefunden; sie bleiben einfacher Text: { $what }
write-mention = Jemanden erwähnen
write-mention-hint = Beginnen Sie mit einem Namen oder einer Adresse wie @name@server.example. Wer erwähnt wird, erfährt davon.
write-mention-button = In den Text setzen
comments-open = Sofort sichtbar
comments-moderated = Sichtbar, wenn wir sie gelesen haben
comments-closed = Keine

history-title = Fassungen: { $what }
history-back = Zurück zum Artikel
history-present = die jetzige
history-empty = Seit der Veröffentlichung wurde nichts geändert.

actor-pinned = Ganz oben
article-pin = Ganz oben auf unserer Seite zeigen
article-unpin = Nicht mehr ganz oben zeigen
pin-too-many = Höchstens fünf Artikel können ganz oben stehen. Nehmen Sie zuerst einen weg.
article-link = Verlinkte Seite
article-closed = Hier werden keine Antworten angenommen.
article-moderated = Antworten erscheinen, wenn sie jemand gelesen hat.
answer-waiting = Neue Antwort von { $what }, noch ungelesen
answer-withheld = Bisher sieht dies nur, wer es geschrieben hat oder die Antworten zum Artikel durchsieht.
answer-admit = Allen zeigen

write-instead = Stattdessen schreiben:
write-fields-button = Felder für diese Art zeigen
findings-title = Was fehlt
findings-button = Was fehlt noch?
findings-none = Es fehlt nichts.
finding-major = wichtig
finding-minor = könnte besser sein
