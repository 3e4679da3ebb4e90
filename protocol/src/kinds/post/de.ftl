post = Beitrag
post-write = Beitrag schreiben
post-edit = Beitrag ändern
post-text = Text
post-text-hint = Markdown: Eine leere Zeile beginnt einen Absatz, **fett**, [Link](https://…), ## Überschrift, - Liste.
post-text-missing = Bitte schreiben Sie etwas.
post-text-too-long = Der Text hat mehr als { $max } Zeichen.
