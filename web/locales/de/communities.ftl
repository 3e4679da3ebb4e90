# Gemeinschaften: Unternehmen lesen und schreiben zusammen, jedes auf seinem eigenen Knoten
place-communities = Gemeinschaften
place-communities-hint = In welchen dieser Knoten ist, wer dazugehört und wie ihre Knoten erreicht werden.
communities-lead = In einer Gemeinschaft lesen und schreiben Unternehmen und ihre Kammer zusammen, jedes auf seinem eigenen Knoten. Es geht nichts verloren, während einer davon ausgeschaltet ist.
communities-empty = Dieser Knoten ist noch in keiner Gemeinschaft. Bitten Sie, wer eine betreut, um eine Einladung und fügen Sie ihren Link unten ein, oder gründen Sie selbst eine.
communities-trial = Dieser Knoten ist eine Probe. Er braucht einen eigenen Namen, bevor er eine Gemeinschaft gründen oder einer beitreten kann.
community-hosted = liegt auf diesem Knoten
community-hub-reached = dabei; ihr Hauptknoten ist verbunden
community-hub-not-reached = dabei; ihr Hauptknoten ist zurzeit nicht erreichbar
community-left = verlassen; was bis dahin gesagt wurde, bleibt
community-nodes-count = { $n ->
    [one] { $n } Knoten
   *[other] { $n } Knoten
}
community-connected-count = { $n ->
    [0] keiner verbunden
   *[other] { $n } verbunden
}
community-changes = { $n ->
    [one] { $n } Änderung hier bekannt
   *[other] { $n } Änderungen hier bekannt
}
community-entries = Beiträge
community-join = Beitreten
community-join-link = Der Link der Einladung
community-join-hint = Der ganze Link, wie ihn der Hauptknoten ausgegeben hat: https://…/join/…
community-join-button = Beitreten
community-found = Eine Gemeinschaft gründen
community-found-hint = Dieser Knoten wird ihr Hauptknoten: Er nimmt Mitglieder auf und bestätigt, was sie schreiben.
community-found-button = Gründen
community-title = Voller Name der Gemeinschaft
community-name = Ihr kurzer Name
community-name-hint = Teil ihrer Adresse: kleine lateinische Buchstaben, Ziffern und Unterstriche. Er lässt sich nicht ändern.
community-keeper = Die Organisation, die sie betreut
community-about = Worum es geht
community-summary = Einige Sätze
community-summary-hint = Sie stehen auf der öffentlichen Seite.
community-space = Öffentliche Seite
community-hub = Hauptknoten
community-this-node = dieser Knoten
community-nodes = Knoten
community-nodes-empty = Noch ist kein Knoten dabei. Das Netz zwischen den Knoten beginnt binnen einer halben Minute nach der Gründung.
community-members = Mitglieder
community-members-and-nodes = Mitglieder und Knoten
community-organisation = Organisation
community-person = Person
community-here = liegt hier
community-at-hub = liegt auf dem Hauptknoten
community-elsewhere = auf eigenem Knoten
community-sent-away = ausgeschlossen
community-expel = Ausschließen
community-ban = Nicht mehr zulassen
community-ban-for = Wie lange nicht zugelassen:
community-unban = Wieder zulassen
community-days = { $n ->
    [one] für { $n } Tag
   *[other] für { $n } Tage
}
community-for-good = für immer
community-banned-until = nicht zugelassen bis { $what }
community-banned-for-good = für immer nicht zugelassen
community-admit = Eine Organisation dieses Knotens aufnehmen
community-which = Organisation
community-admit-hint = Sie und alle ihre Leute werden Mitglieder.
community-admit-button = Aufnehmen
community-invite = Knoten einladen
community-invite-hint = Mit dem Link tritt ein anderer Knoten bei, mit der Organisation, die ihn betreibt, und ihren Leuten.
community-invite-uses = Wie viele Knoten ihn verwenden dürfen
community-invite-days = Wie viele Tage er gilt
community-invite-left = { $n ->
    [one] { $n } Knoten darf sie noch verwenden
   *[other] { $n } Knoten dürfen sie noch verwenden
}
community-invite-over = aufgebraucht oder abgelaufen
community-invite-joined = Damit beigetreten:
community-invited = Einladung: { $what }
community-invited-explanation = Schicken Sie diesen Link an die, die den anderen Knoten betreiben. Dort wird er auf der Seite „Gemeinschaften“ eingefügt. Er wird nur jetzt gezeigt. Wer ihn hat, kann ihn verwenden: Veröffentlichen Sie ihn nicht.
community-leave = Diese Gemeinschaft verlassen
community-hidden = Ausgeblendet
community-two-faced = Diese haben unter einem Namen zweierlei gesagt. Vielleicht ist ihr Schlüssel in falschen Händen, oder es laufen zwei Kopien ihres Knotens. Fragen Sie nach.
community-withheld = { $n ->
    [one] Der Hauptknoten hat { $n } Änderung nicht herausgegeben, die andere Mitglieder haben. Fragen Sie, wer ihn betreut.
   *[other] Der Hauptknoten hat { $n } Änderungen nicht herausgegeben, die andere Mitglieder haben. Fragen Sie, wer ihn betreut.
}
community-clock-corrected = { $n ->
    [one] Die Uhr dieses Rechners geht falsch: Was hier gesagt wird, trägt die Zeit des Hauptknotens, die um { $n } Sekunde abweicht. Stellen Sie die Uhr.
   *[other] Die Uhr dieses Rechners geht falsch: Was hier gesagt wird, trägt die Zeit des Hauptknotens, die um { $n } Sekunden abweicht. Stellen Sie die Uhr.
}

