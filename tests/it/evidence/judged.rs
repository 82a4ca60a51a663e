//! What people say, from a table to beliefs: buffers, experts, totals, contradictions.

use knockon::evidence::fit::{FitOptions, Priors, ReadingTable, fit};
use knockon::evidence::{AskOptions, Measuring, ask};
use knockon::io::csv::EvidenceTable::Judgements;
use knockon::organisation::{Need, Origin, StatedRange, Transfer};
use knockon::report::questionnaire;
use knockon::{Department, ExternalCustomer, Organisation, Scenario, Service, Substitution};

use super::{at, organisation, read};
use crate::support::check::assert_close;

fn priors(table: &str) -> Priors {
    let evidence = read(Judgements, table).unwrap();
    let measured = evidence.measure(&Measuring::until(at("2026-04-01T00:00:00Z"))).unwrap();
    Priors::from_evidence(&evidence, &measured)
}

/// Mean and standard deviation of what is believed of a need.
fn believed(priors: &Priors, need: &str) -> Option<(f64, f64)> {
    let mut all = priors.judgements();
    all.find(|(of, _)| *of == need).map(|(_, judged)| (judged.mean, judged.standard_deviation))
}

#[test]
fn buffers_become_ramps_of_what_is_fitted() {
    let priors = priors(
        "kind,service,remaining,buffer,expert\nremaining,it-hr,40%,0.3,Ada\nremaining,it-hr,0.4,0.1,Bob\n",
    );
    let nothing = ReadingTable::new(Vec::new()).unwrap();
    let fitted = fit(&organisation(), &nothing, &priors, &FitOptions::default()).unwrap();
    let written = fitted.organisation();
    let service = written.service("it-hr").unwrap();
    assert_close(service.dependence().unwrap().get(), 0.6, 1e-12, "dependence");
    let &Transfer::Ramp { from, to } = service.transfer() else { panic!("{service:?}") };
    assert_close(from, 0.0, 1e-12, "from");
    assert_close(to, 0.8, 1e-12, "to");
}

#[test]
fn one_expert_counts_once() {
    let table = "kind,service,remaining,expert\nremaining,it-hr,0.4,Ada\nremaining,it-hr,0.4,Ada\n\
                 remaining,it-hr,0.4,Ada\nremaining,it-hr,0.8,Bob\n";
    let (mean, deviation) = believed(&priors(table), "it-hr").unwrap();
    assert_close(mean, 0.4, 1e-12, "mean of two");
    assert_close(deviation, (0.15_f64.powi(2) + 0.04).sqrt(), 1e-12, "deviation");
    // Those who are not named are several.
    let (mean, _) = believed(&priors(&table.replace("Ada", "")), "it-hr").unwrap();
    assert_close(mean, 0.5, 1e-12, "mean of four");
}

#[test]
fn comparisons_share_the_total_of_their_expert() {
    let table = "kind,consumer,service,other,ratio,value,expert\n\
                 pairwise,deck,it-deck,hr-deck,3,,Ada\ntotal,deck,,,,0.8,Ada\n\
                 pairwise,deck,it-deck,hr-deck,1,,Bob\ntotal,deck,,,,0.4,Bob\n";
    let priors = priors(table);
    assert_close(believed(&priors, "it-deck").unwrap().0, f64::midpoint(0.6, 0.2), 1e-12, "it");
    assert_close(believed(&priors, "hr-deck").unwrap().0, 0.2, 1e-12, "hr");
    assert!(priors.remarks().is_empty(), "{:?}", priors.remarks());
}

#[test]
fn what_cannot_be_used_is_remarked() {
    let header = "kind,consumer,service,other,ratio,value\n";
    let remark = |rows: &str| priors(&format!("{header}{rows}")).remarks().join("\n");
    assert_eq!(
        remark("pairwise,deck,it-deck,hr-deck,3,\n"),
        "comparisons of what `deck` receives say nothing without a `total`: what it loses when all \
         of that is lost"
    );
    assert_eq!(
        remark("total,deck,,,,0.8\n"),
        "the total of `deck` is left out: nobody compared the 2 needs that share it"
    );
    // With one need there is nothing to share.
    let alone = priors(&format!("{header}total,passengers,,,,0.7\n"));
    assert_close(believed(&alone, "crossing").unwrap().0, 0.7, 1e-12, "crossing");
}

#[test]
fn contradictions_are_asked_for_again() {
    let organisation = Organisation::builder("Three")
        .departments(["a", "b", "d", "c"].map(Department::new))
        .services(["a", "b", "d"].map(|provider| Service::between(provider, "c")))
        .build()
        .unwrap();
    let table = "kind,consumer,service,other,ratio,value\npairwise,c,a>c,b>c,5,\n\
                 pairwise,c,b>c,d>c,5,\npairwise,c,d>c,a>c,5,\ntotal,c,,,,0.9\n";
    let mut builder = knockon::evidence::Evidence::builder(&organisation);
    let options = knockon::io::HistoryOptions::default();
    knockon::io::csv::evidence_from_reader(Judgements, table.as_bytes(), &options, &mut builder)
        .unwrap();
    let evidence = builder.build().unwrap();
    let measured = evidence.measure(&Measuring::until(at("2026-04-01T00:00:00Z"))).unwrap();
    let priors = Priors::from_evidence(&evidence, &measured);
    let [remark] = priors.remarks() else { panic!("{:?}", priors.remarks()) };
    assert!(remark.ends_with("above 0.1): ask again"), "{remark}");
    assert_close(believed(&priors, "a>c").unwrap().0, 0.3, 1e-12, "a");
}

