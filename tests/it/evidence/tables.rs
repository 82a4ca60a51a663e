//! The five tables: what is read, and what is refused with place and remedy.

use knockon::evidence::{IndicatorReading, IndicatorValue, JudgementKind};
use knockon::io::csv::EvidenceTable::{self, Feedback, Indicators, Judgements, Surveys, Tickets};
use knockon::io::csv::evidence_from_reader;
use knockon::io::{HistoryOptions, TableView};
use knockon::time::Subject;

use super::{builder, organisation, read};

/// Asserts the problems of a table, one a line, without the name of the file.
fn assert_refused(table: EvidenceTable, text: &str, expected: &[&str]) {
    let refused = read(table, text).unwrap_err().to_string();
    let refused: Vec<_> =
        refused.lines().map(|line| line.strip_prefix("table.csv, ").unwrap_or(line)).collect();
    assert_eq!(refused, expected);
}

#[test]
fn every_kind_of_table_is_read() {
    let tables = [
        (
            Tickets,
            "provider,consumer,service,opened_at,closed_at,sla_met,closed_by,waited_seconds\n\
             it,hr,workplaces,2026-03-02 09:00,2026-03-02T11:00:00Z,yes,hr,90\n\
             deck,passengers,,2026-03-02 09:00,,,,1m\n",
            [2, 0, 0, 0, 0],
        ),
        (
            Surveys,
            "at,party,provider,instrument,score,expected\n\
             2026-03-02 09:00,passengers,deck,csat5,4,\n\
             2026-03-02 09:00,passengers,,nps,9,\n\
             2026-03-02 09:00,hr,it,servqual7,5,6\n2026-03-02 09:00,hr,,0..3,1.5,\n",
            [0, 4, 0, 0, 0],
        ),
        (
            Feedback,
            "at;party;channel;score;scale\n2026-03-02 09:00;hr;chat;4;1..5\n\
             2026-03-02 09:00;hr;forum;80%;\n",
            [0, 0, 2, 0, 0],
        ),
        (
            Indicators,
            "at,party,service,observed,capability,quality,value,volume\n\
             2026-03-02 09:00,hr,,0.9,,,,12\n2026-03-02 09:00,hr,,,0.95,,,\n\
             2026-03-02 09:00,,it-hr,,,70%,,\n2026-03-03 09:00,hr,,,,,240,\n",
            [0, 0, 0, 4, 0],
        ),
        (
            Judgements,
            "kind,service,low,likely,high,remaining,buffer,provider,provider_left,consumer,\
             consumer_left,other,ratio,value\n\
             three_point,it-hr,0.2,0.5,0.9,,,,,,,,,\nremaining,it-hr,,,,0.3,0.2,,,,,,,\n\
             episode,,,,,,,it,0.25,hr,0.64,,,\npairwise,it-deck,,,,,,,,deck,,hr-deck,3,\n\
             total,,,,,,,,,deck,,,,0.8\n",
            [0, 0, 0, 0, 5],
        ),
    ];
    for (table, text, counts) in tables {
        assert_eq!(read(table, text).unwrap().counts(), counts, "{table}");
    }
    let evidence = read(Judgements, tables[4].1).unwrap();
    let JudgementKind::Pairwise { ratio, .. } = &evidence.judgements()[3].kind else { panic!() };
    assert!((*ratio - 3.0).abs() < 1e-15);
}

#[test]
fn tickets_are_refused_with_place_and_remedy() {
    assert_refused(
        Tickets,
        "provider,consumer,service,opened_at,resolved_at,target_met,closed_by\n\
         itt,hr,,2026-03-02 09:00,,,\n\
         passengers,hr,,2026-03-02 09:00,,,\n\
         it,passenger,,2026-03-02 09:00,,,boss\n\
         it,hr,,2026-03-02,,often,\n\
         it,hr,,2026-03-02 09:00,2026-03-02 08:59,,\n\
         it,hr,crossing,2026-03-02 09:00,,,\n\
         ,hr,,2026-03-02 09:00,,,\n",
        &[
            "line 2, provider: `itt` is not a department; did you mean `it`?",
            "line 3, provider: `passengers` is an external customer, where a department is needed",
            "line 4, consumer: `passenger` is not a department or an external customer; did you \
             mean `passengers`?",
            "line 4, closed_by: `boss` is not a department",
            "line 5, opened_at: `2026-03-02` is no instant, where one such as `2026-03-02 \
             09:00:00` or `2026-03-02T09:00:00+01:00` is needed",
            "line 5, target_met: `often` is neither `yes` nor `no`",
            "line 6, resolved_at: resolved at `2026-03-02T08:59:00+00:00`, before it was opened at \
             `2026-03-02T09:00:00+00:00`",
            "line 7, service: service `crossing` leads from `deck` to `passengers`, not between \
             these two",
        ],
    );
}

