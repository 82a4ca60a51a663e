//! The spans that a subscriber sees.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use knockon::{Batch, Columns, Department, Network, Organisation, Scenario, Service};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Keeps the name of every span, and of its fields.
#[derive(Clone, Default)]
struct Names {
    seen: Arc<Mutex<Vec<String>>>,
    last: Arc<AtomicU64>,
}

impl Subscriber for Names {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        assert_eq!(*metadata.level(), Level::DEBUG);
        metadata.target().starts_with("knockon")
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let fields = attributes.fields().iter().map(|field| field.name());
        let fields: Vec<&str> = fields.collect();
        let name = format!("{}({})", attributes.metadata().name(), fields.join(", "));
        self.seen.lock().unwrap().push(name);
        Id::from_u64(1 + self.last.fetch_add(1, Ordering::Relaxed))
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[test]
fn compiling_solving_and_batches_have_spans() {
    let names = Names::default();
    tracing::subscriber::with_default(names.clone(), || {
        let organisation = Organisation::builder("Two")
            .department(Department::new("it"))
            .department(Department::new("hr"))
            .service(Service::between("it", "hr").dependence(0.5))
            .build()
            .unwrap();
        let network = organisation.compile().unwrap();
        Network::from_columns(&Columns::new(3, 0).unwrap()).unwrap();
        let slow = Scenario::new("slow").capability("it", 0.5);
        let _ = network.solve(&slow).unwrap();
        assert_eq!(Batch::of(&network).mean().solve([slow]).count(), 1);
    });
    assert_eq!(
        *names.seen.lock().unwrap(),
        [
            "compile(organisation, parties)",
            "compile(parties)",
            "solve(scenario, parties)",
            "batch(scenarios, parties)",
        ]
    );
}
