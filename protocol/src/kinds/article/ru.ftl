article-title-missing = Дайте статье заголовок.
article-title-too-long = Заголовок длиннее { $max } знаков.
article-summary-too-long = Аннотация длиннее { $max } знаков.
article-text-missing = Напишите текст.
article-text-too-long = Текст длиннее { $max } знаков.
