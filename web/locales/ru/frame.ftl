# То, что окружает каждую страницу
frame-skip = К содержанию
frame-navigation = Главное меню
frame-home = Главная
frame-write = Написать
frame-following = Подписки
frame-followers = Подписчики
frame-deliveries = Отправка
frame-blocks = Блокировки
frame-page = Наша страница
frame-login = Войти
frame-logout = Выйти
frame-language = Язык
frame-about = Работает на Artel и входит в федиверс.
frame-test-network = Этот узел работает в тестовой сети. Написанное здесь не предназначено для долгого хранения.
frame-trial = Вы пробуете Artel: за пределами этого компьютера ничего не видно. Публичное имя можно выбрать позже.

# Слова, которые встречаются во многих местах
cancel = Отмена
older = Более ранние
more = Ещё
form-refused = Пока не сохранено: проверьте отмеченные поля.
answers = { $n ->
    [one] { $n } ответ
    [few] { $n } ответа
   *[many] { $n } ответов
}
followers = { $n ->
    [one] { $n } подписчик
    [few] { $n } подписчика
   *[many] { $n } подписчиков
}
articles = { $n ->
    [one] { $n } статья
    [few] { $n } статьи
   *[many] { $n } статей
}
likes = { $n ->
    [one] { $n } отметка «нравится»
    [few] { $n } отметки «нравится»
   *[many] { $n } отметок «нравится»
}
boosts = { $n ->
    [one] { $n } репост
    [few] { $n } репоста
   *[many] { $n } репостов
}

month = { $month ->
    [1] января
    [2] февраля
    [3] марта
    [4] апреля
    [5] мая
    [6] июня
    [7] июля
    [8] августа
    [9] сентября
    [10] октября
    [11] ноября
   *[12] декабря
}
date = { $day } { month } { $year }
date-time = { date }, { $time } UTC
