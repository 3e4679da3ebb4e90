//! Examples of every type of profile, short and long, for the tests that render every page.

use super::{Call, Goal, Offer, Partnership, ProfileType, Rights, Size, Stage};
use crate::Timestamp;
use crate::kinds::Text;

pub(super) fn all() -> Vec<Offer> {
    vec![business_request(), business_offer(), technology_offer(), technology_request(), research_request()]
}

/// As short as one can be.
fn business_request() -> Offer {
    Offer {
        profile: Some(ProfileType::BusinessRequest),
        title: "Suche Härterei".into(),
        summary: "Maschinenbauer sucht Härterei.".into(),
        text: Text::from_markdown("Wir suchen eine Härterei."),
        sought: "Einsatzhärten bis 1,2 mm".into(),
        partnerships: vec![Partnership::Outsourcing],
        goals: vec![Goal::NotRelevant],
        ..Offer::default()
    }
}

/// With characters that mean something in HTML.
fn business_offer() -> Offer {
    Offer {
        profile: Some(ProfileType::BusinessOffer),
        title: "Brackets <&\"> made to order for \"A & B\" <script>alert(1)</script> machines".into(),
        summary: "We make brackets < 3 mm & > 1 mm, \"as drawn\".".into(),
        text: Text::from_markdown("Brackets **<&\">** in <b>small</b> series.\n\n- one\n- two"),
        advantages: "Tolerance < 0.1 mm & no tooling.\n\n<img src=x onerror=alert(1)>".into(),
        role: "Orders \"small\" series & reports < 1 % scrap.".into(),
        partnerships: vec![Partnership::Supplier, Partnership::Commercial],
        goals: vec![Goal::Industry, Goal::Consumption],
        market: vec!["machines & tools".into(), "<b>".into()],
        trades: vec!["25.99".into()],
        countries: vec!["GB".into(), "DE".into()],
        closed: true,
        ..Offer::default()
    }
}

fn technology_offer() -> Offer {
    let text = "Die Härte großer Wellen wird heute an Proben gemessen, die mit ihnen im Ofen lagen. Wer sichergehen \
        will, schneidet auf und verwirft das Teil.\n\n## Die Lösung\n\nEin Messkopf von 90 mm fährt die fertige Welle ab \
        und liest die **Einhärtetiefe** aus dem Wirbelstrom, in acht Sekunden je Stelle:\n\n- ohne Aufschneiden,\n- an \
        bis zu 6 m langen Wellen,\n- mit einem Protokoll je Teil.\n\n## Warum ein Partner\n\nDer Messkopf läuft bei uns \
        seit einem Jahr. Für andere Werkstoffe fehlen uns Messreihen, für den Vertrieb im Ausland der Kundendienst.";
    Offer {
        profile: Some(ProfileType::TechnologyOffer),
        title: "Messkopf für die Einhärtetiefe fertiger Wellen zur gemeinsamen Weiterentwicklung".into(),
        summary: "Eine Werkstatt aus Sachsen mit 24 Beschäftigten hat einen Messkopf entwickelt, der die Einhärtetiefe \
            fertiger Wellen ohne Aufschneiden misst. Gesucht werden Institute und Anlagenbauer für Forschung, Entwicklung \
            und Vertrieb mit technischer Unterstützung."
            .into(),
        text: Text::from_markdown(text),
        advantages: "Kein Teil geht verloren: Das Aufschneiden kostet bei großen Wellen bis zu 9.000 Euro.\n\nJedes Teil \
            wird gemessen statt jedes zwanzigsten."
            .into(),
        role: "Ein Institut mit Wirbelstromprüfstand misst weitere Werkstoffe; ein Anlagenbauer baut den Kopf in seine \
            Linien ein und betreut ihn vor Ort."
            .into(),
        rights_notes: "Patent erteilt für Deutschland, Österreich und Polen.".into(),
        stage: Some(Stage::Demonstration),
        rights: Some(Rights::Granted),
        partnerships: vec![Partnership::TechnicalAssistance, Partnership::Research],
        sizes: vec![Size::Small, Size::Medium, Size::Institute, Size::University],
        market: vec!["Antriebstechnik".into(), "Windkraft".into()],
        technology: vec!["Wirbelstrom".into(), "Werkstoffprüfung".into(), "Härten".into()],
        goals: vec![Goal::Energy, Goal::Industry],
        trades: vec!["28.99".into(), "25.53".into()],
        countries: vec!["AT".into(), "CZ".into(), "PL".into()],
        languages: vec!["de".into(), "en".into()],
        until: Some(Timestamp(1_827_100_799_000)),
        ..Offer::default()
    }
}

fn technology_request() -> Offer {
    Offer {
        profile: Some(ProfileType::TechnologyRequest),
        title: "Требуется способ очистки смазочно-охлаждающей жидкости без сменных фильтров".into(),
        summary: "Завод из Тульской области ищет способ очищать смазочно-охлаждающую жидкость от мелкой стружки прямо на \
            станке, чтобы не менять фильтры каждую неделю."
            .into(),
        text: Text::from_markdown(
            "Сейчас фильтр живёт пять дней.\n\nПодойдёт магнит, центрифуга или то, о чём мы не слышали.",
        ),
        sought: "Расход 40 л/мин, частицы от 5 мкм, место у станка 600×600 мм.".into(),
        partnerships: vec![Partnership::TechnicalAssistance],
        sizes: vec![Size::Micro, Size::Small, Size::Other],
        technology: vec!["очистка СОЖ".into()],
        goals: vec![Goal::Water],
        languages: vec!["ru".into(), "en".into()],
        anonymous: true,
        ..Offer::default()
    }
}

fn research_request() -> Offer {
    Offer {
        profile: Some(ProfileType::ResearchRequest),
        title: "Partners sought for a project on remanufacturing gearboxes of wind turbines".into(),
        summary:
            "A consortium of a workshop and a university seeks a recycler and an operator of wind farms."
                .into(),
        text: Text {
            html: "<p>The project runs in <strong>three</strong> phases.</p>".into(),
            markdown: None,
        },
        sought: "Experience with gearboxes above 2 MW; a test stand would help.".into(),
        role: "The operator lends three gearboxes; the recycler takes them apart.".into(),
        partnerships: vec![Partnership::Research],
        sizes: vec![Size::Big, Size::Institute],
        goals: vec![Goal::Energy, Goal::Consumption, Goal::Partners],
        until: Some(Timestamp(1_805_414_399_000)),
        call: Call {
            programme: "Horizon Europe".into(),
            title: "Circular use of large components (HORIZON-CL5-2027-D3-02)".into(),
            deadline: Some(Timestamp(1_805_414_399_000)),
            weeks: Some(156),
            budget: "2.4 million euros".into(),
            coordinator_required: true,
        },
        ..Offer::default()
    }
}
