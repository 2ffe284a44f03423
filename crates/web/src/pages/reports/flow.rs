//! The picture of the flow: its boxes, bands and words, and its table.

mod names;

use super::super::page::Page;
use super::numbers::percent;
use super::read::Data;
use desk::ticket::hold::Way;
use desk::values::Tier;
use insight::tier_flow::picture::{self, Amount, Band, Drawn, Picture, Place, Side, Stand, Table};
use insight::tier_flow::share;
use names::{Names, names, stand};

/// Bands that carry fewer than one in so many of the most are not labelled.
const LABELLED: i64 = 400;

/// The picture, ready to be written.
pub(super) struct Flow {
    pub(super) width: String,
    pub(super) height: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) lead: String,
    pub(super) bands: Vec<Shape>,
    pub(super) boxes: Vec<Box>,
    pub(super) labels: Vec<Word>,
    pub(super) key: Vec<(String, String)>,
    pub(super) rows: Vec<Row>,
}

/// A band.
pub(super) struct Shape {
    pub(super) class: String,
    pub(super) path: String,
    pub(super) title: String,
    pub(super) arrow: Option<String>,
}

/// A box.
pub(super) struct Box {
    pub(super) class: String,
    pub(super) x: String,
    pub(super) y: String,
    pub(super) height: String,
    pub(super) title: String,
}

/// Words in the picture.
pub(super) struct Word {
    pub(super) class: &'static str,
    pub(super) anchor: &'static str,
    pub(super) x: String,
    pub(super) y: String,
    pub(super) text: String,
    pub(super) number: String,
}

/// A line of the table.
pub(super) struct Row {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) times: String,
    pub(super) brought_back: String,
    pub(super) declined: String,
}

/// The picture; none when there is nothing to show.
pub(super) fn flow(page: &Page, data: &Data) -> Option<Flow> {
    let directory = &data.directory;
    let at = |team| stand(directory, team);
    let table = Table::of(&data.sums, at);
    let drawn = picture::lay_out(&table)?;
    let names = names(page, data);
    let (boxes, mut labels) = named_boxes(&drawn, &names, data.sums.counts.tickets);
    let texts: Vec<(String, String)> = drawn.bands.iter().map(|band| names.band(band)).collect();
    let most = drawn.bands.iter().map(|band| band.amount.times).max().unwrap_or(0);
    let wanted = wanted(&drawn, &texts, most);
    let taken: Vec<_> = labels.iter().map(area).collect();
    for label in picture::place(&drawn, &wanted, &taken) {
        labels.push(Word {
            class: if class(&drawn.bands[label.band]) == "lk-back" { "t-back" } else { "t-on" },
            anchor: "middle",
            x: coordinate(label.x),
            y: coordinate(label.y + 4.0),
            text: texts[label.band].0.clone(),
            number: String::new(),
        });
    }
    let bands = drawn.bands.iter().zip(texts).map(|(band, (_, title))| Shape {
        class: class(band),
        path: band.outline(),
        title,
        arrow: band.arrow(),
    });
    let total = page.format.number(data.sums.counts.tickets);
    Some(Flow {
        width: coordinate(drawn.width),
        height: coordinate(drawn.height),
        title: page.text("reports-flow-title").with("n", total).to_string(),
        description: description(page, &table, &names),
        lead: lead(page, &table, &names),
        bands: bands.collect(),
        boxes,
        labels,
        key: key(page, &table),
        rows: rows(page, &table, &names),
    })
}

fn coordinate(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// The class of a tier and side: its colour, and whether it is hatched.
fn depth(stand: Stand) -> String {
    match stand.side {
        Side::House => format!("t{}", stand.tier),
        Side::Outside => "out".to_owned(),
    }
}

fn class(band: &Band) -> String {
    match (picture::way(band.from, band.to), band.from, band.to) {
        (Some(Way::Down), ..) => "lk-back".to_owned(),
        (None, Place::Channel(_), _) => "lk in".to_owned(),
        (None, _, Place::Open(stand)) => format!("lk {} open", depth(stand)),
        (_, Place::Held(stand), _) => format!("lk {}", depth(stand)),
        _ => "lk".to_owned(),
    }
}

/// How wide a text is, about: the letters of many scripts are no wider than these.
fn width(text: &str) -> f64 {
    let letter = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | '\'' | '\u{202f}' => 3.4,
        '\u{2068}' | '\u{2069}' => 0.0,
        'm' | 'w' | 'M' | 'W' => 10.2,
        c if c.is_ascii_uppercase() || c.is_ascii_digit() => 7.6,
        c if u32::from(c) >= 0x2e80 => 12.5,
        _ => 6.8,
    };
    text.chars().map(letter).sum()
}

