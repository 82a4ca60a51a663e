//! A scheduler and two executors as processes, on ports that the system gives.

use std::fs;
use std::io::Read;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use ballista::prelude::SessionContextExt;
use datafusion::error::DataFusionError;
use datafusion::prelude::{ParquetReadOptions, SessionContext};
use tempfile::TempDir;

const HOST: &str = "127.0.0.1";
pub(crate) const EXECUTORS: usize = 2;
/// How long processes have to start, and answers to come.
const PATIENCE: Duration = Duration::from_mins(2);
const MOMENT: Duration = Duration::from_millis(20);

/// A process that ends with this value.
struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    fn start(program: &str, arguments: &[String], log: PathBuf) -> Self {
        let output = fs::File::create(&log).unwrap();
        let child = Command::new(program)
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(output)
            .spawn()
            .unwrap();
        Self { child, log }
    }

    fn end(&mut self) {
        // One that has ended already is no fault.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// What the process said, if it has ended.
    fn ended(&mut self) -> Option<String> {
        self.child.try_wait().unwrap()?;
        let mut said = String::new();
        fs::File::open(&self.log).unwrap().read_to_string(&mut said).unwrap();
        Some(said)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// A scheduler and its executors.
pub(crate) struct Cluster {
    scheduler: Process,
    port: u16,
    executors: Vec<Process>,
    folder: TempDir,
}

/// A port that nobody listens on.
fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

fn is_open(port: u16) -> bool {
    std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// Waits until something is so.
///
/// # Panics
///
/// After two minutes.
pub(crate) async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let waited = async {
        while !is_so() {
            tokio::time::sleep(MOMENT).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, waited).await.is_ok(), "not within two minutes: {what}");
}

/// The answer of a query, or what failed.
///
/// # Panics
///
/// After two minutes without either.
pub(crate) async fn in_time<T>(
    answer: impl Future<Output = Result<T, DataFusionError>>,
) -> Result<T, DataFusionError> {
    tokio::time::timeout(PATIENCE, answer).await.expect("an answer within two minutes")
}

impl Cluster {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let option = |name: &str, value: String| [format!("--{name}"), value];
        let scheduler = [
            option("bind-host", HOST.to_owned()),
            option("external-host", HOST.to_owned()),
            option("bind-port", port.to_string()),
            option("executor-timeout-seconds", "4".to_owned()),
            option("expire-dead-executor-interval-seconds", "1".to_owned()),
        ];
        let log = folder.path().join("scheduler.log");
        let program = env!("CARGO_BIN_EXE_scheduler");
        let mut scheduler = Process::start(program, &scheduler.concat(), log);
        until("the scheduler listens", || {
            assert_eq!(scheduler.ended(), None, "the scheduler ended");
            is_open(port)
        })
        .await;
        let mut cluster = Self { scheduler, port, executors: Vec::new(), folder };
        for number in 0..EXECUTORS {
            cluster.add_executor(number).await;
        }
        cluster
    }

    async fn add_executor(&mut self, number: usize) {
        let work = self.work(number);
        fs::create_dir(&work).unwrap();
        let (data, orders) = (free_port(), free_port());
        let option = |name: &str, value: String| [format!("--{name}"), value];
        let arguments = [
            option("scheduler-host", HOST.to_owned()),
            option("scheduler-port", self.port.to_string()),
            option("bind-host", HOST.to_owned()),
            option("external-host", HOST.to_owned()),
            option("bind-port", data.to_string()),
            option("bind-grpc-port", orders.to_string()),
            option("vcores", "2".to_owned()),
            option("executor-heartbeat-interval-seconds", "1".to_owned()),
            option("work-dir", work.to_str().unwrap().to_owned()),
        ];
        let log = self.folder.path().join(format!("executor_{number}.log"));
        let program = env!("CARGO_BIN_EXE_executor");
        let mut executor = Process::start(program, &arguments.concat(), log);
        until("an executor listens", || {
            assert_eq!(executor.ended(), None, "an executor ended");
            is_open(data) && is_open(orders)
        })
        .await;
        self.executors.push(executor);
    }

    fn work(&self, executor: usize) -> PathBuf {
        self.folder.path().join(format!("work_{executor}"))
    }

    /// Whether an executor has written what others will read.
    pub(crate) fn has_worked(&self, executor: usize) -> bool {
        fn has_files(folder: &Path) -> bool {
            fs::read_dir(folder).into_iter().flatten().flatten().any(|entry| {
                let path = entry.path();
                if path.is_dir() { has_files(&path) } else { true }
            })
        }
        has_files(&self.work(executor))
    }

    /// Stops an executor without a farewell.
    pub(crate) fn lose(&mut self, executor: usize) {
        self.executors[executor].end();
    }

    /// Whether the scheduler and an executor are there.
    pub(crate) fn is_up(&mut self) -> bool {
        self.scheduler.ended().is_none()
            && self.executors.iter_mut().any(|executor| executor.ended().is_none())
    }

    /// A session of the cluster with the tables of a folder, each a folder of Parquet.
    pub(crate) async fn session(&self, tables: &Path) -> SessionContext {
        let context = SessionContext::remote(&format!("df://{HOST}:{}", self.port)).await.unwrap();
        for name in ["customers", "departments"] {
            let path = tables.join(name);
            let options = ParquetReadOptions::default();
            context.register_parquet(name, path.to_str().unwrap(), options).await.unwrap();
        }
        context
    }
}
