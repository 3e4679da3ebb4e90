# Sich um die Maschine kümmern: Sicherungen, Wiederherstellen, Reparaturen, andere Server
size-kb = { $n } KB
size-mb = { $n } MB
size-gb = { $n } GB

place-peers = Andere Server
place-peers-hint = An wen wir ausliefern, von wem wir hören und wer nicht antwortet.
place-backups = Sicherungen
place-backups-hint = Welche Sicherungen es gibt, wie Sie jetzt eine anlegen und herunterladen.
place-repairs = Reparaturen
place-repairs-hint = Was an diesem Knoten nicht stimmt und was dagegen hilft.
office-wrong = { $n ->
    [one] { $n } Sache an diesem Knoten muss in Ordnung gebracht werden
   *[other] { $n } Sachen an diesem Knoten müssen in Ordnung gebracht werden
}

backups-lead = Eine Sicherung enthält alles: Menschen, Schlüssel, Artikel, Bilder.
backups-nightly = { $n ->
    [one] Jede Nacht um { $time } UTC wird eine angelegt; nur die neueste bleibt erhalten.
   *[other] Jede Nacht um { $time } UTC wird eine angelegt; die neuesten { $n } bleiben erhalten.
}
backups-by-hand = Es wird keine automatisch angelegt: Die Einstellung backup.nightly ist aus.
backups-make = Jetzt eine anlegen
backups-running = Seit dem { $what } wird eine Sicherung angelegt.
backups-percent = { $n } % sind geschrieben.
backups-reading-again = Alles ist geschrieben und wird zur Sicherheit noch einmal gelesen.
backups-failed = Der letzte Versuch, am { $what }, ist misslungen.
backups-empty = Es gibt noch keine Sicherung. Legen Sie jetzt die erste an.
backups-download = Herunterladen
backups-keys = Wer eine Sicherung hat, hat die Schlüssel aller hier und kann in ihrem Namen sprechen. Bewahren Sie sie dort auf, wo sonst niemand herankommt, und eine außerhalb dieses Rechners.
backups-restore = So stellen Sie eine wieder her
backups-restore-install = Installieren Sie dieselbe oder eine neuere Version von Artel auf einem Rechner, mit leerem Datenordner. Der alte Knoten darf nicht mehr laufen.
backups-restore-page = Starten Sie Artel, öffnen Sie den angezeigten Link und wählen Sie „Eine Sicherung wiederherstellen“: Senden Sie die Datei, oder legen Sie sie vorher in den Ordner backups im Datenordner.
backups-restore-one = Alle melden sich an wie bisher. Was nach der Sicherung geschrieben wurde, fehlt hier.
backups-folder = Sie liegen in { $what }.
backup-no-room = Auf dem Datenträger ist nicht genug Platz. Schaffen Sie Platz, oder setzen Sie backup.folder auf einen anderen Datenträger.
backup-is-none = Diese Datei ist keine Sicherung von Artel. Wählen Sie eine andere.
backup-too-new = Die Sicherung stammt von einer neueren Version von Artel. Installieren Sie zuerst diese.
backup-damaged = Die Sicherung ist beschädigt oder unvollständig. Nehmen Sie eine andere, oder senden Sie sie noch einmal.
backup-store-damaged = Der Speicher ist beschädigt. Führen Sie artel check aus, und stellen Sie die neueste Sicherung wieder her.
backup-unwritable = In den Ordner für Sicherungen lässt sich nicht schreiben, oder er lässt sich nicht lesen. Prüfen Sie, ob es ihn gibt und ob Artel dort schreiben darf.

