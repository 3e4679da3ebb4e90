# Was in einem Raum auf seine Moderation wartet, Vertrauen, Verwarnungen
space-premoderation = Zuerst ansehen, bevor andere es lesen
space-premoderation-hint = Was diese Leute schreiben, wartet, bis jemand aus der Moderation es zulässt.
premoderation-nobody = von niemandem
premoderation-new = von Neuen
premoderation-known = von Neuen und wenig Bekannten
premoderation-trusted = von allen außer denen, die lange geholfen haben
premoderation-everybody = von allen
trust-new = Neu hier
trust-known = Hier bekannt
trust-trusted = Genießt hier Vertrauen
trust-pillar = Hilft hier seit Langem
space-looked-at = Manches, was hier geschrieben wird, sieht zuerst die Moderation an, bevor andere es lesen.
queue-title = Wartet auf Sie
queue-link = { $n ->
    [0] Nichts wartet auf Sie
    [one] { $n } Sache wartet auf Sie
   *[other] { $n } Sachen warten auf Sie
}
queue-whose = Zuerst angesehen wird Geschriebenes { $what }.
queue-whose-nobody = Hier wird nichts zuerst angesehen. Meldungen kommen auf diese Seite.
queue-empty = Nichts wartet, und nichts wurde gemeldet. Was anzusehen ist und was gemeldet wird, steht hier.
queue-let-in = Zulassen
queue-turn-down = Ablehnen
queue-reason-hint = Ein Satz nur für die Person, die es schrieb.
queue-answers = Antwort in einem Gespräch
queue-answers-to = Antwort in „{ $what }“
queue-changes = Ändert, was zu sehen ist
queue-entries = { $n ->
    [0] noch nichts zu sehen
    [one] { $n } Beitrag zu sehen
   *[other] { $n } Beiträge zu sehen
}
queue-hidden = { $n ->
    [one] { $n } ausgeblendet
   *[other] { $n } ausgeblendet
}
queue-vouched = jemand bürgt dafür
queue-warned = verwarnt am { $day }: { $what }
held-too-many = Von Ihnen wartet hier schon einiges. Warten Sie, bis es angesehen wurde, oder nehmen Sie etwas zurück.
order-warn = Verwarnen
order-warn-text = Die Person bekommt Ihre Begründung als private Nachricht. Drei Monate lang gilt, was sie schreibt, wie das von Neuen.
order-warn-button = Verwarnen
order-warn-hint = Was anders werden soll. Das lesen nur die Person und die Moderation.
waiting-title = Ihres, das wartet
waiting-lead = Die Moderation sieht es an, bevor andere es lesen. Sie erfahren, wenn entschieden ist.
waiting-link = { $n ->
    [one] { $n } Sache von Ihnen wartet oder wurde abgelehnt
   *[other] { $n } Sachen von Ihnen warten oder wurden abgelehnt
}
waiting-empty = Nichts von Ihnen wartet hier.
waiting-still = Wartet darauf, angesehen zu werden.
waiting-turned-down = Nicht zugelassen:
waiting-take-back = Zurücknehmen
waiting-clear = Wegräumen
confirm-waiting = Endgültig zurücknehmen?
confirm-waiting-text = Der Text ist dann fort. Kopieren Sie ihn vorher, wenn Sie ihn behalten wollen.
notification-held = hat etwas geschrieben, das auf Sie wartet
notification-let-in = hat zugelassen, was Sie geschrieben haben
notification-turned-down = hat nicht zugelassen, was Sie geschrieben haben
notification-reported = hat eine Meldung bekommen, die Sie ansehen sollten

# Angebote, die zuerst jemand anderes liest
space-reviews = In einer Börse: Jedes Angebot liest zuerst jemand anderes
space-reviews-hint = Jemand aus der Moderation lässt es zu oder gibt es mit einem Grund zurück; nie das eigene, und das aus der eigenen Organisation nur, wenn es sonst niemanden gibt. Dazu muss die Moderation aus mindestens zwei bestehen.
space-review-alone = Nennen Sie mindestens zwei für die Moderation: Niemand lässt die eigenen Angebote zu.
space-reviewed = Jedes Angebot liest zuerst jemand aus der Moderation.
queue-reviewed = Jedes Angebot liest zuerst jemand anderes.
queue-reviewed-by-others = Dieses Angebot liest jemand anderes: Es ist Ihr eigenes oder aus Ihrer Organisation.
waiting-rewrite = Ändern und noch einmal senden
