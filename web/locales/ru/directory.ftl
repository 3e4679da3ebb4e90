# Каталог компаний: что компания говорит о себе, кто это видит и как её находят
place-company = Компания
place-company-hint = Что представляет собой ваша компания и чем занимается: для каталога, и кто что из этого видит.
company-title = Компания: { $what }
company-lead = Любое поле можно оставить пустым. Компании и палаты найдут вас по тому, что вы заполните; для каждого поля вы решаете, кто его видит.
company-confirmed = Последнее подтверждение:
company-confirm = Всё по-прежнему верно
company-stale = То, что каталог говорит о вашей компании, последний раз подтверждено
company-look = Просмотреть
company-who = Кто мы
company-where = Где мы и с кем работаем
company-what = Чем мы занимаемся
company-reach = Как с нами связаться
company-numbers = Номера в реестрах
company-see = Кто это видит:
company-see-public = все
company-see-members = участники наших сообществ
company-see-accepted = те, чей интерес приняли мы или кто принял наш
company-see-private = только наши люди
company-unsaid = не указано
company-meant = Возможно, имелось в виду:
company-legal-name = Название в реестре
company-trade-name = Название в обиходе, если оно другое
company-founded = Год основания
company-size = Размер
company-size-micro = меньше 10 человек
company-size-small = от 10 до 49 человек
company-size-medium = от 50 до 249 человек
company-size-large = 250 человек и больше
company-turnover = Оборот за год
company-turnover-2 = до 2 миллионов евро
company-turnover-10 = до 10 миллионов евро
company-turnover-50 = до 50 миллионов евро
company-turnover-more = больше 50 миллионов евро
company-region = Страна или регион
company-region-hint = Код или название: «DED4», «RU-SVE», «Австрия».
company-address = Адрес
company-activities = Виды деятельности
company-activities-hint = Коды NACE Rev. 2.1, основной вид деятельности первым: «25.53» или название. Код ОКВЭД 2 или NACE Rev. 2 пишите так: «2:25.62».
company-activity = Вид деятельности { $n }
company-competences = Компетенции
company-products = Продукция
company-technologies = Технологии
company-terms-hint = По несколько слов, через запятую; не больше 20.
company-markets = Страны и регионы, с которыми мы работаем
company-markets-hint = Коды или названия через запятую: «Германия, RU-SVE».
company-languages = Языки, на которых нам можно писать
company-languages-hint = Коды или названия через запятую: «немецкий, en, русский».
company-certifications = Сертификаты
company-certifications-hint = ISO 9001 и подобные; истёкшие не показываются.
company-certificate = Сертификат { $n }
company-certificate-number = Номер сертификата { $n }
company-certificate-until = Сертификат { $n } действует до
company-transnational = Опыт работы с другими странами
company-transnational-hint = Экспорт, проекты, партнёры за рубежом: что стоит знать, прежде чем вам написать.
company-web = Сайт
company-contact = Контактное лицо
company-mail = Адрес электронной почты
company-phone = Телефон
company-vat = Номер плательщика НДС в ЕС (VAT)
company-euid = EUID
company-lei = LEI
company-inn = ИНН
company-ogrn = ОГРН
company-too-long = Это длиннее { $max } знаков.
company-too-many = Этого больше, чем { $max }.
company-term-too-long = Что-то из этого длиннее { $max } знаков: разделите запятыми.
company-founded-wrong = Это не год от { $min } до { $max }.
company-nace-unknown = Такого кода нет. Выберите код из списка или напишите слово из его названия.
company-region-unknown = Одна из стран или один из регионов неизвестны. Напишите код, например DE, DED4 или RU-SVE.
company-language-unknown = Один из языков неизвестен. Напишите код, например de, или название.
company-certificate-without-name = Напишите, что это за сертификат, например «ISO 9001».
company-day-wrong = Напишите день так: 2027-06-30.
company-web-wrong = Это не адрес сайта. Напишите его так: https://example.org.
company-phone-wrong = Это не номер телефона. Напишите его так: +49 371 000000.
company-vat-wrong = Это не номер VAT. Он начинается с букв страны, например DE123456789.
company-euid-wrong = Это не EUID. Он выглядит так: DEK1101R.HRB4711.
company-lei-wrong = Это не LEI, или в нём опечатка: в нём 20 букв и цифр.
company-inn-wrong = Это не ИНН, или в нём опечатка: в нём 10 или 12 цифр.
company-ogrn-wrong = Это не ОГРН, или в нём опечатка: в нём 13 или 15 цифр.
place-directory = Компании
place-directory-hint = Каталог этого узла и ваших сообществ.
company-edit = Изменить сведения о компании
directory-description = Компании на { $what } и в его сообществах: чем они занимаются, где находятся, кто за них ручается.
directory-words = Искать
directory-words-hint = Слова из названий, компетенций и видов деятельности — по-русски, по-немецки или по-английски.
directory-search = Найти
directory-chosen = Выбрано
directory-without = (убрать)
directory-found = { $n ->
    [one] { $n } компания
    [few] { $n } компании
   *[many] { $n } компаний
}
directory-empty = Здесь будут компании этого узла и его сообществ.
directory-nothing = Никто не подходит. Уберите часть условий или просмотрите
directory-all = все компании
directory-table = Список таблицей (CSV)
directory-table-cut = { $n ->
    [one] В таблице только { $n } компания; чтобы получить остальные, сузьте список.
    [few] В таблице только первые { $n } компании; чтобы получить остальные, сузьте список.
   *[many] В таблице только первые { $n } компаний; чтобы получить остальные, сузьте список.
}
directory-table-name = Название
directory-table-address = Адрес в сети
directory-table-page = Страница
directory-table-summary = О компании
directory-before = Предыдущая страница
directory-after = Следующая страница
directory-narrow = Уточнить
directory-word = Поручительство
directory-vouched = за них кто-то ручается
directory-vouched-by = За эту компанию ручается { $what }
directory-until = до { $what }
directory-card = Визитка для адресной книги
vouch-link = Поручиться за эту компанию
vouch-title = Поручительство: { $what }
vouch-lead = Вы говорите от имени организации { $what }, что знаете эту компанию. Это видят все, здесь и на других узлах, и каждый может проверить, что это ваше слово.
vouch-comment = Что вы можете о ней сказать
vouch-comment-hint = Например, «Член палаты с 1987 года». Не больше 300 знаков; можно оставить пустым.
vouch-how-long = На какой срок
vouch-months = { $n ->
    [one] { $n } месяц
    [few] { $n } месяца
   *[many] { $n } месяцев
}
vouch-button = Поручиться
vouch-revoke = Отозвать
vouch-comment-too-long = Это длиннее 300 знаков.
vouch-months-wrong = Выберите срок.
vouch-subject-wrong = За эту компанию поручиться нельзя: её нет ни на этом узле, ни в его сообществах, или это ваша собственная.