/// A chain of two and a side entrance: who is asked about first.
fn shop() -> Organisation {
    let known = StatedRange::new(0.55..=0.65, Origin::Judged);
    Organisation::builder("Shop")
        .departments(["it", "till", "cleaning"].map(Department::new))
        .customer(ExternalCustomer::person("regulars").population(100.0))
        .customer(ExternalCustomer::person("tourists").population(10.0))
        .service(Service::new("systems", "it", "till"))
        .service(Service::new("sales", "till", "regulars").dependence(0.9))
        .service(Service::new("floors", "cleaning", "tourists"))
        .service(Service::new("fuses", "it", "cleaning").dependence(0.6).dependence_range(known))
        .build()
        .unwrap()
}

#[test]
fn questions_are_those_that_move_customers() {
    let asked = ask(&shop(), &AskOptions::default()).unwrap();
    let order: Vec<_> = asked.questions.iter().map(|question| question.need.as_str()).collect();
    assert_eq!(order, ["systems", "sales", "floors", "fuses"]);
    let of = |at: usize| &asked.questions[at];
    // IT is depended on by 0.6 elsewhere, and nothing is stated of cleaning.
    assert_close(of(0).taken, 0.6, 1e-12, "class");
    assert_close(of(2).taken, 0.5, 1e-12, "no class");
    assert_eq!((of(0).low, of(0).high), (0.0, 1.0));
    assert_close(of(1).high, 1.0, 1e-12, "cut");
    assert_close(of(1).low, 0.9 - 1.96 * 0.15, 1e-12, "one person");
    // Everybody a tenth down: the till is at 0.9 (1 − 0.6 · 0.1), and ten of eleven heads are regulars.
    assert_close(of(0).moves_customers, 100.0 / 110.0 * 0.9 * 0.9 * 0.1, 1e-12, "systems");
    let two = ask(&shop(), &AskOptions::default().most(2)).unwrap();
    assert_eq!((two.questions.len(), two.uncertain), (2, 4));
    let cleaning = Scenario::new("no cleaning").capability("cleaning", 0.0);
    let asked = ask(&shop(), &AskOptions::default().scenario(cleaning)).unwrap();
    assert_eq!(asked.questions[0].need, "floors");
}

#[test]
fn filled_in_questions_are_judgements() {
    let asked = questionnaire(&ask(&shop(), &AskOptions::default()).unwrap());
    let answered = asked.replace("remaining,systems,,", "remaining,systems,30%,0.2");
    let mut builder = knockon::evidence::Evidence::builder(&shop());
    let options = knockon::io::HistoryOptions::default();
    knockon::io::csv::evidence_from_reader(Judgements, answered.as_bytes(), &options, &mut builder)
        .unwrap();
    let evidence = builder.build().unwrap();
    assert_eq!(evidence.counts()[4], 1);
    assert_eq!(evidence.notes(), ["questions without an answer, which are left out: 3"]);
}

#[test]
fn needs_of_several_are_asked_about_and_judged_as_one() {
    let organisation = Organisation::builder("Two lines")
        .departments(["copper", "radio", "desk"].map(Department::new))
        .customer(ExternalCustomer::person("callers"))
        .need(Need::new("desk", "line").substitution(Substitution::BestOf))
        .service(Service::new("a", "copper", "desk").for_need("line"))
        .service(Service::new("b", "radio", "desk").for_need("line"))
        .service(Service::new("calls", "desk", "callers").dependence(1.0))
        .build()
        .unwrap();
    let asked = ask(&organisation, &AskOptions::default().most(1)).unwrap();
    assert_eq!(asked.questions[0].need, "desk/line");
    assert_eq!(
        asked.questions[0].to_string(),
        "If copper and radio all stopped altogether, what share of the usual quality of desk would \
         remain, once any buffer is used up?"
    );
    let answered = questionnaire(&asked).replace("desk/line,,", "desk/line,0.25,");
    let mut builder = knockon::evidence::Evidence::builder(&organisation);
    let options = knockon::io::HistoryOptions::default();
    knockon::io::csv::evidence_from_reader(Judgements, answered.as_bytes(), &options, &mut builder)
        .unwrap();
    let evidence = builder.build().unwrap();
    let measured = evidence.measure(&Measuring::until(at("2026-04-01T00:00:00Z"))).unwrap();
    let priors = Priors::from_evidence(&evidence, &measured);
    let nothing = ReadingTable::new(Vec::new()).unwrap();
    let fitted = fit(&organisation, &nothing, &priors, &FitOptions::default()).unwrap();
    let written = fitted.organisation();
    let need = written.needs().next().unwrap();
    assert_close(need.dependence().unwrap().get(), 0.75, 1e-12, "dependence");
}
