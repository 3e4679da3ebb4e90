# Письма и страница, на которой от них отказываются
mail-address-wrong = Это не адрес электронной почты. Напишите его в виде anna@example.org.

mail-kind-new-password = Ссылки для нового пароля
mail-kind-invitation = Приглашения
mail-kind-application = Письма о заявках
mail-kind-notification = Уведомления
mail-kind-weekly = Письмо за неделю
mail-stop-line = Чтобы таких писем больше не было:

mail-stop-title = Больше не присылать эти письма?
mail-stop-ask = Узел присылает эти письма на этот адрес:
mail-stop-button = Больше не присылать
mail-stop-done-title = Эти письма больше не придут
mail-stop-done = Эти письма больше не приходят на этот адрес:
mail-stop-rest = Письма о безопасности вашей учётной записи приходят по-прежнему.
mail-start-button = Всё-таки присылать
mail-start-done-title = Эти письма снова приходят
mail-start-done = Узел снова присылает эти письма на этот адрес:

mail-link-lasts = Ссылка действует один раз, до { $until }.
mail-links-last = Каждая ссылка действует один раз, до { $until }.

mail-invitation-subject = { $inviter } приглашает вас: { $organisation }
mail-invitation-text = { $inviter } зовёт вас присоединиться на узле { $node }. Организация: { $organisation }. Выберите имя и пароль — и можно начинать.
mail-invitation-action = Принять приглашение
mail-invitation-why = Вы получили это письмо, потому что { $inviter } указывает ваш адрес на узле { $node }. Если отправитель вам незнаком, ничего не делайте: без вас ничего не произойдёт.

mail-reset-subject = Новый пароль для { $node }
mail-reset-text = Кто-то — надеемся, вы сами — просит новый пароль для учётной записи { $name }.
mail-reset-several = Кто-то — надеемся, вы сами — просит новый пароль. Этот адрес указан в нескольких учётных записях. Выберите, для какой из них нужен новый пароль:
mail-reset-action = Выбрать новый пароль
mail-reset-why = Это письмо приходит всякий раз, когда кто-то просит новый пароль. Если это были не вы, ничего не делайте: пароль останется прежним.
mail-changed-subject = Другой адрес электронной почты вашей учётной записи на { $node }
mail-changed-text = У учётной записи { $name } на узле { $node } теперь другой адрес электронной почты. Письма о ней сюда больше не приходят.
mail-factor-ended-subject = Ваш второй фактор на { $node } выключен
mail-factor-ended-text = Владелец вашей организации выключил второй фактор учётной записи { $name } на узле { $node }. Теперь достаточно одного пароля; включить второй фактор снова можно в любое время.
mail-account-not-you = Если вы этого не хотели, сразу смените пароль и свяжитесь с владельцем вашей организации.
mail-account-why = Это письмо касается безопасности вашей учётной записи, отказаться от него нельзя.

mail-application-subject = Новая заявка: { $applicant } ({ $organisation })
mail-application-text = { $applicant } хочет вступить и ждёт ответа. Организация: { $organisation }.
mail-application-message = К заявке приложено сообщение:
mail-application-action = Посмотреть заявку
mail-application-why = Вы получили это письмо, потому что рассматриваете заявки на узле { $node }.

mail-approved-subject = Добро пожаловать: { $organisation }
mail-approved-text = Ваша заявка принята, теперь вы с нами. Организация: { $organisation }.
mail-approved-action = Начать
mail-refused-subject = Ваша заявка: { $organisation }
mail-refused-text = Ваша заявка не принята. Организация: { $organisation }.
mail-refused-reason = Вам пишут:
mail-answered-why = Вы получили это письмо, потому что на узле { $node } подана заявка с вашим адресом. Если это были не вы, ничего не делайте.

mail-digest-subject = { $n ->
    [one] { $n } новость на { $node }
    [few] { $n } новости на { $node }
   *[many] { $n } новостей на { $node }
}
mail-digest-text = Вот что произошло с прошлого письма:
mail-digest-more = { $n ->
    [one] И ещё { $n } событие.
    [few] И ещё { $n } события.
   *[many] И ещё { $n } событий.
}
mail-digest-action = Посмотреть всё
mail-digest-why = Вы получили это письмо, потому что попросили сообщать по почте о том, что происходит на узле { $node }.

mail-weekly-subject = Неделя на { $node }
mail-weekly-text = Вот что нового появилось в доступных вам пространствах и у тех, на кого вы подписаны:
mail-weekly-begun = Новые беседы
mail-weekly-answered = Больше всего ответов
mail-weekly-offers = Новые предложения
mail-weekly-articles = Новые статьи
mail-weekly-answers = { $n ->
    [one] { $n } новый ответ
    [few] { $n } новых ответа
   *[many] { $n } новых ответов
}
mail-weekly-more = И ещё { $n }.
mail-weekly-unread = { $n ->
    [one] Вас ждёт { $n } уведомление.
    [few] Вас ждут { $n } уведомления.
   *[many] Вас ждут { $n } уведомлений.
}
mail-weekly-interests = { $n ->
    [one] { $n } выражение интереса ждёт вашего ответа.
    [few] { $n } выражения интереса ждут вашего ответа.
   *[many] { $n } выражений интереса ждут вашего ответа.
}
mail-weekly-waits = Вас ждёт
mail-weekly-action = Перейти к пространствам
mail-weekly-why = Вы получили это письмо, потому что у вас есть учётная запись на узле { $node }. Оно приходит раз в неделю, если есть что-то новое.

mail-test-subject = Пробное письмо от Artel
mail-test-text = Если вы это читаете, ваш узел умеет отправлять почту. Больше ничего делать не нужно.
mail-test-why = Вы получили это письмо, потому что тот, кто обслуживает узел Artel, указал ваш адрес, чтобы проверить почту. Оно приходит только один раз.
