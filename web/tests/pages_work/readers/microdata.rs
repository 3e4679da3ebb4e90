//! Microdata as the HTML standard has it read.

use scraper::{ElementRef, Html, Selector};

/// Something with a type and properties.
#[derive(Debug)]
pub struct Item {
    pub kind: String,
    properties: Vec<(String, Value)>,
}

#[derive(Debug)]
enum Value {
    Text(String),
    Item(Item),
}

impl Item {
    /// The values of a property that are texts.
    pub fn text(&self, property: &str) -> Vec<&str> {
        let values = self.properties.iter().filter(|(name, _)| name == property);
        values
            .filter_map(|(_, value)| if let Value::Text(text) = value { Some(&text[..]) } else { None })
            .collect()
    }

    /// The values of a property that are items themselves.
    pub fn items(&self, property: &str) -> Vec<&Item> {
        let values = self.properties.iter().filter(|(name, _)| name == property);
        values
            .filter_map(|(_, value)| if let Value::Item(item) = value { Some(item) } else { None })
            .collect()
    }
}

/// The items of a page that belong to no other one. A property outside of every item is an error.
pub fn read(html: &str) -> Vec<Item> {
    let document = Html::parse_document(html);
    let all = |selector: &str| -> Vec<ElementRef<'_>> {
        document.select(&Selector::parse(selector).unwrap()).collect()
    };
    for property in all("[itemprop]") {
        assert!(owner(property).is_some(), "{} belongs to nothing", property.html());
    }
    let roots = all("[itemscope]").into_iter().filter(|item| item.attr("itemprop").is_none());
    roots.map(item).collect()
}

fn owner(of: ElementRef<'_>) -> Option<ElementRef<'_>> {
    of.ancestors().filter_map(ElementRef::wrap).find(|ancestor| ancestor.attr("itemscope").is_some())
}

fn item(element: ElementRef<'_>) -> Item {
    let mut properties = Vec::new();
    for found in element.select(&Selector::parse("[itemprop]").unwrap()) {
        if owner(found).is_none_or(|owner| owner.id() != element.id()) {
            continue;
        }
        for name in found.attr("itemprop").unwrap().split_whitespace() {
            properties.push((name.to_owned(), value(found)));
        }
    }
    Item { kind: element.attr("itemtype").unwrap().to_owned(), properties }
}

fn value(element: ElementRef<'_>) -> Value {
    if element.attr("itemscope").is_some() {
        return Value::Item(item(element));
    }
    let text = match element.value().name() {
        "meta" => element.attr("content"),
        "a" | "link" => element.attr("href"),
        "img" => element.attr("src"),
        "time" => element.attr("datetime"),
        _ => return Value::Text(element.text().collect::<String>().trim().to_owned()),
    };
    Value::Text(text.unwrap().to_owned())
}
