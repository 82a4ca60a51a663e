//! Results as a workbook: what it holds is read back by another library.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use knockon::exposure::Exposure;
use knockon::report::{AssessmentDocument, workbook};
use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service};

#[test]
fn a_workbook_holds_what_the_document_says() {
    let organisation = Organisation::builder("Ferry")
        .department(Department::new("oven").named("=1+1"))
        .customer(ExternalCustomer::person("passengers"))
        .service(Service::new("crossings", "oven", "passengers").dependence(1.0))
        .build()
        .unwrap();
    let network = organisation.compile().unwrap();
    let after = network.solve(&Scenario::new("flu").capability("oven", 0.5)).unwrap();
    let impact = after.compared_with(&network.solve(&Scenario::new("")).unwrap()).unwrap();
    let document = AssessmentDocument::new("Ferry", &impact).explained(&impact.explain(), 5);
    let bytes = workbook(&document).unwrap();
    assert_eq!(workbook(&document).unwrap(), bytes);
    let mut read: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(read.sheet_names(), ["customers", "departments", "contributions", "chains"]);
    let cell = |read: &mut Xlsx<_>, sheet: &str, at| {
        read.worksheet_range(sheet).unwrap().get_value(at).cloned()
    };
    assert_eq!(cell(&mut read, "customers", (1, 3)), Some(Data::Float(0.5)));
    assert_eq!(cell(&mut read, "departments", (1, 1)), Some(Data::String("=1+1".to_owned())));
    assert_eq!(cell(&mut read, "contributions", (1, 3)), Some(Data::Float(-0.5)));
    let chain = Data::String("oven → passengers".to_owned());
    assert_eq!(cell(&mut read, "chains", (1, 1)), Some(chain));
}

#[test]
fn segments_have_sheets_of_their_own() {
    let organisation =
        Organisation::builder("Ferry").department(Department::new("oven")).build().unwrap();
    let network = organisation.compile().unwrap();
    let exposure = Exposure::builder(&network).add("north", "oven", 0.5, 2e6).build().unwrap();
    let after = network.solve(&Scenario::new("flu").capability("oven", 0.5)).unwrap();
    let impact = after.compared_with(&network.baseline()).unwrap();
    let explanation = impact.explain();
    let document = AssessmentDocument::new("Ferry", &impact).explained(&explanation, 5);
    let document = document.with_segments(&exposure, &explanation, 5).unwrap();
    let mut read: Xlsx<_> = Xlsx::new(Cursor::new(workbook(&document).unwrap())).unwrap();
    let segments = read.worksheet_range("segments").unwrap();
    let row: Vec<_> = segments.rows().nth(1).unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(row, ["north", "2000000", "1", "0.75", "-0.25"]);
    let shares = read.worksheet_range("contributions of segments").unwrap();
    let row: Vec<_> = shares.rows().nth(1).unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(row, ["north", "oven", "capability", "-0.25"]);
}
