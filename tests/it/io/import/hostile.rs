//! Files that are made to do harm.

use std::fmt::Write;

use knockon::io::Limits;
use knockon::io::import::{
    ImportError, Mapping, ReadOptions, SourceFormat, mapping_from_slice, organisation, read,
};

fn refused(text: &str, format: SourceFormat) -> String {
    let error = read(text.as_bytes(), format, "f", &ReadOptions::default()).unwrap_err();
    let message = error.to_string();
    assert!(message.len() < 2_000, "{} bytes", message.len());
    message
}

#[cfg(feature = "graphml")]
#[test]
fn nested_elements_end_soon() {
    for format in [SourceFormat::GraphMl, SourceFormat::ArchiMate] {
        let deep = 100_000;
        let root = if format == SourceFormat::GraphMl { "graphml" } else { "model" };
        let text = format!("<{root}>{}{}</{root}>", "<a>".repeat(deep), "</a>".repeat(deep));
        assert!(refused(&text, format).contains("nested more than 256 deep"));
    }
    let nested = "<node id=\"a\"><graph>".repeat(50_000);
    let text = format!("<graphml><graph edgedefault=\"directed\">{nested}");
    assert!(refused(&text, SourceFormat::GraphMl).contains("nested more than 256 deep"));
    let attributes: Vec<_> = (0..100_000).map(|at| format!(" a{at}=\"\"")).collect();
    let attributes = attributes.concat();
    let text = format!("<graphml><key{attributes}/></graphml>");
    assert!(refused(&text, SourceFormat::GraphMl).contains("more than 256 attributes"));
}

#[cfg(feature = "graphml")]
#[test]
fn entities_are_not_followed() {
    let laughs = "<!DOCTYPE g [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]><graphml>&b;</graphml>";
    assert!(refused(laughs, SourceFormat::GraphMl).contains("declares entities"));
    let outside = "<!DOCTYPE g SYSTEM \"file:///etc/passwd\"><graphml>&passwd;</graphml>";
    assert!(refused(outside, SourceFormat::GraphMl).contains("none of XML's own"));
}

#[test]
fn nested_json_ends_soon() {
    for format in [SourceFormat::NodeLink, SourceFormat::Cytoscape, SourceFormat::ServiceNow] {
        let deep = "[".repeat(200_000);
        for text in [deep.clone(), format!("{{\"nodes\":[{{\"id\":\"a\",\"x\":{deep}")] {
            refused(&text, format);
        }
    }
}

#[cfg(feature = "yaml")]
#[test]
fn aliases_do_not_multiply() {
    let mut text = String::from(
        "apiVersion: backstage.io/v1\nkind: Component\nmetadata: { name: a }\nx0: &x0 [a,a,a,a,a,a,a,a,a,a]\n",
    );
    for level in 1..9 {
        let aliases = vec![format!("*x{}", level - 1); 10].join(",");
        writeln!(text, "x{level}: &x{level} [{aliases}]").unwrap();
    }
    for format in [SourceFormat::Backstage, SourceFormat::OpenSlo] {
        assert!(refused(&text, format).contains("aliases"), "{format}");
    }
}

#[test]
fn limits_hold_for_every_format() {
    let rows = |head: &str, row: fn(usize) -> String| {
        let rows: Vec<String> = (0..50).map(row).collect();
        format!("{head}{}", rows.join("\n"))
    };
    let files = [
        (SourceFormat::Table, rows("id\n", |at| format!("a{at}"))),
        (SourceFormat::Table, rows("provider,consumer\n", |at| format!("a{at},b"))),
        (
            SourceFormat::ServiceNow,
            rows("parent,type,child\n", |at| format!("a{at},Uses::Used by,b")),
        ),
        (
            SourceFormat::ServiceGraph,
            rows("", |at| {
                format!("istio_requests_total{{source_app=\"a{at}\",destination_app=\"b\"}} 1")
            }),
        ),
        (SourceFormat::Icinga, rows("", |at| format!("p{at} = h{at};s"))),
    ];
    let small = Limits::default().max_parties(10).max_services_and_needs(10);
    for (format, text) in files {
        let options = ReadOptions::default().limits(small);
        let read = read(text.as_bytes(), format, "f", &options)
            .and_then(|records| organisation(vec![records], &Mapping::default(), &small));
        assert!(matches!(read, Err(ImportError::TooMany { .. })), "{format}: {read:?}");
        let options = ReadOptions::default().limits(Limits::default().max_file_bytes(10));
        let read = knockon::io::import::read(text.as_bytes(), format, "f", &options);
        assert!(matches!(read, Err(ImportError::TooLarge { .. })), "{format}");
    }
}

