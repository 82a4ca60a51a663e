//! Histories as files: how rows and documents become events, and that nothing in them does harm.

use std::io::Read;

use knockon::io::{HistoryError, HistoryOptions, HistoryPlace, Limits, TableView, read_history};
use knockon::time::{Event, EventError, History, Replay, ReplayOptions, Span, Subject};
use knockon::{Columns, Department, ExternalCustomer, Network, Organisation, Service};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Reads events of either form, one byte at a time.
fn read_slowly(format: Format, bytes: &[u8]) -> Result<Vec<Event>, HistoryError> {
    collect(format, OneByOne(bytes), &HistoryOptions::default())
}

fn read(format: Format, text: &str) -> Result<Vec<Event>, HistoryError> {
    collect(format, text.as_bytes(), &HistoryOptions::default())
}

#[derive(Debug, Clone, Copy)]
enum Format {
    Table,
    Document,
}

use Format::{Document, Table};

fn collect(
    format: Format,
    reader: impl Read,
    options: &HistoryOptions,
) -> Result<Vec<Event>, HistoryError> {
    let mut events = Vec::new();
    let take = |event: &Event| {
        events.push(event.clone());
        Ok(())
    };
    of(format, reader, options, take).map(|()| events)
}

fn of(
    format: Format,
    reader: impl Read,
    options: &HistoryOptions,
    take: impl FnMut(&Event) -> Result<(), EventError>,
) -> Result<(), HistoryError> {
    match format {
        Table => knockon::io::csv::history_from_reader(reader, options, take),
        Document => knockon::io::json::history_from_reader(reader, options, take),
    }
}

/// A stream that gives one byte at a time.
struct OneByOne<'t>(&'t [u8]);

impl Read for OneByOne<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let most = buffer.len().min(1);
        self.0.read(&mut buffer[..most])
    }
}

const TABLE: &str = "\
at,party,service,quality,note
2026-03-02T09:00:00Z,it,,0.5,\"two
lines\"
2026-03-02T10:30:00+01:00,,it-hr,0,
2026-03-02T08:00:00.25Z,\"hr, at home\",, 1.0 ,x
";
const DOCUMENT: &str = r#"{ "format": "knockon/history", "version": 1,
  "events": [ { "at": "2026-03-02T09:00:00Z", "party": "it", "quality": 0.5 },
              { "at": "2026-03-02T10:30:00+01:00", "service": "it-hr", "party": null, "quality": 0 },
              { "quality": 1, "party": "hr, at home", "at": "2026-03-02T08:00:00.25Z" } ] }"#;

fn events() -> [Event; 3] {
    let at = |text: &str| text.parse().unwrap();
    [
        Event::observed(at("2026-03-02T09:00:00Z"), "it", 0.5),
        Event::service(at("2026-03-02T09:30:00Z"), "it-hr", 0.0),
        Event::observed(at("2026-03-02T08:00:00.25Z"), "hr, at home", 1.0),
    ]
}

#[test]
fn rows_and_elements_become_events_in_their_order() {
    assert_eq!(read(Table, TABLE).unwrap(), events());
    assert_eq!(read(Document, DOCUMENT).unwrap(), events());
    assert_eq!(read_slowly(Table, TABLE.as_bytes()).unwrap(), events());
    assert_eq!(read_slowly(Document, DOCUMENT.as_bytes()).unwrap(), events());
    let services = "quality,service,at\n0.5,a>b,2026-03-02T09:00:00Z";
    let [event] = &read(Table, services).unwrap()[..] else { panic!("one row") };
    assert_eq!(event.subject, Subject::Service("a>b".to_owned()));
    assert_eq!(read(Table, "at,party,quality\n").unwrap(), []);
}

