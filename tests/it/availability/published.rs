//! Fault trees that others published, with their chances, cut sets and importances.
//!
//! O. Rakhimov, *SCRAM*, the trees of its benchmarks (`input`) and what its tests hold them to
//! (`tests/bench_*_tests.cc`). The Chinese tree and Baobab 1 are of the set of Aralia.

use knockon::availability::{AvailabilityMethod, AvailabilityOptions, SubjectAvailability};
use knockon::organisation::Failure;
use knockon::{Department, ExternalCustomer, Need, Organisation, Rule, Service, Substitution};

use crate::support::check::assert_near;

/// 25 events at 0.02, 24 of them or of the gates above them shared.
const CHINESE: &str = "r1 & g1 g2; g1 | e1 e2 e3 g3; g2 & g4 g5; g3 & g6 g7; g4 | e4 e5 e6 e7 g8; \
    g5 | e8 g9; g6 | e9 e10 e11 g10; g7 | e12 e13; g8 & g11 g12; g9 & g13 g14; g10 & g15 g16; \
    g11 | e14 e15 e16 g17; g12 & g18 g19; g13 | e1 e2 e3 g20; g14 | e4 e5 e6 e7 g21; g15 | e17 e18; \
    g16 | e19 e20 e21; g17 & g22 g23; g18 | e22 e23; g19 | e24 e25; g20 & g24 g25; g21 & g26 g27; \
    g22 | e17 e18 e21; g23 | e19 e20; g24 | e14 e15 e16 g28; g25 & g29 g30; g26 | e9 e10 e11 g31; \
    g27 | e12 e13; g28 & g32 g33; g29 | e22 e23; g30 | e24 e25; g31 & g34 g35; g32 | e17 e18 e21; \
    g33 | e19 e20; g34 | e19 e20 e21; g35 | e17 e18";

/// 61 events below gates of which nine ask for some of several.
#[cfg(feature = "availability")]
const BAOBAB: &str = "r1 & g1 g2 g3; g1 | g4 g5 g37 e1; g2 | g25 g26 g27; g3 | g4 g5 g6 e1; \
    g4 3/4 g60 g61 g62 g63; g5 3/4 g56 g57 g58 g59; g6 & g7 g8 g9 g10; g7 | g22 g23 g17 g24 e5; \
    g8 | g19 g20 g13 g21 e4; g9 | g15 g16 g17 g18 e3; g10 | g11 g12 g13 g14 e2; g11 & e53 e58; \
    g12 & e53 e54; g13 | g46 e15; g14 | g11 g32 e10; g15 & e53 e59; g16 & e53 e56; g17 | g47 e16; \
    g18 | g15 g33 e11; g19 & e53 e60; g20 & e53 e55; g21 | g19 g32 e12; g22 & e53 e61; \
    g23 & e53 e57; g24 | g22 g33 e13; g25 3/4 g80 g81 g82 g83; g26 | g44 g45 e14; \
    g27 3/4 g28 g29 g30 g31; g28 | g22 g24 e9; g29 | g19 g21 e8; g30 | g15 g18 e7; g31 | g11 g14 e6; \
    g32 & g34 g35; g33 & g36 g35; g34 & g48 g49; g35 | g42 g43; g36 & g50 g51; \
    g37 2/4 g38 g39 g40 g41; g38 | g23 g17 e5; g39 | g16 g17 e3; g40 | g20 g13 e4; g41 | g12 g13 e2; \
    g42 3/4 g68 g69 g70 g71; g43 3/4 g64 g65 g66 g67; g44 3/4 g76 g77 g78 g79; \
    g45 3/4 g72 g73 g74 g75; g46 & g52 g53; g47 & g54 g55; g48 | g20 e19; g49 | g12 e17; \
    g50 | g23 e20; g51 | g16 e18; g52 | g20 e31; g53 | g12 e29; g54 | g23 e32; g55 | g16 e30; \
    g56 | g23 e24; g57 | g20 e23; g58 | g16 e22; g59 | g12 e21; g60 | g23 e28; g61 | g20 e27; \
    g62 | g16 e26; g63 | g12 e25; g64 | g22 e36; g65 | g19 e35; g66 | g15 e34; g67 | g11 e33; \
    g68 | g22 e40; g69 | g19 e39; g70 | g15 e38; g71 | g11 e37; g72 | g22 e44; g73 | g19 e43; \
    g74 | g15 e42; g75 | g11 e41; g76 | g22 e48; g77 | g19 e47; g78 | g15 e46; g79 | g11 e45; \
    g80 | g22 e52; g81 | g19 e51; g82 | g15 e50; g83 | g11 e49";

