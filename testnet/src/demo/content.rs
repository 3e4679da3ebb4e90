//! Who is in the demo, and what they wrote in the weeks before: believable, and in three languages.

/// A company, its people and its language.
pub struct Company {
    /// The full name.
    pub title: &'static str,
    pub language: &'static str,
    /// The log-in of its owner, and their full name.
    pub owner: (&'static str, &'static str),
    /// Which node it is on: 0 is the chamber's.
    pub node: usize,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// A line of its profile: label and text.
    pub line: (&'static str, &'static str),
}

/// The chamber that runs the hub. Its short name follows from the full one.
pub const CHAMBER: Company = Company {
    title: "Kammer Nordstadt",
    language: "de",
    owner: ("hanna", "Hanna Seidel"),
    node: 0,
    summary: "Die Kammer der Betriebe in der Nordstadt: wir bringen sie zusammen und stehen für sie ein.",
    line: ("Sprechstunde", "dienstags 9–12 Uhr"),
};

/// Five companies hosted on the hub, and two on nodes of their own.
pub const COMPANIES: [Company; 7] = [
    Company {
        title: "Werkstatt Brandt",
        language: "de",
        owner: ("anna", "Anna Brandt"),
        node: 0,
        summary: "Dreherei und Fräserei in dritter Generation. Kleinserien aus Stahl und Aluminium.",
        line: ("Maschinen", "5-Achs-Fräse, drei Drehbänke"),
    },
    Company {
        title: "Артель «Лад»",
        language: "ru",
        owner: ("irina", "Ирина Ковалёва"),
        node: 0,
        summary: "Листовой металл: раскрой, гибка, сварка. Небольшие партии, короткие сроки.",
        line: ("Цех", "ул. Заводская, 14"),
    },
    Company {
        title: "Miller & Daughters",
        language: "en",
        owner: ("grace", "Grace Miller"),
        node: 0,
        summary: "Woollen cloth, woven in the old mill since 1887. Visitors welcome on Wednesdays.",
        line: ("Looms", "eleven, two of them older than us"),
    },
    Company {
        title: "Tischlerei Öztürk",
        language: "de",
        owner: ("deniz", "Deniz Öztürk"),
        node: 0,
        summary: "Möbel und Innenausbau aus heimischem Holz. Wir bilden aus.",
        line: ("Lehrstellen", "zwei frei ab Frühjahr"),
    },
    Company {
        title: "Пекарня «Колос»",
        language: "ru",
        owner: ("pavel", "Павел Соколов"),
        node: 0,
        summary: "Хлеб на закваске и ни одного улучшителя. Печём ночью, продаём с шести утра.",
        line: ("Часы", "6:00–19:00, кроме понедельника"),
    },
    Company {
        title: "Solarhof Lindner",
        language: "de",
        owner: ("jonas", "Jonas Lindner"),
        node: 1,
        summary: "Solarstrom von Hallendächern: planen, bauen, ehrlich nachrechnen.",
        line: ("Anlagen", "41, zusammen 2,3 MWp"),
    },
    Company {
        title: "Harbour Textiles",
        language: "en",
        owner: ("aisha", "Aisha Khan"),
        node: 2,
        summary: "Cotton and linen for workwear. Repairs taken in, offcuts given away.",
        line: ("Shop", "Harbour Street 3"),
    },
];

/// Something that somebody did.
pub enum Act {
    /// An article in a company's name.
    Article {
        title: &'static str,
        summary: &'static str,
        text: &'static str,
        tags: &'static [&'static str],
    },
    /// An article in a company's name, in the community.
    Offer {
        title: &'static str,
        summary: &'static str,
        text: &'static str,
        tags: &'static [&'static str],
    },
    /// An answer to the article that was written so many articles before: 0 is the newest.
    Answer {
        to: usize,
        text: &'static str,
    },
    Like {
        to: usize,
    },
    Boost {
        to: usize,
    },
}

