article-title-missing = Bitte geben Sie dem Artikel einen Titel.
article-title-too-long = Der Titel hat mehr als { $max } Zeichen.
article-summary-too-long = Die Zusammenfassung hat mehr als { $max } Zeichen.
article-text-missing = Bitte schreiben Sie einen Text.
article-text-too-long = Der Text hat mehr als { $max } Zeichen.
