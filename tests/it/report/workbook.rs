//! Results as a workbook: what it holds is read back by another library.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
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