#[test]
fn messages_stay_short_whatever_is_quoted() {
    let long = "x".repeat(100_000);
    for (format, text) in [
        (SourceFormat::Table, format!("id,capability\na,{long}\n")),
        (SourceFormat::Table, format!("{long},y\na,b\n")),
        (SourceFormat::Icinga, long.clone()),
        (SourceFormat::ServiceGraph, format!("m{{client=\"a\",server=\"b\"}} {long}")),
        (SourceFormat::Jaeger, format!("{{\"data\":\"{long}\"}}")),
    ] {
        refused(&text, format);
    }
    // Many words that nothing decides are counted.
    let rows: String = (0..500)
        .map(|at| format!("a,{at}{long},b\n").chars().take(400).collect::<String>() + "\n")
        .collect();
    let table = format!("parent,type,child\n{}", rows.replace(",b\n", "").replace('\n', ",b\n"));
    let records =
        read(table.as_bytes(), SourceFormat::ServiceNow, "f", &ReadOptions::default()).unwrap();
    let error = organisation(vec![records], &Mapping::default(), &Limits::default()).unwrap_err();
    assert!(error.to_string().len() < 30_000, "{}", error.to_string().len());
}

#[test]
fn mappings_are_within_limits() {
    let text = format!("{{\"name\":\"{}\"}}", "x".repeat(100));
    let limits = Limits::default().max_file_bytes(50);
    assert!(mapping_from_slice(text.as_bytes(), knockon::io::FileFormat::Json, &limits).is_err());
}

/// What a workbook inflates to counts, not what it is stored as.
#[cfg(feature = "excel")]
#[test]
fn inflated_workbooks_are_within_the_limit() {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/import/excel/kiosk.xlsx");
    let bytes = std::fs::read(path).unwrap();
    let within = |limit: u64| {
        let options = ReadOptions::default().limits(Limits::default().max_file_bytes(limit));
        read(&bytes, SourceFormat::Excel, "f", &options)
    };
    let stored = bytes.len() as u64;
    assert!(matches!(within(stored - 1), Err(ImportError::TooLarge { .. })));
    assert!(matches!(within(stored + 1), Err(ImportError::TooLarge { .. })));
    assert_eq!(within(10 * stored).unwrap().parties.len(), 2);
}

/// Of each of these the time, or the memory, was a product of two lengths in the file.
#[cfg(feature = "yaml")]
#[test]
fn long_lists_take_linear_time() {
    let made = |text: &str, format: SourceFormat| {
        let records = read(text.as_bytes(), format, "f", &ReadOptions::default()).unwrap();
        organisation(vec![records], &Mapping::default(), &Limits::default())
    };
    let count = 30_000;
    // Groups inside of groups, the innermost first.
    let groups: String = (0..count)
        .map(|at| {
            format!(
                "---\napiVersion: backstage.io/v1\nkind: Group\nmetadata: {{ name: g{at} }}\n\
                 spec: {{ parent: g{} }}\n",
                at + 1
            )
        })
        .collect::<Vec<_>>()
        .concat();
    let member = "---\napiVersion: backstage.io/v1\nkind: Component\nmetadata: { name: c }\n\
                  spec: { owner: g0 }\n";
    let options = ReadOptions::default().grouping(knockon::io::import::Grouping::Owner);
    let text = format!("{groups}{member}");
    let records = read(text.as_bytes(), SourceFormat::Backstage, "f", &options).unwrap();
    let imported = organisation(vec![records], &Mapping::default(), &Limits::default()).unwrap();
    assert_eq!(imported.organisation.departments().count(), count + 2);

    // One entity that depends on many, and says of each how much, and serves as many customers.
    let each = |write: &dyn Fn(usize) -> String, by: &str| {
        (0..count).map(write).collect::<Vec<_>>().join(by)
    };
    let text = format!(
        "apiVersion: backstage.io/v1\nkind: Component\nmetadata:\n  name: c\n  annotations:\n    \
         knockon.dev/dependence: '{{ {} }}'\n    knockon.dev/customers: '[ {} ]'\nspec:\n  \
         dependsOn: [{}]\n",
        each(&|at| format!("\"component:d{at}\": 0.5"), ", "),
        each(&|at| format!("{{ \"id\": \"x{at}\", \"dependence\": 1 }}"), ", "),
        each(&|at| format!("component:d{at}"), ", ")
    );
    let imported = made(&text, SourceFormat::Backstage).unwrap();
    assert_eq!(imported.organisation.customers().count(), count);
    assert!(imported.organisation.open_dependences().is_empty());
}