setup-restore = Stattdessen eine Sicherung wiederherstellen
restore-title = Eine Sicherung wiederherstellen
restore-lead = Ein neuer Rechner macht weiter, wo der alte aufgehört hat: derselbe Name, dieselben Menschen, dieselben Follower.
restore-nothing-changed = Es wurde nichts geändert.
restore-found = Auf diesem Rechner gefunden
restore-choose = Auswählen
restore-upload = Von Ihrem Rechner
restore-file-hint = Sie endet auf .artel-backup und darf bis zu 20 GB groß sein. Für eine größere nehmen Sie artel restore auf der Befehlszeile.
restore-upload-button = Senden und prüfen
restore-anew = Stattdessen einen neuen Knoten einrichten
restore-checking = Die Sicherung wird von Anfang bis Ende gelesen, um sicher zu sein, dass sie vollständig ist.
restore-right-one = Sie ist vollständig. Ist es die richtige?
restore-organisation = Organisation
restore-made = Angelegt am
restore-size = Größe
restore-holds = Inhalt
restore-accounts = { $n ->
    [one] { $n } Konto
   *[other] { $n } Konten
}
restore-entries = { $n ->
    [one] { $n } Beitrag
   *[other] { $n } Beiträge
}
restore-later-lost = Was danach geschrieben wurde, ist nicht enthalten.
restore-only-one = Stellen Sie sicher, dass der alte Knoten nicht mehr läuft: Zwei mit denselben Schlüsseln würden einander widersprechen.
restore-button = Diese wiederherstellen
restore-again = Eine andere wählen
restore-running = Die Sicherung wird wiederhergestellt.
restore-done = Alles ist wiederhergestellt. Der Knoten startet damit neu; diese Seite führt in wenigen Sekunden zur Anmeldung.
restore-empty = Der Knoten in dieser Sicherung war noch nicht eingerichtet: Es gibt nichts wiederherzustellen.
restore-too-late = Der Knoten wurde inzwischen eingerichtet. Stellen Sie die Sicherung in einem leeren Ordner wieder her.
restore-failed = Sie ließ sich nicht lesen oder nicht schreiben. Das Protokoll des Knotens sagt, warum.

repairs-lead = All das wurde gerade eben geprüft.
repairs-all-well = Alles ist in Ordnung.
repairs-wrong = Muss in Ordnung gebracht werden
repairs-advice = Könnte besser sein
repairs-well = Ist in Ordnung
repairs-again = Noch einmal prüfen

peers-lead = Wo die sind, die uns folgen und denen wir folgen.
peers-empty = Noch niemand. Sobald uns jemand auf einem anderen Server folgt oder wir jemandem folgen, steht er hier.
peers-failing = Nehmen nicht an, was wir senden
peers-failing-hint = Jede Zustellung wird sieben Tage lang immer wieder versucht.
peers-well = Sind in Ordnung
peers-failing-since = Seit dem { $what }.
peers-delivered = Zuletzt zugestellt: { $what }.
peers-never-delivered = Noch nichts zugestellt.
peers-heard = Zuletzt empfangen: { $what }.
peers-never-heard = Noch nichts empfangen.
peers-waiting = { $n ->
    [one] { $n } Zustellung wartet.
   *[other] { $n } Zustellungen warten.
}
peers-undelivered = { $n ->
    [one] { $n } Zustellung ist gescheitert.
   *[other] { $n } Zustellungen sind gescheitert.
}
peers-more = { $n ->
    [one] Und { $n } weiterer.
   *[other] Und { $n } weitere.
}

