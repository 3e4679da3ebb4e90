post = Post
post-write = Write a post
post-edit = Edit the post
post-text = Text
post-text-hint = Markdown: an empty line begins a paragraph, **bold**, [link](https://…), ## heading, - list.
post-text-missing = Write something.
post-text-too-long = The text has more than { $max } characters.