/// The chances of the events of [`BAOBAB`], by number, 1 to 61.
#[cfg(feature = "availability")]
fn baobab(event: u32) -> f64 {
    match event {
        1 => 7.2e-5,
        2..=5 => 0.018,
        6..=9 => 0.0188,
        10..=13 | 33..=36 | 41..=44 => 0.015,
        14 => 8e-6,
        15..=16 => 0.00052,
        17..=18 => 0.0117,
        19..=20 => 0.0038,
        21..=28 | 37..=40 | 49..=52 => 0.016,
        29..=32 => 0.0137,
        45..=48 => 0.0218,
        53 => 0.01,
        54..=57 => 0.112,
        _ => 0.051,
    }
}

/// Two trains on a shared event `C`.
const TRAINS: &str =
    "System & TrainOne TrainTwo; TrainOne | A B C; A | F G; TrainTwo | C D E; E & H I";

/// An organisation in which the first gate's customer has too little just where the gate's event
/// happens: `|` of any, `&` of all, `m/n` of at least `m`.
fn organisation(tree: &str, chance: impl Fn(&str) -> f64) -> Organisation {
    let gates: Vec<Vec<&str>> =
        tree.split(';').map(|gate| gate.split_whitespace().collect()).collect();
    let is_gate = |id: &str| gates.iter().any(|gate| gate[0] == id);
    let mut events: Vec<&str> = Vec::new();
    let mut builder = Organisation::builder("fault tree")
        .customer(ExternalCustomer::new("top").rule(Rule::WEAKEST))
        .service(Service::between(gates[0][0], "top").dependence(1.0));
    for gate in &gates {
        let (id, kind, inputs) = (gate[0], gate[1], &gate[2..]);
        builder = builder.department(Department::new(id).rule(Rule::WEAKEST));
        let needed = match kind {
            "|" => None,
            "&" => Some(1),
            some => {
                let least: usize = some.split_once('/').unwrap().0.parse().unwrap();
                Some(u32::try_from(inputs.len() + 1 - least).unwrap())
            }
        };
        if let Some(k) = needed {
            let need = Need::new(id, "some").dependence(1.0);
            builder = builder.need(need.substitution(Substitution::KthBest { k }));
        }
        for &input in inputs {
            let service = Service::between(input, id);
            builder = builder.service(match needed {
                Some(_) => service.for_need("some"),
                None => service.dependence(1.0),
            });
            if !is_gate(input) && !events.contains(&input) {
                events.push(input);
            }
        }
    }
    for event in events {
        let failure = Failure::unavailable(chance(event));
        builder = builder.department(Department::new(event).fails(failure));
    }
    builder.build().unwrap()
}

fn solved(organisation: &Organisation, options: AvailabilityOptions) -> SubjectAvailability {
    let options = options.party("top").order(6).max_cut_sets(5_000);
    let mut found = organisation.compile().unwrap().availability(&options).unwrap();
    found.subjects.remove(0)
}

/// How many cut sets there are of one event, of two, and so on.
fn by_order(top: &SubjectAvailability) -> [usize; 6] {
    let mut counts = [0; 6];
    for cut in &top.cut_sets {
        counts[cut.order() - 1] += 1;
    }
    counts
}

