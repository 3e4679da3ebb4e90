post = Запись
post-write = Новая запись
post-edit = Изменить запись
post-text = Текст
post-text-hint = Markdown: пустая строка начинает абзац, **жирный**, [ссылка](https://…), ## подзаголовок, - список.
post-text-missing = Напишите что-нибудь.
post-text-too-long = Текст длиннее { $max } знаков.