fn area(word: &Word) -> (f64, f64, f64, f64) {
    let wide = width(&word.text) + width(&word.number) + 8.0;
    let (x, y): (f64, f64) = (word.x.parse().unwrap_or(0.0), word.y.parse().unwrap_or(0.0));
    let left = match word.anchor {
        "end" => x - wide,
        "middle" => x - wide / 2.0,
        _ => x,
    };
    (left, y - 12.0, left + wide, y + 5.0)
}

fn named_boxes(drawn: &Picture, names: &Names<'_>, tickets: i64) -> (Vec<Box>, Vec<Word>) {
    let mut boxes = Vec::new();
    let mut words = Vec::new();
    let number = |n: i64| names.page.format.number(n);
    for it in &drawn.boxes {
        let (class, text) = match it.place {
            Place::Channel(_) => ("b in".to_owned(), names.place(it.place)),
            Place::Held(stand) | Place::Resolved(stand) => {
                (format!("b {}", depth(stand)), names.place(it.place))
            }
            Place::Open(_) => ("b open".to_owned(), names.place(it.place)),
        };
        boxes.push(Box {
            class,
            x: coordinate(it.x),
            y: coordinate(it.y),
            height: coordinate(it.height),
            title: format!("{text}: {}", number(it.n)),
        });
        words.extend(box_words(it, names, drawn, tickets));
    }
    (boxes, words)
}

/// The words beside a box: channels to their left, tiers above, ends to their right.
fn box_words(it: &Drawn, names: &Names<'_>, drawn: &Picture, tickets: i64) -> Vec<Word> {
    let number = names.page.format.number(it.n);
    let middle = it.y + it.height / 2.0 + 4.0;
    let word = |class, anchor, x, y, text, number| Word {
        class,
        anchor,
        x: coordinate(x),
        y: coordinate(y),
        text,
        number,
    };
    match it.place {
        Place::Channel(_) => {
            let text = names.place(it.place);
            vec![word("t-b", "end", it.x - 8.0, middle, text, number)]
        }
        // Bands climb to the right; the lowest box has its foot free.
        Place::Held(stand) if stand.side == Side::Outside && is_lowest(it, drawn) => {
            let foot = it.y + it.height + 15.0;
            vec![word("t-b", "start", it.x, foot, names.stand(stand), number)]
        }
        Place::Held(stand) => {
            let above =
                |anchor, x| word("t-b", anchor, x, it.y - 9.0, names.stand(stand), number.clone());
            let sides = [above("end", it.x + 10.0), above("start", it.x)];
            let free = |word: &Word| picture::crossed(drawn, area(word));
            sides.into_iter().min_by_key(free).into_iter().collect()
        }
        Place::Resolved(stand) => {
            // The other half of the lane tells of what is still open.
            let half = drawn.boxes.iter().find(|other| other.place == Place::Open(stand));
            let lift = half.map_or(0.0, |open| ((32.0 - it.height - open.height) / 2.0).max(0.0));
            let lift = if half.is_some() && it.height < 15.0 { lift.min(9.0) } else { 0.0 };
            let of = share(it.n, tickets).map(|share| percent(names.page, share));
            let text = format!("{} {number}", end_name(names, stand));
            vec![word("t-v", "start", it.x + 18.0, middle - lift, text, of.unwrap_or_default())]
        }
        Place::Open(stand) => {
            let half = drawn.boxes.iter().find(|other| other.place == Place::Resolved(stand));
            let drop = half.filter(|other| other.height < 15.0 && it.height < 15.0);
            let drop = drop.map_or(0.0, |_| 7.0);
            let text = names.page.text("reports-open-n").with("n", number).to_string();
            vec![word("t-m", "start", it.x + 18.0, middle + drop, text, String::new())]
        }
    }
}

fn is_lowest(it: &Drawn, drawn: &Picture) -> bool {
    let held = |other: &&Drawn| matches!(other.place, Place::Held(_));
    drawn.boxes.iter().filter(held).all(|other| other.y <= it.y)
}

/// The short name of an end: the tier, and whose.
fn end_name(names: &Names<'_>, stand: Stand) -> String {
    let tier = names.tier(stand.tier);
    match stand.side {
        Side::House => tier,
        Side::Outside => names.page.text("reports-outside-short").with("tier", tier).to_string(),
    }
}

