//! The server: its address, its lock, its end.

use crate::support::{Desk, assert_has, fed};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};

/// A server that runs; it is killed when the test ends.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(desk: &Desk) -> Server {
        let mut command = desk.stufe(&["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.strip_prefix("Stufe is ready: http://").unwrap_or_else(|| {
            let mut told = String::new();
            let _ = child.stderr.as_mut().unwrap().read_to_string(&mut told);
            panic!("no address: {line}{told}")
        });
        Server { address: address.trim_end().to_owned(), child }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn signal(mut self, name: &str) -> (ExitStatus, String) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
        let mut told = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        (self.child.wait().unwrap(), told)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn check_a_life(desk: &Desk) {
    let server = Server::start(desk);
    assert!(!server.address.ends_with(":0"), "the real port: {}", server.address);
    assert_has(&server.get("/healthz"), &["HTTP/1.1 200"]);
    // Others work on the same data meanwhile.
    desk.ok(&["user", "add", "--email", "a@example.org", "--name", "A", "--role", "admin"]);
    let mail = "From: a@example.org\nSubject: Drucker\nMessage-ID: <a@b>\n\nBrennt.\n";
    let taken = fed(&mut desk.stufe(&["mail", "ingest"]), mail);
    assert_eq!(String::from_utf8_lossy(&taken.stdout), "ticket #1\n");
    assert_has(&desk.ok(&["check"]), &["nothing is wrong"]);
    let (ended, told) = server.signal("-TERM");
    assert!(ended.success(), "{ended}: {told}");
    assert!(!told.contains("ERROR") && !told.contains("WARN"), "{told}");
    let verdict = desk.json(&["check"]);
    assert_eq!((&verdict["clean"], &verdict["unsealed"]), (&true.into(), &0.into()));
    let (ended, told) = Server::start(desk).signal("-INT");
    assert!(ended.success() && !told.contains("user add"), "somebody can sign in: {told}");
}

#[test]
fn it_serves_beside_other_commands_and_seals_everything_at_its_end() {
    check_a_life(&Desk::sqlite());
    if let Some(desk) = Desk::postgres() {
        check_a_life(&desk);
    }
}

#[test]
fn one_directory_has_one_server_even_after_a_kill() {
    let desk = Desk::sqlite();
    let first = Server::start(&desk);
    let second = ["serve", "--listen", "127.0.0.1:0"];
    assert_has(&desk.fails(1, &second), &["another stufe serve", "--data"]);
    let (ended, _) = first.signal("-KILL");
    assert!(!ended.success());
    assert_has(&Server::start(&desk).get("/healthz"), &["HTTP/1.1 200"]);
}

#[test]
fn an_address_that_cannot_be_had_is_named() {
    let desk = Desk::sqlite();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap().to_string();
    let told = desk.fails(1, &["serve", "--listen", &address]);
    assert_has(&told, &[&address, "in use by another program", "--listen"]);
    assert_has(&desk.fails(1, &["serve", "--listen", "nowhere"]), &["nowhere", "--listen"]);
}

#[test]
fn log_lines_can_be_json() {
    let desk = Desk::sqlite();
    let mut command = desk.stufe(&["serve", "--listen", "127.0.0.1:0", "--log-format", "json"]);
    command.args(["--log", "debug"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let server = Server { child, address: String::new() };
    let (_, told) = server.signal("-TERM");
    let logged = told.lines().filter(|line| line.starts_with('{'));
    let logged: Vec<serde_json::Value> =
        logged.map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(logged.iter().any(|line| line["fields"]["message"] == "stopping"), "{told}");
}