#[test]
fn each_column_has_its_meaning() {
    let table = "at,party,service,observed,capability,condition,quality\n\
                 2026-03-02T09:00:00Z,it,,0.5,,,\n\
                 2026-03-02T09:00:00Z,it,,,0.5,,\n\
                 2026-03-02T09:00:00Z,,it-hr,,,0.5,\n\
                 2026-03-02T09:00:00Z,it,,,,,0.5\n\
                 2026-03-02T09:00:00Z,,it-hr,,,,0.5\n";
    let document = r#"{ "format": "knockon/history", "version": 1, "events": [
        { "at": "2026-03-02T09:00:00Z", "party": "it", "observed": 0.5 },
        { "at": "2026-03-02T09:00:00Z", "party": "it", "capability": 0.5, "quality": null },
        { "at": "2026-03-02T09:00:00Z", "service": "it-hr", "condition": 0.5 },
        { "at": "2026-03-02T09:00:00Z", "party": "it", "quality": 0.5 },
        { "at": "2026-03-02T09:00:00Z", "service": "it-hr", "quality": 0.5 } ] }"#;
    let at = "2026-03-02T09:00:00Z".parse().unwrap();
    let expected = [
        Event::observed(at, "it", 0.5),
        Event::party(at, "it", 0.5),
        Event::service(at, "it-hr", 0.5),
        Event::observed(at, "it", 0.5),
        Event::service(at, "it-hr", 0.5),
    ];
    assert_eq!(read(Table, table).unwrap(), expected);
    assert_eq!(read(Document, document).unwrap(), expected);

    let refused = |row: &str, message: &str| {
        let table = format!("at,party,service,observed,capability,condition\n{row}\n");
        assert_eq!(read(Table, &table).unwrap_err().to_string(), format!("line 2: {message}"));
    };
    refused(
        "2026-03-02T09:00:00Z,it,,0.5,0.6,",
        "`observed` and `capability` are both stated, where exactly one is needed",
    );
    refused(
        "2026-03-02T09:00:00Z,it,,,,",
        "none of `observed`, `capability`, `condition`, `quality` is stated, where exactly one is \
         needed",
    );
    refused(
        "2026-03-02T09:00:00Z,it,,,,0.5",
        "party `it` has no `condition`, where `observed` or `capability` is needed",
    );
    refused(
        "2026-03-02T09:00:00Z,,it-hr,0.5,,",
        "service `it-hr` has no `observed`, where `condition` is needed",
    );
}