/// Which bands are labelled, the broadest first; channels say their numbers themselves.
fn wanted(drawn: &Picture, texts: &[(String, String)], most: i64) -> Vec<picture::Wanted> {
    let mut wanted: Vec<usize> = (0..drawn.bands.len()).collect();
    wanted.retain(|at| {
        let band = &drawn.bands[*at];
        let is_own = !matches!(band.from, Place::Channel(_)) && !matches!(band.to, Place::Open(_));
        is_own && band.amount.times.saturating_mul(LABELLED) >= most
    });
    wanted.sort_by_key(|at| std::cmp::Reverse(drawn.bands[*at].amount.times));
    let label = |band: usize| picture::Wanted { band, width: width(&texts[band].0) + 6.0 };
    wanted.into_iter().map(label).collect()
}

/// What the colours and patterns mean, of those that are there.
fn key(page: &Page, table: &Table) -> Vec<(String, String)> {
    let stands = table.stands();
    let mut tiers: Vec<Tier> =
        stands.iter().filter(|it| it.side == Side::House).map(|it| it.tier).collect();
    tiers.dedup();
    let mut key: Vec<(String, String)> = tiers
        .into_iter()
        .rev()
        .map(|tier| {
            let name = page.text("tier-short").with("tier", i64::from(tier.0)).to_string();
            (format!("t{tier}"), name)
        })
        .collect();
    let outside = stands.iter().any(|it| it.side == Side::Outside);
    let open = table.rows.keys().any(|(_, to)| matches!(to, Place::Open(_)));
    let back = table.rows.keys().any(|(from, to)| picture::way(*from, *to) == Some(Way::Down));
    for (is_there, class, text) in [
        (outside, "out", "reports-key-outside"),
        (back, "back", "reports-key-back"),
        (open, "open", "reports-key-open"),
    ] {
        if is_there {
            key.push((class.to_owned(), page.text(text).to_string()));
        }
    }
    key
}

/// Moves between two boxes of which this holds.
fn moves(table: &Table, way: Way) -> impl Iterator<Item = (&(Place, Place), &Amount)> {
    table.rows.iter().filter(move |((from, to), _)| picture::way(*from, *to) == Some(way))
}

/// The sentence above the picture: the broadest climb, and what came of it.
fn lead(page: &Page, table: &Table, names: &Names<'_>) -> String {
    let Some(((from, to), amount)) = moves(table, Way::Up).max_by_key(|(_, it)| it.times) else {
        return page.text("reports-lead-none").to_string();
    };
    let number = |n: i64| page.format.number(n);
    let text = page.text("reports-lead").with("n", number(amount.times));
    let text = text.with("from", names.place(*from)).with("to", names.place(*to)).to_string();
    let up: i64 = moves(table, Way::Up).map(|(_, it)| it.times).sum();
    let (down, solved) = moves(table, Way::Down)
        .fold((0, 0), |(down, solved), (_, it)| (down + it.times, solved + it.brought_back));
    let key = match (down, solved) {
        (0, _) => "reports-lead-no-return",
        (_, 0) => "reports-lead-returned",
        _ => "reports-lead-solved",
    };
    let back = page.text(key).with("up", number(up)).with("down", number(down));
    format!("{text} {}", back.with("solved", number(solved)))
}

/// The picture in words: where of a hundred tickets how many were resolved.
fn description(page: &Page, table: &Table, names: &Names<'_>) -> String {
    let ends = table.rows.iter().filter_map(|((_, to), it)| match to {
        Place::Resolved(_) | Place::Open(_) => Some((*to, it.times)),
        Place::Channel(_) | Place::Held(_) => None,
    });
    let told = ends.map(|(to, n)| format!("{}: {}", names.place(to), page.format.number(n)));
    let told = told.collect::<Vec<_>>().join("; ");
    page.text("reports-flow-is").with("ends", told).to_string()
}

fn rows(page: &Page, table: &Table, names: &Names<'_>) -> Vec<Row> {
    let some = |n: i64| if n == 0 { "–".to_owned() } else { page.format.number(n) };
    let row = |((from, to), amount): (&(Place, Place), &Amount)| {
        let is_back = picture::way(*from, *to) == Some(Way::Down);
        let known = |n: i64| if is_back { page.format.number(n) } else { some(n) };
        Row {
            from: names.place(*from),
            to: names.place(*to),
            times: page.format.number(amount.times),
            brought_back: known(amount.brought_back),
            declined: known(amount.declined),
        }
    };
    table.rows.iter().map(row).collect()
}
