# То, что видят вошедшие
setup-title = Настройка узла
setup-lead = Шесть ответов — и ваша организация может публиковать.
setup-organisation = Название организации
setup-organisation-hint = Как на визитке: «Мастерская Брандт и сыновья».
setup-owner = Ваше имя для входа
setup-owner-hint = Строчные латинские буквы, цифры и подчёркивания: anna или anna_brandt.
setup-password-hint = Не короче 8 знаков. Целое предложение легче запомнить.
setup-language = Язык, на котором вы пишете
setup-where = Где вас найдут
setup-where-domain = Под собственным именем
setup-where-domain-hint = Подписаться сможет весь федиверс. Имя входит в каждый адрес, и изменить его потом нельзя.
setup-where-trial = Попробовать здесь
setup-where-trial-hint = Всё работает на этом компьютере, а снаружи ничего не видно. Когда вы позже выберете имя, статьи, люди и настройки перейдут на новые адреса.
setup-domain = Публичное имя
setup-domain-hint = Только для собственного имени: artel.example.org, без https://. Имя уже должно вести на этот компьютер.
setup-button = Настроить

setup-done-title = Узел готов
setup-done-lead = По этому адресу вас найдут и смогут на вас подписаться:
setup-done-domain = Укажите его на сайте и на визитке. Теперь напишите первую статью, чтобы гостям было что почитать.
setup-done-trial = Пока вы пробуете, адрес работает только на этом компьютере. Напишите первую статью и посмотрите, как она выглядит.
setup-done-write = Написать первую статью

home-write = Написать статью
home-waiting = { $n ->
    [0] Всё доставлено
    [one] { $n } отправка в очереди
    [few] { $n } отправки в очереди
   *[many] { $n } отправок в очереди
}
home-undelivered = { $n ->
    [one] { $n } отправка не удалась
    [few] { $n } отправки не удались
   *[many] { $n } отправок не удалось
}
home-own = Что написали мы
home-own-empty = Вы пока ничего не опубликовали. Напишите первую статью: что у вас нового?
home-news = Что пишут другие
home-news-empty = Здесь появится то, что пишут те, на кого вы подписаны.
home-news-follow = Подписаться на кого-нибудь

write-preview = Так это будет выглядеть. Пока ничего не опубликовано.
write-tags = Метки
write-tags-hint = Через запятую: фрезеровка, сталь.
write-picture-kept = Изображение сохранено. Выбирайте другой файл, только если хотите его заменить.
write-picture-hint = JPEG, PNG, WebP или GIF, не больше 8 МБ. Где и чем сделан снимок, дальше не передаётся.
write-alt = Что на изображении
write-alt-hint = Для тех, кто его не видит.
write-as = Опубликовать от имени
write-publish = Опубликовать
write-preview-button = Предпросмотр

delete-title = Удалить статью?
delete-explanation = Здесь она исчезнет навсегда, а серверы, которые её знают, получат просьбу удалить её тоже. Отменить это нельзя.
delete-button = Удалить навсегда

followers-empty = На вас пока никто не подписан. Расскажите о своём адресе: { $what }
followers-remove = Отписать
contact-since = с { $what }

following-handle = Подписаться
following-handle-hint = Адрес вида @name@server.example или ссылка на профиль.
following-empty = Вы пока ни на кого не подписаны. Спросите у партнёров их адрес в федиверсе.
following-waits = Запрос отправлен, ответа ещё нет.
following-rejected = Отклонено.
following-unfollow = Отписаться

deliveries-lead = То, что вы публикуете, отправляется на все серверы, где у вас есть подписчики. Если сервер недоступен, попытки повторяются семь дней.
deliveries-empty = Всё доставлено.
deliveries-waiting = В очереди
deliveries-undelivered = Не доставлено
deliveries-undelivered-hint = Попыток больше не будет, если вы сами не захотите.
delivery-attempts = { $n ->
    [one] { $n } попытка.
    [few] { $n } попытки.
   *[many] { $n } попыток.
}
delivery-first = Сейчас будет отправлено.
delivery-next = Следующая попытка: { $what }.
delivery-try = Отправить сейчас
delivery-forget = Больше не отправлять
delivery-forbidden = Сервер отказывает ({ $n }); возможно, он нас заблокировал.
delivery-unknown = Такого получателя больше нет ({ $n }).
delivery-fault = На сервере сбой ({ $n }).
delivery-status = Сервер не принял отправку ({ $n }).
delivery-silent = Сервер не ответил вовремя.
delivery-unreachable = Сервер недоступен.
delivery-refused = На такой адрес мы не отправляем.

blocks-lead = От заблокированных серверов и людей ничего не принимается: ни ответов, ни подписок, ни статей. Им об этом не сообщают.
blocks-domains = Серверы
blocks-domains-empty = Заблокированных серверов нет.
blocks-actors = Люди и организации
blocks-actors-empty = Никто не заблокирован.
block-domain = Заблокировать сервер
block-domain-hint = Имя вида spam.example; вместе с ним блокируются все его поддомены.
block-domain-button = Заблокировать сервер
block-actor = Заблокировать кого-нибудь
block-actor-button = Заблокировать
block-reason = Причина (видна только вам)
block-remove = Снять
unblock-title = Снять блокировку?
unblock-explanation = То, что приходит оттуда, снова будет приниматься. То, что за это время отклонено, не вернётся.
unblock-button = Снять блокировку