#[test]
fn forms_of_text_do_not_matter() {
    let marked = |text: &str| format!("\u{feff}{text}");
    for text in [
        marked(TABLE),
        TABLE.replace('\n', "\r\n").replace("two\r\n", "two\n"),
        TABLE.replace("\n2026", "\n\n\r\n2026"),
        TABLE.trim_end().to_owned(),
    ] {
        assert_eq!(read(Table, &text).unwrap(), events(), "{text:?}");
        assert_eq!(read_slowly(Table, text.as_bytes()).unwrap(), events(), "{text:?}");
    }
    assert_eq!(read(Document, &marked(DOCUMENT)).unwrap(), events());
    let reordered = DOCUMENT.replace(r#""format": "knockon/history", "version": 1,"#, "");
    let reordered = reordered.trim_end_matches('}').to_owned();
    let reordered = reordered + r#", "version": 1, "format": "knockon/history" }"#;
    assert_eq!(read(Document, &reordered).unwrap(), events());
}

#[test]
fn tables_of_other_programs_are_read() {
    let offset = chrono::FixedOffset::east_opt(3600).unwrap();
    let options = HistoryOptions::default().offset(offset);
    let of_options = |text: &str, options: &HistoryOptions| {
        let slow = collect(Table, OneByOne(text.as_bytes()), options);
        let whole = collect(Table, text.as_bytes(), options);
        assert_eq!(slow.as_ref().ok(), whole.as_ref().ok(), "{text}");
        whole.map_err(|error| error.to_string())
    };
    let expected = [Event::observed("2026-03-02T08:00:00Z".parse().unwrap(), "it", 0.5)];
    for text in [
        "At;PARTY;Quality\n2026-03-02 09:00:00; it ;50%\n;;\n",
        "\n\nquality\tat\tparty\n50 %\t2026-03-02T09:00\tit\n",
        "\u{feff}a t,par_ty,quality\r\n2026-03-02T08:00:00Z,it,0.5\r\n , ,\r\n",
    ] {
        assert_eq!(of_options(text, &options).unwrap(), expected, "{text}");
    }
    let text = "time,quality,q2,party,Kind\n\
                2026-03-02 09:00,0.1,0.5,it,a\n\
                2026-03-02 09:00,0.1,0.5,hr,b\n\
                2026-03-02 09:00,0.1,0.5,it,c\n";
    let view = TableView::default().column("at", "TIME").column("quality", "q2");
    let seen = |view: TableView| of_options(text, &options.clone().view(view));
    let some = view.clone().only("kind", "a").only("party", "it").only("kind", "b");
    assert_eq!(seen(some).unwrap(), expected);
    assert_eq!(seen(view.clone()).unwrap().len(), 3);
    let refused = "line 1: the header lacks `sort`, where its columns are `time`, `quality`, `q2`, \
                   `party`, `Kind`";
    assert_eq!(seen(view.clone().only("sort", "a")).unwrap_err(), refused);
    assert_eq!(seen(view.column("party", "sort")).unwrap_err(), refused);
    // A column that stands for another is not read under its own name.
    let error = seen(TableView::default().column("at", "time").column("service", "party"));
    assert_eq!(error.unwrap()[0].subject, Subject::Service("it".to_owned()));
}

#[test]
fn lines_are_those_of_the_file() {
    let text = "at,party,quality,note\n\
                2026-03-02T09:00:00Z,a,1,\"two\nlines\"\n\n\
                2026-03-02T09:00:00Z,b,x,\n";
    for (text, line) in [
        (text.to_owned(), 5),
        (text.replace('\n', "\r\n"), 5),
        (text.replace('\n', "\r"), 5),
        (format!("\n\r\n{text}"), 7),
        (text.trim_end().to_owned(), 5),
    ] {
        for error in [read(Table, &text), read_slowly(Table, text.as_bytes())] {
            let Err(HistoryError::Invalid { problems, more: 0 }) = error else {
                panic!("{error:?}");
            };
            assert_eq!(problems[0].place, HistoryPlace::Row { line, column: "quality" });
            assert_eq!(problems[0].refusal, None);
        }
    }
}

fn network() -> Network {
    let organisation = Organisation::builder("Ferry")
        .department(Department::new("crew"))
        .department(Department::new("day crew").part_of("division"))
        .department(Department::new("division"))
        .customer(ExternalCustomer::person("passengers"))
        .service(Service::new("crossing", "crew", "passengers").dependence(1.0))
        .service(Service::new("relief", "day crew", "crew").dependence(0.5));
    organisation.build().unwrap().compile().unwrap()
}

/// Lists what was given and the message it met.
fn listing(cases: impl IntoIterator<Item = (String, HistoryError)>) -> String {
    cases.into_iter().fold(String::new(), |text, (given, error)| {
        let message = error.to_string();
        for word in ["f64", "u64", "struct", "enum", "expected", "EOF"] {
            assert!(!message.contains(word), "{message}");
        }
        format!("{text}{given}\n  {}\n\n", message.replace('\n', "\n  "))
    })
}

#[test]
fn tables_of_another_shape() {
    let cases = [
        "",
        "\n\n",
        "when,what,quality\n",
        "at|party|quality\n",
        "at,quality\n",
        "at,party,service\n",
        "at,party,quality,at\n",
        "at,party,quality\n2026-03-02T09:00:00Z,a\n",
        "at,party,quality\n\n2026-03-02T09:00:00Z,a,1,\n",
        "at,party,quality\n2026-03-02T09:00:00Z,a,1\nx\n",
        "at,party,quality\n2026-03-02T09:00:00Z,\"a,1\nb,2\n",
        "at,party,quality\n2026-03-02T09:00:00Z,a,\"1",
    ];
    let fails = |text: &str| (format!("{text:?}"), read(Table, text).unwrap_err());
    let bytes = b"at,party,quality\n2026-03-02T09:00:00Z,\xe4,1\n";
    let bytes = ("not UTF-8".to_owned(), read_slowly(Table, bytes).unwrap_err());
    let long = format!("at,party,quality\n2026-03-02T09:00:00Z,{},1\n", "a".repeat(2 << 20));
    let long = ("a long row".to_owned(), read(Table, &long).unwrap_err());
    let large = ("99 bytes".to_owned(), limited(Table, TABLE).unwrap_err());
    let cases = cases.into_iter().map(fails).chain([bytes, long, large]);
    insta::assert_snapshot!("history_csv_shape", listing(cases));
}

fn limited(format: Format, text: &str) -> Result<Vec<Event>, HistoryError> {
    let mut limits = Limits::default();
    limits.max_file_bytes = 99;
    collect(format, text.as_bytes(), &HistoryOptions::default().limits(limits))
}

#[test]
fn documents_of_another_shape() {
    let whole = [
        "",
        "x",
        "[]",
        "{",
        "{}",
        r#"{ "format": "knockon/history" }"#,
        r#"{ "format": "knockon/history", "version": 1 }"#,
        r#"{ "format": "knockon/organisation", "version": 1, "departments": [] }"#,
        r#"{ "format": "knockon/history", "version": 2, "sources": [] }"#,
        r#"{ "format": "knockon/history", "version": 0 }"#,
        r#"{ "format": "knockon/history", "version": "1" }"#,
        r#"{ "format": "knockon/history", "format": "knockon/history" }"#,
        r#"{ "format": "knockon/history", "version": 1, "events": [] } x"#,
        r#"{ "format": "knockon/history", "version": 1, "evens": [] }"#,
    ];
    let inside = [
        "null",
        "{}",
        "[1]",
        r#"[["2026-03-02T09:00:00Z", "it", null, 1]]"#,
        r#"[{ "party": "it", "quality": 1 }]"#,
        r#"[{ "at": "2026-03-02T09:00:00Z", "party": "it" }]"#,
        r#"[{ "at": 3, "party": "it", "quality": 1 }]"#,
        r#"[{ "at": "2026-03-02T09:00:00Z", "party": "it", "quality": "1" }]"#,
        r#"[{ "at": "2026-03-02T09:00:00Z", "party": "it", "quality": 1e999 }]"#,
        r#"[{ "at": "2026-03-02T09:00:00Z", "party": "it", "qualty": 1 }]"#,
        r#"[{ "at": "2026-03-02T09:00:00Z", "party": "it", "quality": 1 },]"#,
        r#"[{ "at": "2026-03-02T09:00:00Z", "party": "it", "#,
    ];
    let head = r#""format": "knockon/history", "version": 1"#;
    let inside = inside.map(|events| format!("{{ {head},\n  \"events\": {events} }}"));
    let cases = whole.map(str::to_owned).into_iter().chain(inside);
    let fails = |text: String| (text.clone(), read(Document, &text).unwrap_err());
    let large = ("99 bytes".to_owned(), limited(Document, DOCUMENT).unwrap_err());
    let deep = ("[[[...".to_owned(), read(Document, &"[".repeat(1000)).unwrap_err());
    insta::assert_snapshot!("history_json_shape", listing(cases.map(fails).chain([large, deep])));
}

#[test]
fn every_event_without_meaning_is_reported() {
    let table = "at,party,service,quality\n\
                 2026-03-02,crew,,0.5\n\
                 2 March 2026 9:00,crew,,\n\
                 ,,,half\n\
                 2026-03-02T09:00:00Z,crew,crossing,half\n\
                 2026-03-02T09:00:00Z,passengers,,0.5\n\
                 2026-03-02T09:00:00Z,crow,,1.5\n\
                 2026-03-02T09:00:00Z,,crosing,nan\n\
                 2026-03-02T09:00:00Z,,crosing,-1\n\
                 2026-03-02T09:00:00Z,division,,0\n\
                 2026-03-02T07:00:00Z,crew,,0\n\
                 1789-07-14T09:00:00Z,crew,,0\n\
                 2026-03-02T10:00:00Z,crew,,0\n";
    let document = r#"{ "format": "knockon/history", "version": 1, "events": [
        { "at": "noon", "party": "crew", "service": "crossing", "quality": 0.5 },
        { "at": "2026-03-02T09:00:00Z", "quality": 0.5 },
        { "at": "2026-03-02T09:00:00Z", "party": "passengers", "quality": 1.5 },
        { "at": "2026-03-02T09:00:00Z", "service": "crew", "quality": 1 } ] }"#;
    let network = network();
    let fails = |format, text: &str| {
        let start = "2026-03-02T09:00:00Z".parse().unwrap();
        let mut history = History::new(&network).in_order();
        history.push(&Event::party(start, "crew", 1.0)).unwrap();
        of(format, text.as_bytes(), &HistoryOptions::default(), |event| history.push(event))
            .unwrap_err()
    };
    let errors = [fails(Table, table), fails(Document, document)];
    insta::assert_snapshot!("history_meaning", errors.map(|error| error.to_string()).join("\n\n"));
}

