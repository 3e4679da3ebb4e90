# Страница «Управление»
office-title = Управление
office-own = Для вас
office-organisation = Наша организация
office-node = Этот узел
place-followers = Подписчики
place-followers-hint = Кто нас читает и как отказать в подписке.
place-following = Подписки
place-following-hint = Кого читаем мы и как подписаться.
place-deliveries = Отправка
place-deliveries-hint = Что ещё в пути к другим серверам и что не дошло.
place-blocks = Блокировки
place-blocks-hint = Серверы и люди, от которых ничего не принимается.
