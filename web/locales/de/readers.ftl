# Für Leserinnen und Leser ohne Konto: Schlagwörter, Seiten von Listen, Papier
tag-lead = Was hier unter diesem Schlagwort erschienen ist.
tag-empty = Unter diesem Schlagwort ist hier noch nichts erschienen.
tag-description = Was auf { $what } unter diesem Schlagwort erschienen ist.
newer = Neuere
newest = Zu den neuesten
printed-from = Dieser Text steht unter
front-description = Die Organisationen, die auf { $what } veröffentlichen.