#[test]
fn a_hundred_problems_are_listed_and_the_rest_counted() {
    let table = "at,party,quality\n".to_owned() + &"noon,crew,1\n".repeat(1_500);
    let error = read(Table, &table).unwrap_err();
    let HistoryError::Invalid { problems, more } = &error else { panic!("{error}") };
    assert_eq!((problems.len(), *more), (100, 1_400));
    assert!(error.to_string().ends_with("\nand 1400 more problems"));
}

/// A replay that is over refuses whatever follows: once is enough.
#[test]
fn a_replay_that_is_over_ends_the_reading() {
    let network = network();
    let table = "at,party,quality\n".to_owned()
        + "2026-03-02T09:00:00Z,crew,1\n"
        + &"2029-03-02T09:00:00Z,crew,1\n".repeat(10);
    let document = table.lines().skip(1).map(|line| {
        let at = line.split(',').next().unwrap();
        format!(r#"{{ "at": "{at}", "party": "crew", "quality": 1 }}"#)
    });
    let document = document.collect::<Vec<_>>().join(",");
    let document =
        format!(r#"{{ "format": "knockon/history", "version": 1, "events": [{document}] }}"#);
    let options = ReplayOptions::default().by(Span::Day).max_lines(100);
    let start = "2026-03-02T00:00:00Z".parse().unwrap();
    for (format, text, place) in
        [(Table, table, "line 3, at"), (Document, document, "events[1].at")]
    {
        let replay = Replay::new(&network, start, &options).unwrap();
        let mut replay = replay.on_span(|_| ());
        let take = |event: &Event| replay.event(event);
        let error = of(format, text.as_bytes(), &HistoryOptions::default(), take).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "{place}: the calendar spans take more lines than the limit of 100, one for each \
                 customer"
            )
        );
    }
}