#[test]
fn answers_and_scores_are_refused_with_place_and_remedy() {
    assert_refused(
        Surveys,
        "at,party,provider,service,instrument,score,expected,weight\n\
         2026-03-02 09:00,hr,,,stars,3,,\n\
         2026-03-02 09:00,hr,,,csat5,6,,\n\
         2026-03-02 09:00,hr,,,nps,8.5,,\n\
         2026-03-02 09:00,hr,,,nps,11,,\n\
         2026-03-02 09:00,hr,,,servqual7,5,,\n\
         2026-03-02 09:00,hr,deck,,csat5,5,,\n\
         2026-03-02 09:00,hr,,crossing,csat5,5,,0\n",
        &[
            "line 2, instrument: `stars` is no instrument, where `csat5`, `csat7`, `csat10`, `nps`, \
             `ces7`, `servperf7`, `servqual7` or a scale such as `1..5`, of 1,000 steps at most, is \
             needed",
            "line 3, score: `6` is outside 1..=5 of csat5",
            "line 4, score: `8.5` is outside 0..=10 of nps",
            "line 5, score: `11` is outside 0..=10 of nps",
            "line 6, expected: nothing is stated, where `servqual7` needs what was expected, 1..=7",
            "line 7, service: no one service from `deck` to `hr` is meant; state its id or its name",
            "line 8, service: service `crossing` is received by `passengers`, who did not answer",
        ],
    );
    assert_refused(
        Feedback,
        "at,party,channel,score,scale,weight\n\
         2026-03-02 09:00,hr,chat,93,,\n2026-03-02 09:00,hr,chat,6,1..5,\n\
         2026-03-02 09:00,hr,chat,1,5..1,\n2026-03-02 09:00,hr,chat,0.5,,-1\n\
         2026-03-02 09:00,hr,,0.5,,\n",
        &[
            "line 2, score: `93` is outside 0..=1; per cent are written `0.93` or `93%`",
            "line 3, score: `6` is outside 1..=5",
            "line 4, scale: `5..1` is no scale, where one such as `1..5` is needed",
            "line 5, weight: `-1` is outside 1e-9..=1e9",
            "line 6, channel: nothing is stated, where `channel` is needed",
        ],
    );
}

#[test]
fn indicators_and_judgements_are_refused_with_place_and_remedy() {
    assert_refused(
        Indicators,
        "at,party,service,observed,capability,condition,value\n\
         2026-03-02 09:00,hr,it-hr,0.5,,,\n\
         2026-03-02 09:00,hr,,0.5,0.5,,\n\
         2026-03-02 09:00,hr,,,,,\n\
         2026-03-02 09:00,hr,,,,0.5,\n\
         2026-03-02 09:00,,it-hr,0.5,,,\n\
         2026-03-02 09:00,passengers,,,0.5,,\n\
         2026-03-02 09:00,hr,,1.5,,,\n\
         2026-03-02 09:00,hr,,,,,0\n\
         2026-03-02 09:00,,it-hrr,,,0.5,\n",
        &[
            "line 2, party: party `hr` and service `it-hr` are both stated, where exactly one is \
             needed",
            "line 3: several of `observed`, `capability`, `condition`, `quality`, `value` are \
             stated, where exactly one is needed",
            "line 4: none of `observed`, `capability`, `condition`, `quality`, `value` are stated, \
             where exactly one is needed",
            "line 5, condition: `hr` is a party, where only services have a condition",
            "line 6, service: `it-hr` is a service, whose reading is its `condition`",
            "line 7, party: `passengers` is an external customer, where a department is needed",
            "line 8, observed: `1.5` is outside 0..=1; per cent are written `0.015` or \
             `1.5%`",
            "line 9, value: `0` is outside 1e-12..=1e15",
            "line 10, service: `it-hrr` is not a service; did you mean `it-hr`?",
        ],
    );
    let doubled = "at,party,observed\n2026-03-02 09:00,hr,0.5\n2026-03-02 10:00:00+01:00,hr,0.6\n";
    let doubled = doubled.replace(" 10", "T10");
    assert_refused(
        Indicators,
        &doubled,
        &[
            "line 3, at: `hr` is read at `2026-03-02T09:00:00+00:00` in line 2 already, as `0.5` and \
           now as `0.6`, where one reading is needed; leave one out",
        ],
    );
    assert_refused(
        Judgements,
        "kind,service,low,likely,high,remaining,provider,provider_left,consumer,consumer_left,\
         other,ratio,value\n\
         guess,it-hr,,,,,,,,,,,\nthree_point,it-hr,0.5,0.4,0.9,,,,,,,,\n\
         remaining,it-hrr,,,,0.5,,,,,,,\nepisode,,,,,,it,1,hr,0.5,,,\n\
         pairwise,it-deck,,,,,,,deck,,it-hr,0,\ntotal,,,,,,,,deck,,,,80\n",
        &[
            "line 2, kind: `guess` is no kind of judgement, where `three_point`, `remaining`, \
             `episode`, `pairwise` or `total` is needed",
            "line 3, likely: `0.4` is outside `low`..=`high`",
            "line 4, service: `it-hrr` is not a service; did you mean `it-hr`?",
            "line 5, provider_left: `1` is outside 0..1, without its upper end",
            "line 6, other: service `it-hr` is received by `hr`, not by `deck`",
            "line 6, ratio: `0` is outside 1e-6..=1e6",
            "line 7, value: `80` is outside 0..=1; per cent are written `0.8` or `80%`",
        ],
    );
}

