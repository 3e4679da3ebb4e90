# For readers without an account: tags, pages of lists, paper
tag-lead = What was published here under this tag.
tag-empty = Nothing has been published here under this tag yet.
tag-description = What was published on { $what } under this tag.
newer = Newer
newest = To the newest
printed-from = This text stands at
front-description = The organisations that publish on { $what }.