/// One thing that happened: how many hours after the one before, which company (by its place in [`COMPANIES`], or the
/// chamber), and what.
pub struct Event {
    pub hours: u64,
    pub who: Option<usize>,
    pub act: Act,
}

const fn event(hours: u64, who: usize, act: Act) -> Event {
    Event { hours, who: Some(who), act }
}

const fn chamber(hours: u64, act: Act) -> Event {
    Event { hours, who: None, act }
}

/// Two weeks, from the first word to yesterday.
pub const STORY: &[Event] = &[
    chamber(
        0,
        Act::Article {
            title: "Willkommen in der Nachbarschaft",
            summary: "Ab heute schreiben die Betriebe der Nordstadt hier selbst: wer ihr seid, was ihr könnt, was ihr sucht.",
            text: "Fünf Betriebe sind schon da, zwei weitere kommen mit eigenem Knoten dazu.\n\n## Was ihr hier tun könnt\n\n- **schreiben**, was es bei euch Neues gibt\n- einander **folgen** und antworten\n- Leserinnen und Leser aus dem ganzen Fediverse erreichen\n\nFragen? Antwortet einfach auf diesen Artikel.",
            tags: &["Nordstadt"],
        },
    ),
    event(3, 0, Act::Answer { to: 0, text: "Danke für die Einladung! Wir stellen uns morgen vor." }),
    event(1, 3, Act::Like { to: 0 }),
    event(
        20,
        0,
        Act::Article {
            title: "Neue 5-Achs-Fräse: Teile bis 600 mm in einer Aufspannung",
            summary: "Seit Montag fräsen wir in einer Aufspannung, was früher drei brauchte. Was das für Kleinserien heißt.",
            text: "Die Maschine steht, und die ersten vierzig Gehäuse sind ausgeliefert.\n\n## Was sich ändert\n\nEine Aufspannung statt drei: weniger Handgriffe, bessere Lage der Flächen zueinander. Für Serien ab **20 Stück** sinkt der Preis um etwa ein Fünftel.\n\n| Werkstoff | bis |\n|---|---|\n| Stahl | 600 mm |\n| Aluminium | 800 mm |\n\nWer ein Teil hat, an dem bisher alle verzweifelt sind: her damit.",
            tags: &["Fräsen", "Kleinserie"],
        },
    ),
    event(
        5,
        1,
        Act::Answer {
            to: 0, text: "Поздравляем! А нержавейку берёте? Есть заказ на 30 фланцев."
        },
    ),
    event(
        2,
        0,
        Act::Answer { to: 0, text: "Ja, auch Edelstahl bis 400 mm. Schickt uns gern die Zeichnung." },
    ),
    event(1, 5, Act::Boost { to: 0 }),
    event(
        30,
        1,
        Act::Offer {
            title: "Как мы перешли на безотходный раскрой",
            summary: "Год назад в стружку уходила треть листа. Теперь — одна десятая, и вот что для этого понадобилось.",
            text: "Год назад мы впервые взвесили стружку. Получилось **тридцать два процента** — почти треть каждого листа.\n\n## Что изменилось\n\n1. Раскрой считаем сразу на четыре заказа, а не на один.\n2. Остатки размечаем и кладём на отдельную полку: по ней ищем прежде, чем брать новый лист.\n3. Раз в неделю смотрим, что на полке залежалось.\n\n> Самое трудное оказалось не посчитать, а договориться, кто подписывает остатки.\n\nЕсли кому-то нужна таблица — поделимся.",
            tags: &["раскрой", "сталь"],
        },
    ),
    event(
        6,
        2,
        Act::Answer {
            to: 0,
            text: "Would you share the table? We lose about a quarter of every roll of cloth.",
        },
    ),
    event(1, 2, Act::Like { to: 0 }),
    event(4, 4, Act::Like { to: 0 }),
    event(
        26,
        2,
        Act::Article {
            title: "Three months with a four-day week",
            summary: "Orders are up, sick days are down, and one thing went wrong. What we would do the same, and what not.",
            text: "We closed the mill on Fridays in the summer, as a trial. It stays.\n\n## What went well\n\n- Output per week is where it was; per hour it is up.\n- Nobody left.\n\n## What did not\n\nSuppliers call on Fridays. We now answer the telephone in turns.",
            tags: &["work"],
        },
    ),
    event(
        3,
        6,
        Act::Answer { to: 0, text: "We are thinking about the same. How did you tell your customers?" },
    ),
    event(
        8,
        2,
        Act::Answer {
            to: 0,
            text: "One letter, six weeks before, and a line under every mail. Nobody complained.",
        },
    ),
    event(
        40,
        5,
        Act::Article {
            title: "Strom vom Hallendach: was nach einem Jahr übrig bleibt",
            summary: "84 kWp auf dem Dach, ein Jahr Messwerte, und die Rechnung, die wir vorher gern gehabt hätten.",
            text: "Vor einem Jahr ging die Anlage ans Netz. Hier sind die Zahlen, ungeschönt.\n\n- erzeugt: **79 MWh**\n- selbst verbraucht: 61 %\n- Ausfalltage: zwei, beide wegen eines Wechselrichters\n\nDie Speichererweiterung lohnt sich für uns *noch* nicht. Wer rechnen will: Wir geben die Tabelle weiter.",
            tags: &["Solar", "Energie"],
        },
    ),
    event(
        5,
        3,
        Act::Answer {
            to: 0,
            text: "Sehr hilfreich, danke. Welche Unterkonstruktion habt ihr auf dem Blechdach?",
        },
    ),
    event(2, 0, Act::Boost { to: 0 }),
    event(
        30,
        3,
        Act::Offer {
            title: "Gesucht: alte Hobelbänke, gern reparaturbedürftig",
            summary: "Für unsere Lehrwerkstatt suchen wir drei Hobelbänke. Wir holen ab und richten sie selbst her.",
            text: "Ab Frühjahr bilden wir zwei Lehrlinge mehr aus, und es fehlt an Bänken. Zustand fast egal, Hauptsache, die Platte ist aus Buche.\n\nAls Dank: eine Führung und Kuchen.",
            tags: &["Ausbildung", "Tischlerei"],
        },
    ),
    event(
        4,
        4,
        Act::Answer {
            to: 0, text: "Кухонный стол из бука стоит у нас на складе, отдадим за самовывоз."
        },
    ),
    event(
        20,
        4,
        Act::Article {
            title: "Хлеб на закваске: почему мы вернулись к долгой ферментации",
            summary: "Двадцать часов вместо четырёх. Дороже, медленнее — и возвратов стало вдвое меньше.",
            text: "В сентябре мы перевели три сорта на долгую ферментацию.\n\nПервую неделю не хватало места в холодильной камере, вторую — терпения. На третью стало понятно: хлеб **хранится на два дня дольше**, а возвратов из магазинов вдвое меньше.\n\nРецепт закваски — без секретов, приходите смотреть по средам.",
            tags: &["хлеб"],
        },
    ),
    event(2, 1, Act::Like { to: 0 }),
    event(
        3,
        1,
        Act::Answer {
            to: 0, text: "Придём в среду вчетвером. Лопату для печи захватим — обещали починить."
        },
    ),
    event(
        30,
        6,
        Act::Offer {
            title: "Offcuts for schools: forty boxes, free to a good home",
            summary: "Cotton and wool, sorted by colour. Collect them in Harbour Street until the end of the month.",
            text: "Every season leaves us with boxes of good offcuts. Schools, theatres and repair cafés can have them.\n\nWrite to us with what you would make of them. Pictures welcome afterwards!",
            tags: &["textiles", "reuse"],
        },
    ),
    event(6, 2, Act::Boost { to: 0 }),
    event(
        5,
        0,
        Act::Answer {
            to: 0,
            text: "Unser Betriebskindergarten nimmt gern zwei Kisten. Holen wir am Freitag ab?",
        },
    ),
    event(
        16,
        5,
        Act::Offer {
            title: "Abzugeben: zwölf gebrauchte Module, noch 85 % Leistung",
            summary: "Vom ersten Dach, das wir je belegt haben. Für Werkstätten, die ausprobieren wollen, was Strom vom Dach bringt.",
            text: "Gereinigt, gemessen, mit Protokoll. Wer sie selbst abholt, zahlt nur die Unterkonstruktion.\n\nAm liebsten geben wir alle zwölf zusammen ab, vier gehen aber auch.",
            tags: &["Solar", "Gebraucht"],
        },
    ),
    event(4, 3, Act::Answer { to: 0, text: "Vier davon gern, für das Dach der Lackierkabine." }),
    chamber(
        30,
        Act::Article {
            title: "Unternehmerfrühstück am ersten Donnerstag",
            summary: "8 Uhr, Kammersaal. Thema diesmal: Wer nimmt Lehrlinge zusammen auf?",
            text: "Kaffee gibt es ab halb acht. Wer mitreden will, ohne zu kommen: einfach hier antworten, wir lesen es vor.",
            tags: &["Nordstadt", "Ausbildung"],
        },
    ),
    event(3, 3, Act::Answer { to: 0, text: "Wir sind dabei, zu zweit." }),
    event(2, 2, Act::Like { to: 0 }),
    event(
        30,
        0,
        Act::Article {
            title: "Was ein Angebot schnell macht: fünf Angaben, die fast immer fehlen",
            summary: "Werkstoff, Stückzahl, Toleranz, Oberfläche, Termin. Mit diesen fünf antworten wir am selben Tag.",
            text: "Die Hälfte aller Anfragen braucht eine Rückfrage. Meist fehlt eine von fünf Angaben:\n\n1. **Werkstoff**, möglichst mit Nummer\n2. **Stückzahl**, auch die nächste\n3. **Toleranzen**, aber nur die, die zählen\n4. **Oberfläche**\n5. **Termin**, und ob er fest ist\n\nDruckt euch die Liste aus.",
            tags: &["Fräsen", "Angebot"],
        },
    ),
    event(4, 6, Act::Like { to: 0 }),
    event(1, 5, Act::Answer { to: 0, text: "Hängt ab heute bei uns an der Wand." }),
];