#[test]
fn faults_of_shape_stop_the_reading() {
    let refused = |table, text| builder(table, text).unwrap_err().to_string();
    assert_eq!(
        refused(Tickets, "provider,opened_at\n"),
        "line 1: the header lacks `consumer`, where the columns `provider`, `consumer` and \
         `opened_at` are needed, separated by commas, semicolons or tabs; other names are mapped, \
         as in `at=time`"
    );
    assert_eq!(
        refused(Feedback, "at,party,channel,score\n2026-03-02 09:00,hr\n"),
        "line 2: the row has 2 cells, where the header has 4 columns"
    );
}

#[test]
fn columns_are_mapped_and_rows_chosen() {
    let table = "Assignee;Requester;Created;state;Colour\nit;hr;2026-03-02 09:00;done;red\n\
                 it;hr;2026-03-02 09:00;new;red\n;hr;2026-03-02 09:00;done;red\n";
    let view = TableView::default()
        .column("provider", "assignee")
        .column("consumer", "requester")
        .column("opened_at", "created")
        .only("state", "done");
    let mut builder = knockon::evidence::Evidence::builder(&organisation());
    let options = HistoryOptions::default().view(view);
    evidence_from_reader(Tickets, table.as_bytes(), &options, &mut builder).unwrap();
    let evidence = builder.build().unwrap();
    assert_eq!(evidence.counts()[0], 1);
    assert_eq!(
        evidence.notes(),
        [
            "columns of tickets that are not read: `state`, `Colour`",
            "tickets that name no provider or no consumer, and are left out: 1"
        ]
    );
}

#[test]
fn instants_and_volumes_have_limits() {
    assert_refused(
        Indicators,
        "at,party,observed,volume\n1850-03-02 09:00,hr,0.5,\n2026-03-02 09:00,hr,0.5,1e16\n\
         2026-03-03 09:00,hr,0.5,-1\n",
        &[
            "line 2, at: `1850-03-02T09:00:00+00:00` is outside 1900 to 2190",
            "line 3, volume: `10000000000000000` is outside 0..=1e15",
            "line 4, volume: `-1` is outside 0..=1e15",
        ],
    );
    assert_refused(
        Judgements,
        "kind,at,provider,provider_left,consumer,consumer_left,sd\n\
         episode,2300-03-02 09:00,it,0.5,hr,0.8,\nepisode,,it,0.5,hr,0.8,2\n",
        &[
            "line 2, at: `2300-03-02T09:00:00+00:00` is outside 1900 to 2190",
            "line 3, sd: `2` is outside 0..=1",
        ],
    );
}

#[test]
fn indicators_of_another_file_or_a_program_are_doubled_as_well() {
    let table = "at,party,capability\n2026-03-02 09:00,hr,0.5\n";
    let mut builder = builder(Indicators, table).unwrap();
    builder.begin_file("other.csv");
    evidence_from_reader(Indicators, table.as_bytes(), &HistoryOptions::default(), &mut builder)
        .unwrap();
    let nine = "2026-03-02T09:00:00Z".parse().unwrap();
    let it = || Subject::Party("it".to_owned());
    builder.begin_file("");
    for value in [IndicatorValue::Observed(0.25), IndicatorValue::Observed(1.0)] {
        builder.indicator(&IndicatorReading::new(nine, it(), value));
    }
    // What a department delivers and what it could do are two things.
    builder.indicator(&IndicatorReading::new(nine, it(), IndicatorValue::Capability(1.0)));
    let refused = builder.build().unwrap_err().to_string();
    let mut refused: Vec<_> = refused.lines().collect();
    refused.sort_unstable();
    assert_eq!(
        refused,
        [
            "`it` is read at `2026-03-02T09:00:00+00:00` twice, as `0.25` and now as `1`, where one \
             reading is needed; leave one out",
            "other.csv, line 2, at: `hr` is read at `2026-03-02T09:00:00+00:00` in line 2 of table.csv \
             already, as `0.5` and now as `0.5`, where one reading is needed; leave one out",
        ]
    );
}
