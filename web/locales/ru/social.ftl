# Что пишут и делают другие и что делаем с этим мы

act-like = Нравится
act-boost = Репост
act-answer = Ответить
act-as = От имени: { $what }
act-needs-approval = В вашей организации всё, что говорится от её имени, сначала проверяют. Сделайте это от своего имени.
act-in-the-name-of = От чьего имени
answer-title = Ответ: { $what }
answer-whole = Ко всему разговору
answer-text = Ваш ответ
answer-text-hint = Markdown, не больше 5000 знаков. Ответ увидят все.
answer-text-hint-not-public = Markdown, не больше 5 000 знаков. Прочитают только те, кому доступно то, на что вы отвечаете.
told-boosted-by = Репост:
told-not-public = Не для всех: репост невозможен, а ответ увидят только те, кому это доступно.

home-filter-all = Всё
home-filter-me = Я

notifications-read = Отметить всё как прочитанное
notifications-empty = Ничего нового. Здесь будет видно, кто вам ответил, отметил ваши записи или подписался на вас.
notification-new = новое
notification-answer = отвечает:
notification-mention = упоминает вас:
notification-follower = теперь читает вас.
notification-accepted = принимает вашу подписку: новые записи будут появляться на вашей главной странице.
notification-like = { $n ->
    [0] ставит отметку «нравится»:
    [one] и ещё { $n } ставят отметку «нравится»:
    [few] и ещё { $n } ставят отметку «нравится»:
   *[many] и ещё { $n } ставят отметку «нравится»:
}
notification-boost = { $n ->
    [0] делает репост:
    [one] и ещё { $n } делают репост:
    [few] и ещё { $n } делают репост:
   *[many] и ещё { $n } делают репост:
}

lookup-lead = Люди, организации и их записи на любом сервере федиверса.
lookup-label = Найти человека или запись
lookup-hint = Адрес вида @name@server.example или ссылка на профиль или запись.
lookup-button = Найти
lookup-nothing = По этому адресу ничего не найдено. Напишите его в виде @name@server.example или вставьте ссылку на профиль или запись.

remote-deleted = Этой учётной записи больше нет.
remote-origin = Профиль на сервере автора
remote-relations = Вы и этот автор
remote-follows-you = читает вас
remote-mute = Не показывать
remote-unmute = Показывать снова
remote-block = Заблокировать…
remote-block-what = Подписаться на вас и отвечать вам будет нельзя, а вы не увидите ничего из написанного. Если подписка на вас есть, она прекратится. О причине никто не узнает.
remote-posts = Записи
remote-posts-empty = Публичных записей пока не видно.
remote-not-asked = Сервер сейчас не отвечает. Показано то, что известно здесь.
remote-parent = Это ответ. Показать, на что
remote-answers-empty = Ответов здесь пока не видно.

following-as = подписка от имени: { $what }

mutes-lead = От скрытых авторов вы ничего не видите. Заблокированные к тому же не могут подписаться на вас и отвечать вам.
mutes-empty = Никто не скрыт и не заблокирован. Это делается на странице человека или организации.
mutes-muted-by = скрыто для: { $what }
mutes-blocked-by = заблокировано от имени: { $what }
mute-oneself = Скрыть самого себя нельзя.

place-notifications = Уведомления
place-notifications-hint = Кто ответил, отметил, сделал репост или подписался.
place-lookup = Найти кого-нибудь
place-lookup-hint = Люди и записи на других серверах.
place-mutes = Скрытые и заблокированные
place-mutes-hint = Кого вы не хотите видеть.
