//! A service over HTTP: what customers feel now, events as they come, and what-ifs beside them.
//!
//! The network is shared by all threads and never changes; the live state is locked for a moment,
//! and what-ifs are solved without any lock.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, RwLock};
use std::thread;

use knockon::io::{json, sample};
use knockon::{Error, ErrorKind, Live, Network};
use serde_json::{Map, Value};

struct Service {
    network: Network,
    live: RwLock<Live>,
}

impl Service {
    fn new(network: Network) -> Self {
        let live = RwLock::new(Live::new(&network));
        Self { network, live }
    }

    /// Status and body of an answer.
    fn answer(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let answer = match (method, path) {
            ("GET", "/customers") => Ok(self.customers()),
            ("POST", "/events") => self.event(body),
            ("POST", "/what-if") => self.what_if(body),
            _ => return (404, Value::from("no such path")),
        };
        match answer {
            Ok(value) => (200, value),
            Err(error) => (status_of(&error), Value::from(error.to_string())),
        }
    }

    /// The quality of every external customer at present.
    fn customers(&self) -> Value {
        let live = self.live.read().unwrap();
        let customers = live.assessment();
        let customers = customers.parties().filter(|party| !party.is_department());
        let qualities = customers.map(|it| (it.id().to_string(), Value::from(it.quality().get())));
        Value::Object(qualities.collect::<Map<_, _>>())
    }

    /// Takes an event, and answers who changed.
    fn event(&self, body: &str) -> Result<Value, Error> {
        let event = json::scenario_from_str(body)?;
        let mut live = self.live.write().unwrap();
        let changes = live.change(&event)?;
        Ok(changes.map(|change| Value::from(change.id().to_string())).collect())
    }

    /// Solves a scenario on its own; nobody waits for it.
    fn what_if(&self, body: &str) -> Result<Value, Error> {
        let after = self.network.solve(&json::scenario_from_str(body)?)?;
        let impact = after.converged()?.compared_with(&self.network.baseline())?;
        let felt = impact.customers().map(|felt| (felt.id().to_string(), felt.change().into()));
        Ok(Value::Object(felt.collect::<Map<_, _>>()))
    }
}

/// What a client is told of a refusal.
fn status_of(error: &Error) -> u16 {
    match error.kind() {
        ErrorKind::UnknownId => 404,
        ErrorKind::InvalidValue | ErrorKind::InvalidStatement => 422,
        ErrorKind::TooLarge => 413,
        ErrorKind::Unreadable => 400,
        _ => 500,
    }
}

/// Answers one request after the other, each on a thread of its own.
fn serve(listener: &TcpListener, service: &Arc<Service>) {
    for stream in listener.incoming() {
        let (stream, service) = (stream.unwrap(), Arc::clone(service));
        thread::spawn(move || handle(stream, &service));
    }
}

fn handle(mut stream: TcpStream, service: &Service) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut request = String::new();
    reader.read_line(&mut request).unwrap();
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        match header.trim_end().split_once(": ") {
            Some(("content-length", value)) => length = value.parse().unwrap(),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let mut words = request.split_whitespace();
    let (method, path) = (words.next().unwrap(), words.next().unwrap());
    let (status, answer) = service.answer(method, path, std::str::from_utf8(&body).unwrap());
    let answer = answer.to_string();
    let length = answer.len();
    write!(stream, "HTTP/1.1 {status} \r\ncontent-length: {length}\r\n\r\n{answer}").unwrap();
}

/// Sends a request, and returns status and body of the answer.
fn ask(address: SocketAddr, method: &str, path: &str, body: &str) -> (u16, Value) {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    write!(stream, "{method} {path} HTTP/1.1\r\ncontent-length: {length}\r\n\r\n{body}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap())
}

#[test]
fn events_and_what_ifs_are_answered_side_by_side() {
    let network = sample().compile().unwrap();
    let half = json::scenario_from_str(r#"{ "capability": { "it": 0.5 } }"#).unwrap();
    let expected = network.solve(&half).unwrap();
    let service = Arc::new(Service::new(network));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // The thread ends with the tests.
    thread::spawn(move || serve(&listener, &service));

    let (status, before) = ask(address, "GET", "/customers", "");
    assert_eq!((status, &before["shoppers"]), (200, &Value::from(1.0)));

    let what_ifs: Vec<_> = (0..8)
        .map(|_| {
            let body = r#"{ "capability": { "it": 0.5 } }"#;
            thread::spawn(move || ask(address, "POST", "/what-if", body))
        })
        .collect();
    let (status, changed) = ask(address, "POST", "/events", r#"{ "capability": { "it": 0.5 } }"#);
    assert_eq!(status, 200);
    assert!(changed.as_array().unwrap().contains(&Value::from("shoppers")));
    for what_if in what_ifs {
        let (status, felt) = what_if.join().unwrap();
        let change = expected.quality("shoppers").unwrap().get() - 1.0;
        assert_eq!((status, felt["shoppers"].as_f64()), (200, Some(change)));
    }

    // The state that events led to is that of a full solve, bit for bit.
    let (_, after) = ask(address, "GET", "/customers", "");
    for (id, quality) in after.as_object().unwrap() {
        assert_eq!(quality.as_f64(), expected.quality(id).map(f64::from), "{id}");
    }

    for (body, refused) in [
        (r#"{ "capability": { "nobody": 0.5 } }"#, 404),
        (r#"{ "capability": { "it": 2 } }"#, 422),
        ("{", 400),
    ] {
        assert_eq!(ask(address, "POST", "/events", body).0, refused, "{body}");
    }
    assert_eq!(ask(address, "GET", "/nothing", "").0, 404);
}
