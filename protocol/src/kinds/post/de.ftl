post-text-missing = Bitte schreiben Sie etwas.
post-text-too-long = Der Text hat mehr als { $max } Zeichen.