#[test]
fn trains_on_a_shared_event() {
    let chances = |event: &str| match event {
        "B" => 0.1,
        "C" => 0.3,
        "D" => 0.5,
        "F" => 0.7,
        "G" => 0.2,
        "H" => 0.4,
        _ => 0.8,
    };
    let organisation = organisation(TRAINS, chances);
    for options in [AvailabilityOptions::default(), AvailabilityOptions::default().max_nodes(0)] {
        let top = solved(&organisation, options);
        assert_eq!(top.method, AvailabilityMethod::Exact);
        assert_near(top.unavailability.value, 0.662_208, 5e-7, "top event");
        assert_eq!((by_order(&top), top.cut_sets_complete), ([1, 3, 3, 0, 0, 0], true));
    }
}

/// Of 25 events the most probable states leave little, and a diagram nothing.
#[test]
fn chinese_tree() {
    /// As printed, cut after the fifth digit.
    const TOP: f64 = 0.004_569_1;
    const CUT: f64 = 3e-7;
    // Birnbaum, criticality, chance given the top event, achievement and reduction, to six digits.
    let published = [
        ("e1", [0.074_555_7, 0.326_332, 0.339_805, 16.9902, 1.48441]),
        ("e4", [0.055_392_3, 0.242_453, 0.257_604, 12.8802, 1.32005]),
        ("e8", [0.000_181_647, 0.000_795_073, 0.020_779_2, 1.03896, 1.0008]),
        ("e9", [5.896_43e-5, 0.000_258_088, 0.020_252_9, 1.01265, 1.00026]),
        ("e12", [9.514_81e-5, 0.000_416_465, 0.020_408_1, 1.02041, 1.00042]),
        ("e14", [5.1467e-6, 2.25272e-5, 0.020_022_1, 1.0011, 1.00002]),
        ("e17", [5.645_96e-6, 2.471_25e-5, 0.020_024_2, 1.00121, 1.00002]),
        ("e19", [4.609_82e-6, 2.017_73e-5, 0.020_019_8, 1.00099, 1.00002]),
        ("e21", [2.3919e-6, 1.046_94e-5, 0.020_010_3, 1.00051, 1.00001]),
        ("e22", [1.035_82e-5, 4.5338e-5, 0.020_044_4, 1.00222, 1.00005]),
    ];
    let organisation = organisation(CHINESE, |_| 0.02);
    let by_states = AvailabilityOptions::default().max_nodes(0).max_states(20_000).sample_pairs(0);
    let top = solved(&organisation, by_states);
    assert!(top.unavailability.lower <= TOP + CUT, "{:?}", top.unavailability);
    assert!(top.unavailability.upper >= TOP - CUT, "{:?}", top.unavailability);
    if cfg!(not(feature = "availability")) {
        return;
    }
    let top = solved(&organisation, AvailabilityOptions::default());
    assert_near(top.unavailability.value, TOP, CUT, "top event");
    assert_eq!((by_order(&top), top.cut_sets_complete), ([0, 12, 0, 24, 188, 168], true));
    for (id, [birnbaum, criticality, given, achievement, reduction]) in published {
        let found = top.importance.iter().find(|it| it.event.id() == id).unwrap();
        let near = |value: f64, expected: f64| {
            // As many digits as were printed.
            assert_near(value, expected, 6e-6 * expected.max(1e-6), id);
        };
        near(found.birnbaum.value, birnbaum);
        near(found.criticality.value, criticality);
        near(found.probability_given_failure.value, given);
        near(found.risk_achievement_worth.value, achievement);
        near(found.risk_reduction_worth.unwrap().value, reduction);
    }
}

#[cfg(feature = "availability")]
#[test]
fn baobab_of_61_events() {
    let organisation = organisation(BAOBAB, |event| baobab(event[1..].parse().unwrap()));
    let top = solved(&organisation, AvailabilityOptions::default());
    assert_eq!((top.method, top.events), (AvailabilityMethod::Exact, 61));
    assert_near(top.unavailability.value, 1.2823e-6, 5e-11, "top event");
    // There are 43,504 more of seven to eleven events.
    assert_eq!((by_order(&top), top.cut_set_order), ([0, 1, 1, 70, 400, 2_212], 6));
    assert!(!top.cut_sets_complete);
}
