# Partnering profiles: which fit each other
matches-title = What fits this profile
matches-lead = This node has compared the profiles that it knows anyway. Nobody learns what you looked for.
matches-empty = Nothing that this node knows fits at present. Trades, keywords and a detailed description make a profile easier to compare.
matches-link = What fits it
match-well = well
match-partly = partly
match-little = a little
match-there = It fits yours: { $what }.
match-back = Yours fits it: { $what }.
match-trade = same trade { $what }
match-keywords = same keywords: { $what }
match-words = both speak of { $what }
match-offers-it = offers what is sought here
match-seeks-it = seeks what is offered here
match-partnership = both want: { $what }
match-looks-for-size = looks for partners like yours: { $what }
match-has-size = is a partner like those that are looked for here: { $what }
match-looks-in = looks for partners where you are: { $what }
match-in-country = is where partners are looked for here: { $what }
match-countries = both look for partners in the same countries: { $what }
match-languages = languages in common: { $what }
match-vouched = somebody whom this node trusts vouches for it
match-active = has published something within the last three months
match-answers = usually answers who is interested

# Looking through offers, and saved searches
place-offers = Offers and requests
offers-lead = What companies offer and seek, on this node and in its communities.
offers-words = Words
offers-words-hint = All of them have to be in the title, the summary or the keywords.
offers-more-filters = More filters
offers-any = any
offers-country = Country where partners are sought
offers-country-hint = Its name or its two letters: Austria, AT
offers-trade-hint = A code or its beginning: 28 or 28.9
offers-language = Language
offers-language-hint = Its name or its code: German, de
offers-look = Look
offers-all = All offers and requests
offers-found = { $n ->
    [one] { $n } profile
   *[other] { $n } profiles
}
offers-empty = No offers or requests stand here yet. Members of a community write one in its brokerage, and every company on its own page.
offers-nothing = Nothing fits this search. Take a filter away or use fewer words, or save the search and look again later.
offers-query-too-long = This search is too long: use at most ten words.
place-saved-offers = Saved searches
saved-lead = Only you see these searches. No other server learns of them.
saved-empty = No search is saved yet. Look for offers with a filter or a word, and save the search below what it finds.
saved-name = Name of the search
saved-name-hint = Only you see it. New profiles are counted for you.
saved-name-missing = Give the search a name.
saved-button = Save the search
saved-too-many = Thirty searches are saved already: delete one first.
saved-new = { $n ->
    [one] { $n } new profile
   *[other] { $n } new profiles
}
saved-nothing-new = nothing new