#[test]
fn messages_of_files_name_the_file() {
    let path = |name: &str| {
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/histories").join(name)
    };
    let fails = |name| {
        let network = network();
        let mut history = History::new(&network);
        let error =
            read_history(path(name), &HistoryOptions::default(), |event| history.push(event));
        let folder = path("").display().to_string();
        error.unwrap_err().to_string().replace(&folder, "")
    };
    let names =
        ["customer.csv", "customer.json", "cut_off.csv", "cut_off.json", "other.json", "no.csv"];
    insta::assert_snapshot!("history_files", names.map(fails).join("\n"));
    for name in ["good.csv", "good.json"] {
        let network = network();
        let mut history = History::new(&network);
        read_history(path(name), &HistoryOptions::default(), |event| history.push(event)).unwrap();
        assert_eq!(history.len(), 2);
    }
}

/// Streams of any length in little memory: a hundred thousand rows and as many elements.
#[test]
fn long_histories_are_streamed() {
    struct Repeated {
        text: &'static [u8],
        left: usize,
        at: usize,
    }
    impl Read for Repeated {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.at == self.text.len() && self.left > 0 {
                (self.left, self.at) = (self.left - 1, 0);
            }
            let count = (&self.text[self.at..]).read(buffer)?;
            self.at += count;
            Ok(count)
        }
    }
    let row = b"2026-03-02T09:00:00Z,d0,0.5\n";
    let rows = Repeated { text: row, left: 100_000, at: row.len() };
    let table = b"at,party,quality\n".chain(rows);
    let element = br#",{ "at": "2026-03-02T09:00:00Z", "party": "d0", "quality": 0.5 }"#;
    let elements = Repeated { text: element, left: 100_000, at: element.len() };
    let head = br#"{ "format": "knockon/history", "version": 1, "events": ["#;
    let document = head.chain(&element[1..]).chain(elements).chain(&b"] }"[..]);
    let network = Network::from_columns(&Columns::new(1, 0).unwrap()).unwrap();
    let mut history = History::new(&network);
    of(Table, table, &HistoryOptions::default(), |event| history.push(event)).unwrap();
    assert_eq!(history.len(), 100_000);
    of(Document, document, &HistoryOptions::default(), |event| history.push(event)).unwrap();
    assert_eq!(history.len(), 200_001);
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(1900),
        ..ProptestConfig::default()
    })]

    #[test]
    fn garbage_does_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(collect(Table, &*bytes, &HistoryOptions::default()).is_err());
        prop_assert!(collect(Document, &*bytes, &HistoryOptions::default()).is_err());
    }

    /// Damaged files do no harm, and read the same in chunks of any size.
    #[test]
    fn damage_does_no_harm(at in 0..DOCUMENT.len(), byte in any::<u8>(), length in 0..4_usize) {
        for (format, text) in [(Table, TABLE), (Document, DOCUMENT)] {
            let mut bytes = text.as_bytes().to_vec();
            let at = at.min(bytes.len());
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, [byte]);
            let words = |read: Result<Vec<Event>, HistoryError>| {
                read.map_err(|error| error.to_string())
            };
            let whole = words(collect(format, &*bytes, &HistoryOptions::default()));
            prop_assert_eq!(words(read_slowly(format, &bytes)), whole);
        }
    }
}

#[test]
fn a_truncated_history_does_no_harm() {
    for (format, text) in [(Table, TABLE), (Document, DOCUMENT)] {
        for length in 0..text.len() {
            let _ = collect(format, &text.as_bytes()[..length], &HistoryOptions::default());
        }
    }
}
