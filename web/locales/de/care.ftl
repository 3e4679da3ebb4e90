# Ein Forum betreuen
care-title = Das Forum betreuen
care-lead = Was auf eine Antwort wartet, wer sie geben könnte und wer verstummt ist. Diese Seite sieht nur, wer hier für Ordnung sorgt.
care-unanswered = Seit zwei Tagen ohne Antwort
care-unanswered-empty = Nichts wartet auf eine Antwort. Gespräche, in denen zwei Tage lang niemand antwortet, stehen dann hier.
care-helpers = Wer antworten könnte:
care-nobody = Von niemandem hier ist bekannt, auf Ähnliches geantwortet zu haben. Vielleicht kennen Sie jemanden: Weisen Sie darauf hin.
care-why-tag = Hat auf etwas mit demselben Schlagwort #{ $what } geantwortet:
care-why-words = Hat auf etwas mit denselben Wörtern im Titel ({ $what }) geantwortet:
care-why-company = Das Unternehmen nennt „{ $what }“ unter dem, was es kann oder herstellt.
care-invite = In einer Antwort darum bitten
care-silent = Stille Mitglieder
care-silent-empty = Alle haben in letzter Zeit etwas gesagt oder sind gerade erst gekommen. Mitglieder, die dreißig Tage lang nichts sagen, stehen dann hier.
care-silent-since = In der Gemeinschaft haben sie nichts gesagt seit
care-member-since = Mitglied seit
care-more-silent = { $n ->
    [one] Und { $n } weiteres.
   *[other] Und { $n } weitere.
}
