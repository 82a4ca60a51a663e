//! Graphs that are written read back as they were.

use knockon::io::import::{Mapping, ReadOptions, SourceFormat, organisation, read};
use knockon::io::{
    Limits, cytoscape, json, node_link, sample, sample_money, sample_with_availability,
    sample_with_people,
};
use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};
use support::choices::Choices;
use support::generate;

/// How an organisation is written, and as what it is read.
type Form = (&'static str, SourceFormat, fn(&Organisation) -> String);

const FORMS: &[Form] = &[
    ("node-link", SourceFormat::NodeLink, node_link::organisation_to_string),
    ("cytoscape", SourceFormat::Cytoscape, cytoscape::organisation_to_string),
    #[cfg(feature = "graphml")]
    ("graphml", SourceFormat::GraphMl, knockon::io::graphml::organisation_to_string),
];

fn read_back(text: &str, format: SourceFormat) -> Organisation {
    assert_eq!(SourceFormat::of_content(text.as_bytes(), "x"), Some(format), "{text}");
    let records = read(text.as_bytes(), format, "x", &ReadOptions::default())
        .unwrap_or_else(|error| panic!("{error}\n{text}"));
    let read = organisation(vec![records], &Mapping::default(), &Limits::default());
    read.unwrap_or_else(|error| panic!("{error}\n{text}")).organisation
}

fn assert_identity(organisation: &Organisation) {
    for (name, format, write) in FORMS {
        let read = read_back(&write(organisation), *format);
        let texts = [&read, organisation].map(json::organisation_to_string);
        assert_eq!(texts[0], texts[1], "{name}");
        assert!(read == *organisation, "{name}: {}", texts[0]);
    }
}

#[test]
fn samples_read_back() {
    let money = sample().to_builder().merge(sample_money().to_builder()).build();
    for organisation in
        [Ok(sample()), Ok(sample_with_people()), Ok(sample_with_availability()), money]
    {
        assert_identity(&organisation.unwrap());
    }
}

#[test]
fn generated_organisations_read_back_and_solve_alike() {
    for seed in 0..60 {
        let statement = generate::statement(&mut Choices::seeded(seed));
        let Ok(organisation) = statement.organisation() else { continue };
        assert_identity(&organisation);
        let Ok(network) = organisation.compile() else { continue };
        for (_, format, write) in FORMS {
            let again = read_back(&write(&organisation), *format).compile().unwrap();
            let nothing = Scenario::new("nothing");
            let solved = [&network, &again].map(|network| network.solve(&nothing).unwrap());
            let [one, other] =
                solved.map(|it| it.qualities().map(f64::to_bits).collect::<Vec<_>>());
            assert_eq!(one, other, "seed {seed}");
        }
    }
}

/// Ids, names and labels that XML, or other programs, cannot hold as they are.
#[test]
fn hostile_texts_read_back() {
    let texts = [
        " ",
        "a b ",
        "\u{0}\u{7f}\u{85}\u{2028}",
        "a\tb\nc\r\nd\r",
        "]]>",
        "<&>\"'",
        "&amp;",
        "\u{fffe}\u{ffff}",
        "漢字 🏢",
        "\u{feff}",
        "knockon",
        "null",
        "0.5",
        "d0",
        "n1",
    ];
    let mut builder = Organisation::builder("<\u{1}>");
    for (at, text) in texts.iter().enumerate() {
        let mut department = Department::new(*text).label(*text, *text).label("kind", "x");
        department = department.named(texts[(at + 1) % texts.len()]);
        builder = builder.department(department);
        builder = builder.service(
            Service::new(format!("{text}!"), *text, "everybody")
                .named(texts[(at + 2) % texts.len()])
                .dependence(0.1 / 3.0)
                .weight(1e-9),
        );
    }
    let everybody = ExternalCustomer::person("everybody").population(1e100).label("name", "\u{2}");
    let organisation = builder.customer(everybody).build().unwrap();
    assert_identity(&organisation);
    // Other programs read it as well.
    #[cfg(feature = "graphml")]
    {
        let text = knockon::io::graphml::organisation_to_string(&organisation);
        crate::support::xml::assert_xml_text(&text);
        assert!(text.contains("<node id=\"漢字 🏢\">") && text.contains("&lt;&amp;&gt;"), "{text}");
    }
}

/// An open service, and a need of several, keep what they say.
#[test]
fn open_services_read_back() {
    let text = r#"{ "format": "knockon/organisation", "version": 1,
        "departments": [ { "id": "a", "capability": { "value": 0.5, "low": 0.4, "high": 0.6, "origin": "judged" } }, { "id": "b" } ],
        "customers": [ { "id": "c", "ceiling": 0.9, "labels": { "z": "1", "a": "2" } } ],
        "services": [ { "provider": "a", "consumer": "c", "weight": 3 },
                      { "provider": "b", "consumer": "c", "need": "n", "condition": 0.1 },
                      { "id": "x", "provider": "a", "consumer": "c", "need": "n", "running": false } ],
        "needs": [ { "consumer": "c", "name": "n", "dependence": 0.8, "substitution": { "kind": "best_of" } } ] }"#;
    assert_identity(&json::organisation_from_str(text).unwrap());
}

/// What another program changes of a file of ours counts.
#[test]
fn edits_of_other_programs_count() {
    let text = node_link::organisation_to_string(&sample());
    let edited = text.replacen("\"dependence\": 0.6", "\"dependence\": 0.25", 1);
    assert_ne!(text, edited);
    let read = read_back(&edited, SourceFormat::NodeLink);
    assert!(
        read.services()
            .any(|it| it.dependence().is_some_and(|it| it.get().to_bits() == 0.25_f64.to_bits()))
    );
}
