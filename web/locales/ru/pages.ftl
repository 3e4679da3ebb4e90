# То, что видят посетители
front-title = Кто здесь пишет
front-lead = На этом узле публикуются такие организации.
front-empty = Узел ещё не настроен. Если он ваш: ссылка на настройку — в терминале, в котором он запущен.

actor-feed = Лента
actor-articles = Статьи
actor-empty = Здесь пока ничего не опубликовано. Подпишитесь, чтобы не пропустить первую статью.

follow-label = Подписаться со своей учётной записи
follow-hint = Ваш адрес в Mastodon или на другом сервере федиверса. Подтвердить подписку нужно будет там.
follow-button = Подписаться

post-of = Запись: { $what }
article-byline = Автор: { $what }
article-edited = изменено { $what }
article-edited-short = изменено
article-answers = Ответы
article-answers-empty = Ответов пока нет.
article-answer-from = Ответить со своей учётной записи
article-answer-how = Вставьте этот адрес в поиск на своём сервере: там можно ответить, поставить отметку «нравится» или сделать репост.
answer-hidden = Скрытый ответ: { $what }
answer-hidden-by-officer = Ответ, скрытый ответственными узла: { $what }
answer-show = Снова показать всем

login-title = Вход
login-name = Имя
login-password = Пароль
login-forgotten = Забыли пароль?
