# What surrounds every page
frame-skip = Skip to the content
frame-navigation = Main navigation
frame-home = Home
frame-write = Write
frame-page = Our page
frame-office = Manage
frame-login = Log in
frame-logout = Log out
frame-language = Language
frame-about = Published with Artel, part of the fediverse.
frame-test-network = This node belongs to a test network. What is written here is not meant to last.
frame-trial = You are trying Artel out: nobody outside this computer sees anything. You can choose a public name later.

# Words used in many places
cancel = Cancel
edit = Edit
delete = Delete
hide = Hide
back = Back
file = File
picture = Picture
older = Older
more = More
form-refused = Not saved yet: look at the fields marked below.
answers = { $n ->
    [one] { $n } answer
   *[other] { $n } answers
}
followers = { $n ->
    [one] { $n } follower
   *[other] { $n } followers
}
articles = { $n ->
    [one] { $n } article
   *[other] { $n } articles
}
likes = { $n ->
    [one] { $n } like
   *[other] { $n } likes
}
boosts = { $n ->
    [one] { $n } boost
   *[other] { $n } boosts
}

month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
date = { $day } { month } { $year }
date-time = { date }, { $time } { $zone }