nodes-busy = Ein Knoten holt auf.
nodes-refresh = Solange ein Knoten aufholt, aktualisiert sich diese Seite selbst.
nodes-again = Noch einmal nachsehen
nodes-watch = Nur die Knoten beobachten
node-reached = Verbunden über { $what }.
node-connected = Verbunden.
node-not-connected = Nicht verbunden.
node-round-trip = Hin und zurück in { $n } ms.
node-seen = Zuletzt gesehen: { $what }.
node-never-seen = Noch nie gesehen.
node-behind = { $n ->
    [0] Hat alles, was wir haben.
    [one] Ihm fehlt { $n } Änderung, die wir haben.
   *[other] Ihm fehlen { $n } Änderungen, die wir haben.
}
node-missing = { $n ->
    [one] { $n } Änderung, die er hat, kommt noch.
   *[other] { $n } Änderungen, die er hat, kommen noch.
}
node-never-asked = Hat noch nach nichts gefragt.
node-catching-up = { $n ->
    [one] Holt gerade auf: { $n } Änderung je Sekunde.
   *[other] Holt gerade auf: { $n } Änderungen je Sekunde.
}
node-caught-up = Aufgeholt: { $what }.
node-came = { $n ->
    [one] { $n } Änderung kam von ihm, seit dieser Knoten läuft.
   *[other] { $n } Änderungen kamen von ihm, seit dieser Knoten läuft.
}
node-repaired-here = { $n ->
    [one] Der Vergleich fand { $n } Änderung, die hier fehlte.
   *[other] Der Vergleich fand { $n } Änderungen, die hier fehlten.
}
node-repaired-there = { $n ->
    [one] Der Vergleich fand { $n } Änderung, die dort fehlte.
   *[other] Der Vergleich fand { $n } Änderungen, die dort fehlten.
}
node-clock-ahead = { $n ->
    [one] Seine Uhr geht { $n } Minute vor.
   *[other] Seine Uhr geht { $n } Minuten vor.
}
node-clock-behind = { $n ->
    [one] Seine Uhr geht { $n } Minute nach.
   *[other] Seine Uhr geht { $n } Minuten nach.
}
node-double = Von diesem Knoten läuft eine Kopie mit demselben Schlüssel: Eine von beiden muss abgeschaltet werden.

confirm-take-back = Eine Einladung zurücknehmen: { $what }?
confirm-expel = { $what } ausschließen?
confirm-expel-text = Damit endet die Mitgliedschaft. Was die Gemeinschaft bestätigt hat, bleibt. Mit einer neuen Einladung ist die Rückkehr möglich.
confirm-ban = { $what } nicht mehr zulassen?
confirm-ban-text = Was inzwischen geschrieben wird, zeigt kein Knoten der Gemeinschaft, und auch nicht, was noch nicht bestätigt ist.
confirm-hide = Diesen Beitrag ausblenden: { $what }?
confirm-hide-text = Er verschwindet auf jedem Knoten der Gemeinschaft. Sie können ihn wieder zeigen.
confirm-leave-community = { $what } verlassen?
confirm-leave-community-text = Dieser Knoten hört und sagt dort nichts mehr. Was bis jetzt gesagt wurde, bleibt. Für die Rückkehr brauchen Sie eine neue Einladung.