# Was artel doctor und die Seite der Reparaturen finden; -mend: was dagegen hilft
check-store-unreadable = Der Knoten kann über seinen Zustand keine Auskunft geben: { $what }
check-store-unreadable-mend = Bringen Sie das zuerst in Ordnung.
check-store-not-set-up = Der Knoten ist nicht eingerichtet.
check-store-not-set-up-mend = Starten Sie ihn und öffnen Sie den angezeigten Link.
check-store-well = Der Speicher lässt sich beschreiben; die letzte Änderung hat die Nummer { $n }.
check-store-reads-only = Der Speicher lässt sich nur lesen: Es kann nichts veröffentlicht und nichts empfangen werden.
check-store-reads-only-mend = Schaffen Sie Platz auf seinem Datenträger; danach schreibt er von selbst wieder. Ist Platz da, sehen Sie ins Protokoll.
check-backup-first = Heute Nacht wird die erste Sicherung angelegt.
check-backup-none = Es gibt keine Sicherung.
check-backup-failed = Der letzte Versuch einer Sicherung ist misslungen: { $what }
check-backup-failed-mend = Bringen Sie das in Ordnung, und legen Sie dann eine an: auf der Seite „Sicherungen“ oder mit artel backup.
check-backup-old = { $days ->
    [one] Die letzte Sicherung ist einen Tag alt.
   *[other] Die letzte Sicherung ist { $days } Tage alt.
}
check-backup-old-mend = Legen Sie jetzt eine an, auf der Seite „Sicherungen“ oder mit artel backup. Wenn jede Nacht eine entstehen soll, sehen Sie im Protokoll nach, warum keine entstand.
check-backup-by-hand = Es wird keine Sicherung automatisch angelegt.
check-backup-by-hand-mend = Setzen Sie backup.nightly auf true, wenn nichts anderes sie anlegt.
check-backup-well = { $hours ->
    [0] Die letzte Sicherung ist keine Stunde alt.
    [one] Die letzte Sicherung ist { $hours } Stunde alt.
   *[other] Die letzte Sicherung ist { $hours } Stunden alt.
}
check-peers-silent = Diese Server haben seit Tagen nichts angenommen: { $what }.
check-peers-silent-mend = Sehen Sie auf der Seite „Andere Server“ nach, was sie antworten. Sind sie für immer fort, ist nichts zu tun.
check-peers-undelivered = Nicht alles wurde zugestellt: { $what }.
check-peers-undelivered-mend = Versuchen Sie es auf der Seite „Zustellung“ noch einmal, oder geben Sie es auf.
check-peers-well = Andere Server nehmen an, was ihnen gesendet wird.
check-clock-past = Die Uhr zeigt { $what }; das liegt in der Vergangenheit.
check-clock-alone = Die Uhr zeigt { $what }; noch hat kein anderer Server geantwortet, mit dem sie zu vergleichen wäre.
check-clock-wrong = { $seconds ->
    [one] Die Uhr weicht um { $seconds } Sekunde von denen anderer Server ab: Sie weisen ab, was hier signiert wird.
   *[other] Die Uhr weicht um { $seconds } Sekunden von denen anderer Server ab: Sie weisen ab, was hier signiert wird.
}
check-clock-inexact = { $seconds ->
    [one] Die Uhr weicht um { $seconds } Sekunde von denen anderer Server ab.
   *[other] Die Uhr weicht um { $seconds } Sekunden von denen anderer Server ab.
}
check-clock-well = Die Uhr stimmt mit denen anderer Server überein.
check-clock-mend = Stellen Sie die Uhr, und lassen Sie NTP sie nachstellen: timedatectl set-ntp true.
check-disk-unknown = Wie viel Platz der Datenträger hat, lässt sich hier nicht sagen.
check-disk-full = Nur { $mb } MB sind auf dem Datenträger mit den Daten frei.
check-disk-little = { $mb } MB sind auf dem Datenträger mit den Daten frei: Das ist nicht viel.
check-disk-well = { $mb } MB sind auf dem Datenträger mit den Daten frei.
check-disk-mend = Schaffen Sie Platz, oder legen Sie den Datenordner auf einen größeren Datenträger.
check-backup-disk-missing = Den Ordner für Sicherungen, { $what }, gibt es nicht.
check-backup-disk-missing-mend = Schließen Sie seinen Datenträger an, oder ändern Sie backup.folder.
check-backup-disk-little = Nur { $mb } MB sind in { $what } für Sicherungen frei.
check-backup-disk-little-mend = Schaffen Sie dort Platz, oder senken Sie backup.keep.
check-backup-disk-well = { $mb } MB sind in { $what } für Sicherungen frei.
check-descriptors-few = { $n ->
    [one] Der Knoten darf nur { $n } Datei offen haben, Verbindungen mitgezählt.
   *[other] Der Knoten darf nur { $n } Dateien offen haben, Verbindungen mitgezählt.
}
check-descriptors-mend = Erlauben Sie mehr: LimitNOFILE=65536 in der systemd-Unit oder ulimit -n.
check-descriptors-well = Der Knoten darf genug Dateien offen haben.
check-memory-little = Nur { $mb } MB Arbeitsspeicher sind verfügbar.
check-memory-mend = Beenden Sie auf diesem Rechner etwas anderes, oder geben Sie ihm mehr Arbeitsspeicher.
check-memory-well = { $mb } MB Arbeitsspeicher sind verfügbar.
check-name-trial = Der Knoten wird auf diesem Rechner ausprobiert und braucht keinen öffentlichen Namen.
check-name-nowhere = Der Name { $what } führt nirgendwohin.
check-name-nowhere-mend = Lassen Sie den A- oder AAAA-Eintrag dort, wo Sie den Namen registriert haben, auf die Adresse dieses Rechners zeigen.
check-name-not-running = Ob andere den Knoten unter seinem Namen erreichen, lässt sich nur sagen, während er läuft.
check-name-not-running-mend = Starten Sie ihn und fragen Sie noch einmal.
check-name-well = Unter { $what } erreichen andere diesen Knoten.
check-name-elsewhere = Unter { $what } antwortet etwas anderes als dieser Knoten.
check-name-elsewhere-mend = Lassen Sie den Namen auf die Adresse dieses Rechners zeigen und das, was davor steht, jede Anfrage an diesen Knoten weiterreichen. Läuft dort noch ein alter Knoten, beenden Sie ihn.
check-name-heard = Andere Server erreichen diesen Knoten, obwohl er sich selbst unter { $what } nicht erreicht: { $why }.
check-name-private = Von hier aus führt { $what } zu einer Adresse in Ihrem eigenen Netz; ob andere den Knoten erreichen, lässt sich darum nicht sagen.
check-name-private-mend = Öffnen Sie die Adresse des Knotens auf einem Telefon, das nicht in Ihrem WLAN ist.
check-name-unreached = Dieser Knoten erreicht sich selbst unter { $what } nicht: { $why }.
check-name-unreached-mend = Lassen Sie die Ports 80 und 443 durch, im Router und in der Firewall. Öffnet sich die Seite auf einem Telefon, das nicht in Ihrem WLAN ist, ist alles in Ordnung: Manche Router führen einen Rechner nicht zu sich selbst zurück.
check-proxy-well = Wonach andere Server zuerst fragen, /.well-known/nodeinfo, wird weitergereicht.
check-proxy-seen = Andere fragen nach { $what }, der Knoten sieht aber { $seen } und weist darum gültige Signaturen ab.
check-proxy-seen-mend = Lassen Sie den Proxy Host und X-Forwarded-Proto weiterreichen, und tragen Sie seine Adresse in die Einstellung trusted_proxies ein.
check-proxy-keeps = Wonach andere Server zuerst fragen, /.well-known/nodeinfo, erreicht diesen Knoten nicht.
check-proxy-keeps-mend = Lassen Sie den Proxy auch alles unter /.well-known/ weiterreichen, acme-challenge ausgenommen.
check-tls-none = Es wird kein Zertifikat gebraucht.
check-tls-not-running = Das Zertifikat lässt sich nur prüfen, während der Knoten läuft.
check-tls-files = Das Zertifikat lässt sich nicht verwenden: { $what }
check-tls-files-mend = Bringen Sie die Dateien in Ordnung; sie werden von selbst neu gelesen.
check-tls-unseen = Ob das Zertifikat für { $what } gültig ist, ließ sich nicht prüfen.
check-tls-invalid = Das Zertifikat für { $what } ist ungültig: { $why }.
check-tls-invalid-mend = Besorgen Sie eines für diesen Namen, mit der ganzen Kette. Mit tls = "acme" geschieht das von selbst, wenn Port 443 hierher führt.
check-tls-ends = { $days ->
    [one] Das Zertifikat für { $what } läuft in { $days } Tag ab.
   *[other] Das Zertifikat für { $what } läuft in { $days } Tagen ab.
}
check-tls-ends-mend = Es sollte schon erneuert sein. Bei tls = "acme" sehen Sie ins Protokoll, sonst prüfen Sie, was es erneuert.
check-tls-well = { $days ->
    [one] Das Zertifikat für { $what } gilt noch { $days } Tag.
   *[other] Das Zertifikat für { $what } gilt noch { $days } Tage.
}
check-tls-well-without-end = Das Zertifikat für { $what } ist gültig.
check-roots-file = SSL_CERT_FILE nennt { $what }, und diese Datei gibt es nicht.
check-roots-file-mend = Berichtigen oder entfernen Sie das: Ohne vertrauenswürdige Zertifizierungsstellen ist kein anderer Server zu erreichen.
check-roots-none = Dieser Rechner vertraut keiner Zertifizierungsstelle; darum ist kein anderer Server zu erreichen.
check-roots-none-mend = Installieren Sie das Paket ca-certificates.
check-roots-well = Dieser Rechner kennt die Zertifizierungsstellen.
check-post-off = E-Mail ist nicht eingerichtet; darum kann niemand per E-Mail eingeladen werden oder ein neues Passwort bekommen.
check-post-off-mend = Setzen Sie mail.server und mail.from in artel.toml, wie es docs/OPERATING.md beschreibt.
check-post-trouble = Es kann keine E-Mail verschickt werden: { $what }
check-post-trouble-mend = Berichtigen Sie die Einstellungen, die mit mail beginnen, und starten Sie den Knoten neu.
check-post-well = Der Mailserver nimmt diesen Knoten an.
check-post-failed = { $n ->
    [one] { $n } E-Mail konnte nicht zugestellt werden.
   *[other] { $n } E-Mails konnten nicht zugestellt werden.
}
check-post-failed-mend = Das Protokoll sagt, warum; vielleicht ist die Adresse falsch.
