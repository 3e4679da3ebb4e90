# Bilder: wonach gefragt wird und was mit ihnen nicht stimmt
picture-damaged = Das Bild ist beschädigt oder nicht vollständig angekommen. Öffnen Sie es auf Ihrem Gerät und speichern Sie es neu, oder nehmen Sie ein anderes.
picture-quota = Ihre Organisation hat keinen Platz mehr für Bilder: { $used } von { $quota } MB sind belegt. Löschen Sie Artikel mit Bildern, die niemand mehr braucht – einen Tag später ist der Platz wieder frei –, oder bitten Sie die Betreiber dieses Knotens um mehr.
picture-alt-missing = Bitte sagen Sie mit wenigen Worten, was das Bild zeigt, für alle, die es nicht sehen. Wenn es nur schmückt, kreuzen Sie das Kästchen darunter an.
picture-decorative = Das Bild schmückt nur und braucht keinen Text