space-what = Eine Gemeinschaft.
space-inside = Auf diesem Knoten lesen und schreiben
space-empty = Hier ist noch nichts geschrieben worden. Was Mitglieder in der Gemeinschaft schreiben, steht hier.
space-members-only = nur für Mitglieder
space-unconfirmed = Von { $what }, von der Gemeinschaft noch nicht bestätigt

readers-label = Wer es lesen darf
readers-hint = Das lässt sich später nicht ändern.
readers-everybody = Alle
readers-followers = Nur die Follower
readers-community = Alle, in der Gemeinschaft { $what }
readers-members = Nur die Mitglieder von { $what }

node-invite-title = Einladung: { $what }
node-invite-lead = Die Gemeinschaft liegt auf { $what }. Mit dieser Einladung kann ein eigener Knoten ihr beitreten.
node-invite-how = So treten Sie bei
node-invite-copy = Kopieren Sie diesen Link:
node-invite-open = Öffnen Sie Ihren eigenen Knoten und melden Sie sich mit dem Konto an, das ihn betreibt.
node-invite-paste = Wählen Sie Verwalten → Gemeinschaften → Beitreten und fügen Sie den Link ein.
node-invite-over = Diese Einladung ist aufgebraucht, zurückgenommen oder abgelaufen. Bitten Sie um eine neue.
node-invite-no-node = Sie haben keinen Knoten?
node-invite-get = Ein Knoten ist ein einziges Programm, Artel, auf einem Rechner, der eingeschaltet bleibt. Wer Ihre Rechner betreut, richtet es in einer Stunde ein.
node-invite-apply = Sie können auch ein Konto auf { $what } bekommen, ohne eigenen Knoten.
node-invite-apply-link = Antrag stellen
node-invite-space = Was in der Gemeinschaft gesagt wird

message-link = Nur dorthin schreiben
message-title = Schreiben an { $what }
message-text = Ihre Nachricht
message-hint = Markdown, höchstens 5.000 Zeichen. Nur dort wird es gelesen, und von denen, die den Server betreuen. Verschlüsselt ist es nicht.
message-send = Senden

join-no-invite = Das ist keine Einladung in eine Gemeinschaft, oder sie ist unvollständig. Fügen Sie den ganzen Link ein, den der Hauptknoten ausgegeben hat.
join-in-trial = Dieser Knoten ist eine Probe. Geben Sie ihm einen Namen, bevor er einer Gemeinschaft beitritt.
join-own = Diese Einladung gehört zu einer Gemeinschaft auf genau diesem Knoten.
join-unreachable = Der Hauptknoten ist nicht erreichbar. Sehen Sie nach, ob er läuft und ob sein Port 4001 offen ist.
join-refused = Der Hauptknoten nimmt diese Einladung nicht: Sie ist aufgebraucht, abgelaufen oder zurückgenommen. Bitten Sie um eine andere.
join-unconfirmed = Der Rechner dieser Gemeinschaft bestätigt diese Einladung nicht: Er ist nicht erreichbar oder nennt einen anderen Schlüssel. Versuchen Sie es später noch einmal, oder bitten Sie um eine andere.
join-unverified = Der Hauptknoten konnte die Seite Ihrer Firma nicht von diesem Knoten holen. Sehen Sie nach, ob dieser Knoten von außen unter seinem Namen erreichbar ist, und versuchen Sie es noch einmal.
join-busy = Der Hauptknoten ist beschäftigt. Versuchen Sie es in einer Minute noch einmal.
invite-uses-wrong = Von 1 bis 1.000 Knoten.
invite-days-wrong = Von 1 bis 366 Tage.
invite-too-many = Es gibt 1.000 offene Einladungen. Nehmen Sie zuerst eine zurück.
community-no-member = Wer das veröffentlicht, ist kein Mitglied dieser Gemeinschaft.
community-banned = Wer das veröffentlicht, ist in dieser Gemeinschaft zurzeit nicht zugelassen.