/// Services without an id are compared with each other.
#[test]
fn services_of_one_pair_are_bounded() {
    let table = |count: usize| {
        let rows: Vec<_> = (0..count).map(|at| format!("a,b,s{at},0.1\n")).collect();
        format!("provider,consumer,service,dependence\n{}", rows.concat())
    };
    let made = |count: usize| {
        let text = table(count);
        let read = read(text.as_bytes(), SourceFormat::Table, "f", &ReadOptions::default());
        organisation(vec![read.unwrap()], &Mapping::default(), &Limits::default())
    };
    assert_eq!(made(256).unwrap().organisation.services().count(), 256);
    let refused = made(100_000).unwrap_err().to_string();
    assert_eq!(
        refused,
        "f, line 258, column 1: `a` serves `b` by more than 256 services without an id, the most that \
         are told apart"
    );
}

#[cfg(feature = "graphml")]
#[test]
fn defaults_of_attributes_count_as_if_they_were_written() {
    let keys: Vec<_> = (0..200)
        .map(|at| {
            let usual = "x".repeat(1_000);
            format!("<key id=\"k{at}\" for=\"node\"><default>{usual}</default></key>")
        })
        .collect();
    let nodes: Vec<_> = (0..20_000).map(|at| format!("<node id=\"n{at}\"/>")).collect();
    let text = format!(
        "<graphml>{}<graph edgedefault=\"directed\">{}</graph></graphml>",
        keys.concat(),
        nodes.concat()
    );
    let options = ReadOptions::default().limits(Limits::default().max_file_bytes(10_000_000));
    let read = read(text.as_bytes(), SourceFormat::GraphMl, "f", &options);
    assert!(matches!(read, Err(ImportError::TooLarge { .. })));
}

/// Two cells, one at each end of all that a sheet can hold; and one text that is that of many cells.
#[cfg(feature = "excel")]
#[test]
fn sheets_take_what_their_cells_take() {
    use rust_xlsxwriter::Workbook;

    let made = |fill: &dyn Fn(&mut rust_xlsxwriter::Worksheet)| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "id").unwrap();
        sheet.write(0, 1, "name").unwrap();
        fill(sheet);
        book.save_to_buffer().unwrap()
    };
    let far = made(&|sheet| {
        sheet.write(1, 0, "it").unwrap();
        sheet.write(1_048_575, 16_383, "far").unwrap();
        sheet.write(1_048_575, 0, "hr").unwrap();
    });
    let options = ReadOptions::default();
    let records = read(&far, SourceFormat::Excel, "f.xlsx", &options).unwrap();
    let ids: Vec<_> = records.parties.iter().map(|party| party.id.as_str()).collect();
    assert_eq!(ids, ["it", "hr"]);
    assert_eq!(records.parties[1].place.to_string(), "f.xlsx, sheet `Sheet1`, A1048576");

    let long = "x".repeat(30_000);
    let many = made(&|sheet| {
        for row in 1..2_000 {
            sheet.write(row, 0, f64::from(row)).unwrap();
            sheet.write(row, 1, &long).unwrap();
        }
    });
    let small = ReadOptions::default().limits(Limits::default().max_file_bytes(5_000_000));
    assert!(many.len() < 100_000, "{} bytes", many.len());
    let read = read(&many, SourceFormat::Excel, "f.xlsx", &small);
    assert!(matches!(read, Err(ImportError::TooLarge { .. })));
}