/// The company that applies and is not decided yet.
pub const APPLICANT: (&str, &str, &str) =
    ("Fahrradmanufaktur Speiche", "Mira Kowalski", "mira@speiche.example");

/// What the chamber asks.
pub const QUESTIONS: [&str; 2] = ["Was stellen Sie her?", "Seit wann sind Sie Mitglied der Kammer?"];

/// The community: its short name, its name, and what it is about.
pub const COMMUNITY: (&str, &str, &str) = (
    "tauschplatz",
    "Tauschplatz Nordstadt",
    "Was der eine übrig hat, sucht der andere: Reststücke, Maschinen, Werkzeug und Erfahrung unter Betrieben der Nordstadt.",
);

/// What the companies on the hub go on offering in the community: the company, the title with its number, and a text.
pub const OFFERS: [(usize, &str, &str); 5] = [
    (
        0,
        "Reststück {n}: Rundstahl 42CrMo4, 300 mm",
        "Durchmesser 60, gesägt, mit Zeugnis. Abholung jederzeit.",
    ),
    (1, "Остаток № {n}: сталь листовая, 3 мм", "Кромка чистая, ржавчины нет. Отдадим за самовывоз."),
    (
        2,
        "Roll end no. {n}: grey wool, four metres",
        "Good cloth, too short for us. Collect it on Wednesdays.",
    ),
    (
        3,
        "Bohle Nr. {n}: Eiche, 52 mm, trocken",
        "Zwei Meter lang, ein Riss am Ende. Für eine Bank reicht es.",
    ),
    (4, "Мешки из-под муки, партия {n}", "Чистые, хлопковые, по десять штук. Заберите утром."),
];
