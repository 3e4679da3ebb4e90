# Что в пространстве ждёт модераторов, доверие, предупреждения
space-premoderation = Проверять до публикации
space-premoderation-hint = Написанное этими людьми ждёт, пока его не пропустит модератор.
premoderation-nobody = ничьё
premoderation-new = у новых участников
premoderation-known = у новых и мало знакомых
premoderation-trusted = у всех, кроме тех, кто помогает давно
premoderation-everybody = у всех
trust-new = Новый участник
trust-known = Знакомый участник
trust-trusted = Пользуется доверием
trust-pillar = Помогает здесь давно
space-looked-at = Часть написанного здесь модераторы читают раньше остальных.
queue-title = Ждёт вас
queue-link = { $n ->
    [0] Ничего вас не ждёт
    [one] Ждёт вас: { $n }
    [few] Ждут вас: { $n }
   *[other] Ждут вас: { $n }
}
queue-whose = Проверяется до публикации: { $what }.
queue-whose-nobody = До публикации здесь ничего не проверяется. Жалобы приходят на эту страницу.
queue-empty = Ничего не ждёт, и жалоб нет. Здесь стоит то, что нужно прочесть, и жалобы.
queue-let-in = Пропустить
queue-turn-down = Отклонить
queue-reason-hint = Одно предложение, его увидит только автор.
queue-answers = Ответ в обсуждении
queue-answers-to = Ответ в «{ $what }»
queue-changes = Меняет опубликованное
queue-entries = { $n ->
    [0] ещё ничего не опубликовано
    [one] опубликована { $n } запись
    [few] опубликованы { $n } записи
   *[other] опубликовано { $n } записей
}
queue-hidden = { $n ->
    [one] скрыта { $n }
    [few] скрыты { $n }
   *[other] скрыто { $n }
}
queue-vouched = за автора поручились
queue-warned = предупреждение { $day }: { $what }
held-too-many = Здесь уже ждёт несколько ваших записей. Дождитесь проверки или заберите одну из них.
order-warn = Предупредить автора
order-warn-text = Автор получит личное сообщение с вашей причиной. Три месяца написанное им считается написанным новым участником.
order-warn-button = Предупредить
order-warn-hint = Что следует делать иначе. Это прочтут только автор и модераторы.
waiting-title = Ваше, что ждёт
waiting-lead = Модераторы читают это раньше остальных. Вы узнаете, когда они решат.
waiting-link = { $n ->
    [one] Ваше, что ждёт или отклонено: { $n }
    [few] Ваше, что ждёт или отклонено: { $n }
   *[other] Ваше, что ждёт или отклонено: { $n }
}
waiting-empty = Ничего вашего здесь не ждёт.
waiting-still = Ждёт проверки.
waiting-turned-down = Не пропущено:
waiting-take-back = Забрать
waiting-clear = Убрать
confirm-waiting = Забрать навсегда?
confirm-waiting-text = Текст пропадёт. Скопируйте его, если он вам нужен.
notification-held = пишет: ждёт вашей проверки
notification-let-in = публикует написанное вами
notification-turned-down = не пропускает написанное вами
notification-reported = получает жалобу, посмотрите её
