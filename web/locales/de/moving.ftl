# Umzug auf einen anderen Knoten und zurück
place-move = Umzug
place-move-hint = Auf einen eigenen Knoten oder zurück zur Kammer, mit allen Followern.
moving-title = Umzug: { $what }
moving-lead = Eine Organisation kann auf einen anderen Knoten umziehen und ihre Follower mitnehmen: Sie müssen dafür nichts tun. Was veröffentlicht ist, bleibt, wo es ist.
moving-where = Wer wo ist
moving-is-here = Ist hier
moving-gone = umgezogen
moving-left-behind = { $n ->
    [0] Alle Follower sind mitgekommen.
    [one] { $n } Follower ist noch nicht mitgekommen.
   *[other] { $n } Follower sind noch nicht mitgekommen.
}
moving-former = War früher hier:
moving-waiting = { $n ->
    [one] { $n } Nachricht an einen Server ist noch unterwegs.
   *[other] { $n } Nachrichten an Server sind noch unterwegs.
}
moving-all-told = Jeder Server mit Followern ist benachrichtigt.
moving-again = Für alle, die noch hier sind, fand sich dort kein Konto gleichen Namens, das dieses hier nennt. Ist das behoben, geben Sie die neue Adresse noch einmal an.
moving-key = Der Schlüssel der Organisation:
moving-away = Von hier wegziehen
moving-away-kit = Machen Sie ein Wiederherstellungspaket.
moving-away-there = Auf dem neuen Knoten brauchen alle, die mitkommen, ein Konto mit demselben Namen. Dann öffnet die Leitung dort die Seite „Umzug“ und bringt das Paket hin.
moving-away-here = Zuletzt geben Sie hier an, wo Sie jetzt sind.
moving-away-warning = Von da an sagt die Organisation hier nichts mehr, und auch nicht, wer von ihren Leuten mitkommt. Anmelden, alles mitnehmen und löschen bleibt möglich. Zurück geht es auf demselben Weg.
moving-to = Das neue Konto
moving-to-hint = Wie @name@server.example.
moving-away-button = Wegziehen
moving-here = Eine Organisation hierher holen
moving-here-what = { $what } setzt eine Organisation von einem anderen Knoten fort: mit deren Schlüssel, und dann mit deren Followern. Sie brauchen das Wiederherstellungspaket von dort und seinen Kennsatz.
moving-here-key = Der Schlüssel, den Ihre Organisation hier bisher hatte, wird aufgegeben. Den im Paket kannte auch, wer den anderen Knoten betreibt.
moving-here-button = Hierher holen
moving-brought = Der Schlüssel von { $what } ist hier. Öffnen Sie jetzt dort die Seite „Umzug“ und geben Sie an, wo Sie sind.
moving-brought-names = Ihr früheres Konto nennen jetzt:
moving-brought-missing = Diese Namen hat hier niemand. Laden Sie die Leute unter denselben Namen ein, und bringen Sie das Paket dann noch einmal:
moving-brought-kit = Machen Sie ein neues Wiederherstellungspaket: Darin ist auch, was es nur auf diesem Knoten gibt.
moved-notice = Dieses Konto ist umgezogen. Es ist jetzt hier:
act-moved = Dieses Konto ist auf einen anderen Server umgezogen und sagt hier nichts mehr. Schreiben Sie dort.
follow-moved = Dieses Konto ist umgezogen. Suchen Sie es auf: Auf seiner Seite steht, wo es jetzt ist.
move-kit-of-here = Dieses Paket wurde auf diesem Knoten gemacht. Seine Schlüssel holen Sie auf der Seite „Wiederherstellungspaket“ zurück.
move-kit-of-neighbour = Diesen Schlüssel hat hier schon eine andere Organisation. Bringen Sie das Paket zu ihr.
move-not-named = Das neue Konto nennt dieses nicht als sein früheres. Ist es auf einem Artel-Knoten, bringen Sie zuerst das Wiederherstellungspaket dorthin; auf anderen Servern tragen Sie dieses Konto dort als Alias ein.
move-to-here = Dieses Konto ist auf diesem Knoten.
move-to-moved = Das neue Konto ist seinerseits weggezogen. Bringen Sie das Wiederherstellungspaket noch einmal dorthin.
move-to-blocked = Dieser Knoten blockiert das Konto oder seinen Server.
