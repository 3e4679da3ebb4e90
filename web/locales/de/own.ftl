# Eigene Daten: mitnehmen, mitbringen, löschen
place-export = Mitnehmen
place-export-hint = Ein Archiv mit allem, was Ihres ist, in offenen Formaten.
place-import = Mitbringen
place-import-hint = Artikel von einer anderen Website, mit Datum und Bildern.
place-erase = Konto löschen
place-erase-hint = Alles, was Ihres ist, verschwindet, und alle, die es kennen, erfahren davon.
job-running = Ein solcher Vorgang läuft bei Ihnen schon. Bitte warten Sie, bis er fertig ist.
job-running-now = In Arbeit. Diese Seite aktualisiert sich selbst.
job-done = Fertig.
job-failed = Der Vorgang ist vorzeitig abgebrochen. Was getan ist, bleibt; beginnen Sie noch einmal, um fortzufahren.
export-lead = Alles, was Ihres ist, in einem Archiv, in Formaten, die Mastodon und andere Programme lesen.
export-what = Ihr Profil, alles Veröffentlichte mit seinen Bildern, was Ihnen gefällt und was Sie geteilt haben, wem Sie folgen und wer Ihnen folgt, und was Sie blockiert haben.
export-button = Archiv anlegen
export-archives = Archive
export-kept = Jedes wird einen Tag lang aufbewahrt.
export-download = Archiv herunterladen
export-readme =
    Das ist alles von { $what }.

    actor.json - das Profil, wie andere Server es sehen
    outbox.json - alles Veröffentlichte, die genauen Aktivitäten, die ältesten zuerst
    media/ - die Bilder
    drafts.json - Geschriebenes, das nicht veröffentlicht ist
    saved_searches.json - gespeicherte Suchen, wenn es welche gibt
    waiting.json - was Sie geschrieben haben und die Moderation noch nicht zugelassen hat, wenn es etwas gibt
    likes.json, boosts.json - was gefallen hat und was geteilt wurde
    following.csv, followers.csv - wem gefolgt wird und wer folgt; following.csv liest Mastodon ein
    blocks.csv, blocked_domains.csv - wer und was blockiert wurde
    profile.csv - was in den Einstellungen steht

    Die .json-Dateien sind ActivityStreams 2.0. In den .csv-Dateien steht ein ' vor Zellen, die eine Tabellenkalkulation für Formeln hielte.
import-lead = Artikel, die Sie anderswo geschrieben haben: Markdown-Dateien mit Kopfdaten (Front Matter), wie Hugo und Jekyll sie halten, und die Bilder dazu.
import-old = Sie behalten ihr Datum. Was älter als ein Tag ist, wird hier eingeordnet und nicht als Neuigkeit an Ihre Follower geschickt.
import-files = Dateien
import-files-hint = Mehrere .md-Dateien mit ihren Bildern oder ein .zip des ganzen Ordners; hier höchstens 64 MB, mehr über die Befehlszeile.
import-dry = Nur nachsehen, was geschehen würde
import-dry-hint = Es wird nichts veröffentlicht. Entfernen Sie das Häkchen, um die Artikel wirklich zu übernehmen.
import-button = Beginnen
import-earlier = Heute begonnen
import-look = Ansehen
import-done = Übernommen: „{ $what }“
import-would = Würde übernommen: „{ $what }“
import-known = Schon früher übernommen.
import-draft = Ein Entwurf, ausgelassen.
import-missing = Bilder, die nicht dabei waren: { $what }
import-nothing = Es ist keine Markdown-Datei dabei.
import-wrong = Etwas darin stimmt nicht.
import-not-utf8 = Der Text ist nicht in UTF-8.
import-front-matter-open = Die Kopfdaten enden nicht.
import-front-matter-long = Die Kopfdaten sind länger als 16 KB.
import-front-matter-wrong = Die Kopfdaten lassen sich nicht lesen.
import-date-wrong = Das Datum lässt sich nicht lesen: Schreiben Sie es wie 2026-11-24.
import-bad-name = Der Name einer Datei führt aus dem Ordner hinaus.
import-bad-archive = Das Archiv lässt sich nicht lesen.
import-too-many = Es sind mehr als 5000 Dateien.
import-too-large = Entpackt haben die Dateien mehr als 256 MB.
erase-title = { $what } löschen?
erase-for-ever = Das ist für immer. Niemand kann es rückgängig machen, auch wir nicht.
erase-person-what = Ihr Konto, Ihr Profil und alles, was Sie unter eigenem Namen veröffentlicht haben, verschwinden.
erase-person-stays = Was Sie im Namen Ihrer Organisation geschrieben haben, gehört der Organisation und bleibt.
erase-organisation-what = Die Organisation, alle ihre Leute und alles, was sie veröffentlicht haben, verschwinden.
erase-with-it = Mit ihr geht { $what }.
erase-entries = { $n ->
    [one] { $n } Artikel wird gelöscht.
   *[other] { $n } Artikel werden gelöscht.
}
erase-followers = { $n ->
    [one] { $n } Follower verliert Sie.
   *[other] { $n } Follower verlieren Sie.
}
erase-hosts = { $n ->
    [one] { $n } Server wird gebeten, es auch zu löschen. Sie bekommen einen Link, unter dem steht, ob er es getan hat.
   *[other] { $n } Server werden gebeten, es auch zu löschen. Sie bekommen einen Link, unter dem steht, welche es getan haben.
}
erase-left = Übrig bleibt ein Vermerk, dass Name und Adressen vergeben sind, damit niemand sonst sie benutzt. Aus den Sicherungen verschwindet alles, sobald diese zu alt sind.
erase-export-first = Möchten Sie vorher alles mitnehmen?
erase-name = Zur Sicherheit geben Sie den Namen ein: { $what }
erase-password = Ihr Passwort
erase-button = Für immer löschen
erase-organisation-link = Stattdessen die ganze Organisation löschen
erase-name-wrong = Das ist ein anderer Name.
erase-last-owner = Außer Ihnen hat niemand die Leitung Ihrer Organisation. Geben Sie sie zuerst auch jemand anderem, oder löschen Sie die Organisation.
erase-last-operator = Niemand bliebe übrig, der diesen Knoten betreibt. Geben Sie das Amt zuerst jemand anderem.
erase-node-organisation = Diese Organisation betreibt den Knoten. Sie endet mit ihm: Nehmen Sie alles mit, halten Sie den Knoten an und löschen Sie seinen Ordner.
erased-title = Gelöscht
erased-nobody = Kein anderer Server wusste davon.
erased-told = { $n ->
    [one] { $n } Server wurde benachrichtigt.
   *[other] { $n } Server wurden benachrichtigt.
}
erased-count-confirmed = { $n ->
    [one] { $n } hat es bestätigt.
   *[other] { $n } haben es bestätigt.
}
erased-confirmed = Erhalten
erased-waiting = Unterwegs
erased-given-up = Nicht erreicht
erased-until = Bewahren Sie diesen Link auf; er funktioniert bis { $what }:
