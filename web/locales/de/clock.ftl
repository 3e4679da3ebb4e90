# Wie spät es ist
clock-title = Zeitzone
clock-now = Hier ist es jetzt
clock-zone = Zeitzone
clock-zone-hint = Nach einer Stadt darin benannt: Europe/Berlin. In ihr sehen alle die Zeiten, die keine andere gewählt haben; bleibt das Feld leer, gilt UTC.
zone-unknown = Diese Zeitzone ist nicht bekannt. Wählen Sie eine aus der Liste, etwa Europe/Berlin.
place-clock = Zeitzone
place-clock-hint = In welcher Zone Zeiten hier angezeigt werden.
account-zone = Zeitzone
account-zone-hint = Nach einer Stadt darin benannt: Europe/Berlin. Bleibt das Feld leer, gilt die des Knotens.
