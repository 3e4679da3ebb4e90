article-title-missing = Give the article a title.
article-title-too-long = The title has more than { $max } characters.
article-summary-too-long = The summary has more than { $max } characters.
article-text-missing = Write a text.
article-text-too-long = The text has more than { $max } characters.
