# Die Seite der Orte
office-title = Verwalten
office-own = Für Sie
office-organisation = Unsere Organisation
office-node = Dieser Knoten
place-followers = Wer uns folgt
place-followers-hint = Wer uns liest, und wie man jemanden wegschickt.
place-following = Wem wir folgen
place-following-hint = Wessen Artikel wir lesen, und wie man jemandem folgt.
place-deliveries = Zustellung
place-deliveries-hint = Was zu anderen Servern unterwegs ist und was nicht ankam.
place-blocks = Sperren
place-blocks-hint = Server und Leute, von denen nichts angenommen wird.
