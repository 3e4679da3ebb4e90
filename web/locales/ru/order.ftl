# Порядок: жалобы, списки блокировок, тексты узла
place-reports = Жалобы
place-reports-hint = На что другие и наши люди просят обратить внимание.
place-texts = Правила, реквизиты, конфиденциальность
place-texts-hint = Тексты, которые узел обязан показать читателям.
office-waiting = ждут
organisation-suspended = Доступ этой организации приостановлен.
reports-lead = Посмотрите, на что жалуются, примите меры и закройте жалобу с пометкой для других ответственных.
reports-empty = Жалоб нет. Новые появятся здесь.
reports-closed = Закрытые
report-from = Жалоба с другого сервера: { $what }
report-from-here = Жалоба с этого узла: { $what }
report-gone = Здесь этого больше нет:
report-sure = навсегда
report-show = Снова показать
report-suspend = Приостановить учётную запись
report-suspend-organisation = Приостановить доступ организации
report-block-actor = Заблокировать эту учётную запись
report-block-domain = Заблокировать весь сервер
report-block-reason = По жалобе
report-note = Пометка (видна только ответственным)
report-close = Закрыть
report-reopen = Открыть снова
report-closed-by = Кто закрыл: { $what }
report-sent-waiting = Отправляется на { $what }.
report-sent-arrived = { $what }: получено.
report-sent-given-up = Не удалось отправить на { $what }.
report-link = Пожаловаться
report-title = Пожаловаться
report-sent = Спасибо. Ответственные посмотрят.
report-reason = Что не так?
report-reason-hint = Достаточно одного предложения.
report-forward = Сообщить и ответственным на { $what }
report-forward-hint = Они прочтут ваши слова, но не узнают, кто вы.
report-button = Отправить жалобу
report-reason-missing = Напишите, что не так.
report-too-many = У вас уже много открытых жалоб. Подождите, пока ответственные их рассмотрят.
block-list-import = Загрузить список
block-list-domains = Серверы файлом
block-list-actors = Люди файлом
block-list-title = Загрузить список блокировок
block-list-lead = Списки в том виде, в каком их пишет Mastodon. Сначала вы увидите, что изменится; без подтверждения никто не блокируется.
block-list-what = Что в списке?
block-list-domains-hint = По серверу в строке или таблица со столбцом #domain.
block-list-actors-hint = По адресу в строке: name@server.example.
block-list-look = Сначала посмотреть
block-list-take = Заблокировать всех
block-list-which = Кто именно?
block-list-wrong = Что не получится загрузить
block-list-back = К блокировкам
block-list-new = { $n ->
    [one] { $n } новая блокировка.
    [few] { $n } новые блокировки.
   *[many] { $n } новых блокировок.
}
block-list-known = { $n ->
    [one] { $n } уже заблокирован.
    [few] { $n } уже заблокированы.
   *[many] { $n } уже заблокировано.
}
block-list-taken = { $n ->
    [one] Добавлена { $n } блокировка.
    [few] Добавлены { $n } блокировки.
   *[many] Добавлено { $n } блокировок.
}
line-number = Строка { $n }:
block-list-missing = Выберите файл.
block-list-milder = Там доступ лишь ограничен, а не заблокирован.
block-list-no-actor = Это не адрес вида name@server.example.
block-list-nobody = По этому адресу там никого нет.
block-list-blocked = Заблокировано.
table-unreadable = Файл — не таблица в UTF-8.
table-too-long = В списке больше 10 000 строк.
text-rules = Правила
text-imprint = Реквизиты
text-privacy = Конфиденциальность
text-rules-hint = Что действует для всех, кто здесь пишет.
text-imprint-hint = Кто отвечает за этот узел и как с ним связаться.
text-privacy-hint = Что здесь происходит с данными людей.
text-in-another-language = Этот текст есть только на одном языке: { $what }.
text-changed = Действует с { $what }
text-write = Написать
text-preview = Так это будет выглядеть. Пока ничего не сохранено.
text-hint = Markdown. Пустой текст убирает страницу.
text-template = Начать с образца
text-not-legal-advice = Образец описывает, как устроена эта программа; то, что в скобках, заполняете вы. Это не юридическая консультация.
text-too-long = В тексте больше 50 000 знаков.
texts-lead = Как только текст появится, на него будет вести каждая страница.
frame-about-node = Об этом узле
about-title = Об узле { $what }
about-lead = Место, где компании пишут под собственными именами, а читать и отвечать может весь федиверс.
about-run-by = Узел обслуживает
about-no-texts = Правила, реквизиты и сведения о конфиденциальности ещё не написаны.
about-organisations = { $n ->
    [one] { $n } организация
    [few] { $n } организации
   *[many] { $n } организаций
}
