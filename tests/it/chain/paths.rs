//! Chains against a slow and obvious enumeration of all simple paths.

use std::cmp::Ordering;
use std::thread;

use chrono::TimeDelta;
use knockon::chain::{AllChains, ChainQuery, CyclicComponent, Enumeration, StrongestChains};
use knockon::{
    Chain, Columns, Department, ExternalCustomer, Need, Network, Organisation, Service, ServiceId,
    Substitution, UnknownId,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const fn shared_between_threads<T: Send + Sync + 'static>() {}

const _: () = {
    shared_between_threads::<Chain>();
    shared_between_threads::<ChainQuery>();
    shared_between_threads::<StrongestChains>();
    shared_between_threads::<AllChains>();
    shared_between_threads::<CyclicComponent>();
};

/// A graph as plain columns, and what is asked of it.
#[derive(Debug, Default)]
struct Case {
    departments: u32,
    customers: u32,
    provider: Vec<u32>,
    consumer: Vec<u32>,
    dependence: Vec<f64>,
    /// Departments to begin at; all if empty.
    from: Vec<u32>,
    /// Parties to end at; all customers if empty.
    to: Vec<u32>,
}

/// A path: parties and services by number, and its strength.
#[derive(Debug, Clone, PartialEq)]
struct Path {
    parties: Vec<u32>,
    services: Vec<u32>,
    strength: f64,
}

impl Case {
    fn random(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let departments = rng.random_range(1..=7);
        let customers = rng.random_range(0..=3);
        let mut case = Self { departments, customers, ..Self::default() };
        let equal = rng.random_bool(0.3);
        for _ in 0..rng.random_range(0..=26) {
            case.provider.push(rng.random_range(0..departments));
            // Now and then a service to oneself, and often parallel ones.
            case.consumer.push(rng.random_range(0..departments + customers));
            case.dependence.push(match rng.random_range(0..6) {
                _ if equal => 0.5,
                0 => 0.0,
                1 => 1.0,
                2 | 3 => 0.5,
                _ => rng.random_range(0.01..1.0),
            });
        }
        for _ in 0..rng.random_range(0..=2) {
            case.from.push(rng.random_range(0..departments));
        }
        for _ in 0..rng.random_range(0..=2) {
            case.to.push(rng.random_range(0..departments + customers));
        }
        case
    }

    fn network(&self) -> Network {
        Network::from_columns(
            &Columns::new(self.departments as usize, self.customers as usize)
                .unwrap()
                .provider(&self.provider)
                .consumer(&self.consumer)
                .dependence(&self.dependence),
        )
        .unwrap()
    }

    fn query(&self) -> ChainQuery {
        let mut query = self.network().chains();
        for &department in &self.from {
            query = query.from(self.id(department)).unwrap();
        }
        for &party in &self.to {
            query = query.to(self.id(party)).unwrap();
        }
        query
    }

    fn id(&self, party: u32) -> String {
        match party.checked_sub(self.departments) {
            None => format!("d{party}"),
            Some(customer) => format!("c{customer}"),
        }
    }

    fn is_target(&self, party: u32) -> bool {
        if self.to.is_empty() { party >= self.departments } else { self.to.contains(&party) }
    }

    /// Every simple path, in the order of a walk.
    fn paths(&self) -> Vec<Path> {
        let mut starts: Vec<u32> =
            if self.from.is_empty() { (0..self.departments).collect() } else { self.from.clone() };
        starts.sort_unstable();
        starts.dedup();
        let mut found = Vec::new();
        for start in starts {
            let path = Path { parties: vec![start], services: Vec::new(), strength: 1.0 };
            self.extend(&path, &mut found);
        }
        found
    }

    fn extend(&self, path: &Path, found: &mut Vec<Path>) {
        let end = path.parties[path.parties.len() - 1];
        for service in 0..self.provider.len() {
            let consumer = self.consumer[service];
            if self.provider[service] != end || path.parties.contains(&consumer) {
                continue;
            }
            let mut longer = path.clone();
            longer.parties.push(consumer);
            longer.services.push(u32::try_from(service).unwrap());
            longer.strength *= self.dependence[service];
            if self.is_target(consumer) {
                found.push(longer.clone());
            }
            self.extend(&longer, found);
        }
    }

    fn assert_same(&self, chains: &[Chain], paths: &[Path], what: &str) {
        assert_eq!(chains.len(), paths.len(), "{what}: {self:?}");
        for (place, (chain, path)) in chains.iter().zip(paths).enumerate() {
            let parties: Vec<_> = path.parties.iter().map(|&party| self.id(party)).collect();
            let services: Vec<_> = path.services.iter().map(|s| format!("s{s}")).collect();
            assert_eq!(chain.to_string(), parties.join(" -> "), "{what} {place}: {self:?}");
            assert!(chain.services().iter().map(ServiceId::as_str).eq(services), "{what} {place}");
            let same = chain.strength().total_cmp(&path.strength).is_eq();
            assert!(same, "{what} {place}: {} {path:?}", chain.strength());
        }
    }
}

fn strongest_first(one: &Path, two: &Path) -> Ordering {
    (two.strength.total_cmp(&one.strength))
        .then_with(|| one.services.len().cmp(&two.services.len()))
        .then_with(|| one.parties.cmp(&two.parties))
        .then_with(|| one.services.cmp(&two.services))
}

#[test]
fn strongest_and_all_match_brute_force() {
    let (mut listed, mut cyclic) = (0, 0);
    for seed in 0..900 {
        let case = Case::random(seed);
        let mut paths = case.paths();
        let query = case.query();
        let mut all = query.all();
        let walked: Vec<_> = all.by_ref().collect();
        assert_eq!(all.status(), Enumeration::Complete);
        case.assert_same(&walked, &paths, "all");

        let figures = query.figures();
        let longest = paths.iter().map(|path| path.services.len()).max().unwrap_or(0);
        let count = f64::from(u32::try_from(paths.len()).unwrap());
        if figures.is_exact {
            assert!(figures.chain_count.total_cmp(&count).is_eq(), "{figures:?} {case:?}");
            assert_eq!(figures.longest, longest, "{case:?}");
        } else {
            assert!(figures.chain_count <= count, "{figures:?} {count} {case:?}");
            assert!(figures.longest <= longest, "{figures:?} {longest} {case:?}");
        }
        cyclic += usize::from(!figures.is_exact);

        paths.retain(|path| path.strength > 0.0);
        paths.sort_by(strongest_first);
        let mut strongest = query.strongest();
        let chains: Vec<_> = strongest.by_ref().collect();
        assert_eq!(strongest.status(), Enumeration::Complete);
        case.assert_same(&chains, &paths, "strongest");
        listed += chains.len();
    }
    assert!(listed > 5_000 && cyclic > 100, "{listed} chains, {cyclic} cases with cycles");
}

#[test]
fn chains_that_begin_with_a_service_match_brute_force() {
    let mut listed = 0;
    for seed in 1_000..1_600 {
        let case = Case { from: Vec::new(), ..Case::random(seed) };
        if case.provider.is_empty() {
            continue;
        }
        let service = u32::try_from(seed).unwrap() % u32::try_from(case.provider.len()).unwrap();
        let mut paths = case.paths();
        paths.retain(|path| path.services[0] == service);
        let query = case.query().from_service(format!("s{service}")).unwrap();
        case.assert_same(&query.all().collect::<Vec<_>>(), &paths, "all");
        let figures = query.figures();
        let count = f64::from(u32::try_from(paths.len()).unwrap());
        assert!(figures.chain_count <= count, "{figures:?} {case:?}");
        assert!(!figures.is_exact || figures.chain_count >= count, "{figures:?} {case:?}");

        paths.retain(|path| path.strength > 0.0);
        paths.sort_by(strongest_first);
        let chains: Vec<_> = query.strongest().collect();
        case.assert_same(&chains, &paths, "strongest");
        listed += chains.len();
    }
    assert!(listed > 300, "{listed}");
}

/// Departments that all serve each other.
fn clique(size: u32, dependence: f64) -> Case {
    let mut case = Case { departments: size, customers: 1, ..Case::default() };
    for provider in 0..size {
        for consumer in (0..size).filter(|&consumer| consumer != provider) {
            case.provider.push(provider);
            case.consumer.push(consumer);
            case.dependence.push(dependence);
        }
    }
    case
}

impl Case {
    fn serve(&mut self, provider: u32, consumer: u32, dependence: f64) {
        self.provider.push(provider);
        self.consumer.push(consumer);
        self.dependence.push(dependence);
    }
}

#[test]
fn a_clique_whose_only_exit_is_used_up_is_no_trap() {
    let mut case = clique(10, 0.9);
    case.serve(0, 10, 0.5);
    case.from.push(0);
    let mut chains = case.query().strongest();
    assert_eq!(chains.next().unwrap().to_string(), "d0 -> c0");
    assert_eq!(chains.next(), None);
    assert_eq!(chains.status(), Enumeration::Complete);
    assert!(chains.expansions() < 1_000, "{}", chains.expansions());
}

/// One department leads into the clique, and the way back out leads through it: every chain inside
/// is a dead end, though none has passed the exit itself.
#[test]
fn a_clique_behind_its_own_gate_is_no_trap() {
    let mut case = clique(10, 0.9);
    (case.departments, case.to) = (11, vec![11]);
    case.serve(10, 0, 0.9);
    case.serve(9, 10, 0.9);
    case.serve(10, 11, 0.1);
    case.from.push(10);
    let mut chains = case.query().strongest();
    assert_eq!(chains.next().unwrap().to_string(), "d10 -> c0");
    assert_eq!(chains.next(), None);
    assert_eq!(chains.status(), Enumeration::Complete);
    assert!(chains.expansions() < 1_000, "{}", chains.expansions());
}

#[test]
fn a_limit_says_that_it_was_reached() {
    let mut case = clique(12, 0.9);
    case.serve(11, 12, 0.5);
    let mut chains = case.query().max_expansions(2_000).strongest();
    let listed: Vec<_> = chains.by_ref().collect();
    assert_eq!(chains.status(), Enumeration::LimitReached);
    assert_eq!(listed[0].to_string(), "d11 -> c0");
    assert!(listed.windows(2).all(|pair| pair[0].strength() >= pair[1].strength()));
    assert!(chains.expansions() < 3_000);
    assert_eq!(chains.next(), None);

    let mut all = case.query().max_expansions(2_000).all();
    assert!(all.by_ref().count() > 10);
    assert_eq!(all.status(), Enumeration::LimitReached);
    assert_eq!(case.query().all().status(), Enumeration::Underway);
}

#[test]
fn parallel_services_are_chains_of_their_own() {
    let mut case = Case { departments: 2, customers: 1, ..Case::default() };
    for dependence in [0.25, 0.5, 0.5] {
        case.serve(0, 1, dependence);
    }
    case.serve(1, 2, 1.0);
    let chains: Vec<_> = case.query().from("d0").unwrap().strongest().collect();
    let first: Vec<_> = chains.iter().map(|chain| chain.services()[0].as_str()).collect();
    assert_eq!(first, ["s1", "s2", "s0"]);
}

/// Chains that could take any of 2⁴⁰ ways are still listed one at a time.
#[test]
fn listing_is_lazy() {
    let mut case = Case { departments: 41, customers: 1, ..Case::default() };
    for stage in 0..40_u32 {
        case.serve(stage, stage + 1, 0.9);
        case.serve(stage, stage + 1, 0.8 - 0.001 * f64::from(stage));
    }
    case.serve(40, 41, 1.0);
    let query = case.query().from("d0").unwrap();
    assert_eq!(query.figures().chain_count.to_string(), (1_u64 << 40).to_string());
    let mut chains = query.strongest();
    assert!(chains.next().unwrap().services().iter().all(|service| {
        service.as_str() == "s80" || service.as_str()[1..].parse::<u32>().unwrap() % 2 == 0
    }));
    let second = chains.next().unwrap();
    assert_eq!(second.services()[0], "s1");
    assert!(chains.expansions() < 1_000, "{}", chains.expansions());
}

#[test]
fn a_provider_of_many_customers_costs_one_at_a_time() {
    let customers = 100_000;
    let mut case = Case { departments: 1, customers, ..Case::default() };
    for customer in 0..customers {
        case.serve(0, 1 + customer, 1.0 - f64::from(customer) / 1e6);
    }
    let mut chains = case.query().strongest();
    let listed: Vec<_> = chains.by_ref().take(5).map(|chain| chain.to_string()).collect();
    assert_eq!(listed, ["d0 -> c0", "d0 -> c1", "d0 -> c2", "d0 -> c3", "d0 -> c4"]);
    assert!(chains.expansions() < 20);
}

const LONG: u32 = 100_000;

fn on_small_stack(work: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(128 * 1024).spawn(work).unwrap().join().unwrap();
}

fn line() -> Case {
    let mut case = Case { departments: LONG, customers: 1, ..Case::default() };
    case.provider = (0..LONG).collect();
    case.consumer = (1..=LONG).collect();
    case.dependence = vec![1.0; LONG as usize];
    case
}

#[test]
fn a_chain_of_many_departments_fits_a_small_stack() {
    on_small_stack(|| {
        let query = line().query().from("d0").unwrap();
        let figures = query.figures();
        assert_eq!((figures.longest, figures.is_exact), (LONG as usize, true));
        let chain = query.strongest().next().unwrap();
        assert_eq!(chain.services().len(), LONG as usize);
        assert_eq!(query.all().next(), Some(chain));
    });
}

#[test]
fn a_ring_of_many_departments_fits_a_small_stack() {
    on_small_stack(|| {
        let mut case = line();
        case.serve(LONG - 1, 0, 1.0);
        let network = case.network();
        let mut chains = network.chains().from("d0").unwrap().strongest();
        assert_eq!(chains.next().unwrap().services().len(), LONG as usize);
        assert_eq!(chains.next(), None);
        assert_eq!(chains.status(), Enumeration::Complete);
        let example = network.cycles().next().unwrap().loops().next().unwrap();
        assert_eq!(example.services().len(), LONG as usize);
    });
}

/// Two packers feed one van; the lab tests itself and the van's crew.
fn depot() -> Organisation {
    Organisation::builder("Depot")
        .department(Department::new("van").named("Van"))
        .department(Department::new("lab").named("Lab"))
        .department(Department::new("packer").named("Packer"))
        .customer(ExternalCustomer::new("street").named("Street"))
        .need(Need::new("van", "parcels").dependence(0.5).substitution(Substitution::BestOf))
        .service(Service::new("p1", "packer", "van").for_need("parcels").lag(TimeDelta::hours(1)))
        .service(Service::new("p2", "lab", "van").for_need("parcels"))
        .service(Service::new("v", "van", "street").dependence(0.8).lag(TimeDelta::minutes(30)))
        .service(Service::new("test", "van", "lab").dependence(0.25))
        .service(Service::new("self", "lab", "lab").dependence(0.1))
        .build()
        .unwrap()
}

#[test]
fn a_chain_tells_names_services_strength_and_lag() {
    let network = depot().compile().unwrap();
    let chains: Vec<_> = network.chains().strongest().collect();
    let listed: Vec<_> = chains.iter().map(ToString::to_string).collect();
    assert_eq!(listed, ["Van -> Street", "Lab -> Van -> Street", "Packer -> Van -> Street"]);
    let last = &chains[2];
    assert!(last.names().eq(["Packer", "Van", "Street"]));
    assert_eq!(last.parties(), ["packer", "van", "street"]);
    assert_eq!(last.services(), ["p1", "v"]);
    assert_eq!(last.lag(), TimeDelta::minutes(90));
    let json = serde_json::to_value(last).unwrap();
    assert_eq!(json["services"], serde_json::json!(["p1", "v"]));
    assert_eq!(json["lag_hours"], 1.5);

    // From the van to the lab, and nowhere back to the van itself.
    let inside = network.chains().from("van").unwrap().to("lab").unwrap().to("van").unwrap();
    let listed: Vec<_> = inside.strongest().map(|chain| chain.to_string()).collect();
    assert_eq!(listed, ["Van -> Lab"]);
}

#[test]
fn unknown_ids_are_told_apart() {
    let chains = depot().compile().unwrap().chains();
    let messages = [
        chains.clone().from("nobody").unwrap_err(),
        chains.clone().from("street").unwrap_err(),
        chains.clone().from_service("nobody").unwrap_err(),
        chains.clone().to("nobody").unwrap_err(),
    ]
    .map(|error: UnknownId| error.to_string());
    insta::assert_snapshot!(messages.join("\n"), @r"
    `nobody` is not a department
    `street` is an external customer, where a department is needed
    `nobody` is not a service
    `nobody` is not a department or an external customer
    ");
}

#[test]
fn cycles_list_their_loops() {
    let network = depot().compile().unwrap();
    let cycles: Vec<_> = network.cycles().collect();
    assert_eq!(cycles.len(), 1);
    assert_eq!(cycles[0].departments(), ["van", "lab"]);
    assert_eq!(cycles[0].services(), ["p2", "test", "self"]);
    let loops: Vec<_> = cycles[0].loops().map(|example| example.to_string()).collect();
    assert_eq!(loops, ["Van -> Lab -> Van", "Lab -> Lab"][..1].to_vec());
}

/// Every department of every component lies on one of its loops, and a loop is one.
#[test]
fn loops_cover_their_components() {
    let mut components = 0;
    for seed in 0..300 {
        let network = Case::random(seed).network();
        for component in network.cycles() {
            components += 1;
            let mut missing: Vec<_> = component.departments().to_vec();
            for example in component.loops() {
                let parties = example.parties();
                assert!(parties.len() >= 2 && parties[0] == parties[parties.len() - 1]);
                let inner = &parties[1..];
                assert!(inner.iter().enumerate().all(|(i, party)| !inner[..i].contains(party)));
                missing.retain(|party| !inner.contains(party));
            }
            assert!(missing.is_empty(), "{missing:?}");
        }
    }
    assert!(components > 100, "{components}");
}
