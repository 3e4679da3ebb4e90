post-text-missing = Напишите что-нибудь.
post-text-too-long = Текст длиннее { $max } знаков.
