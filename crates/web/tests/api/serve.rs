//! On a real socket: served until it is told to stop, and nothing is cut off that can end.

use crate::desk::Desk;
use serde_json::json;
use std::time::{Duration, Instant};
use store::testing::TestDb;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

async fn say(address: std::net::SocketAddr, words: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(words.as_bytes()).await.unwrap();
    stream
}

/// Reads until the text holds what is looked for.
async fn hear(stream: &mut TcpStream, wanted: &str) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    while !text.contains(wanted) {
        let read = tokio::time::timeout(Duration::from_secs(10), stream.read(&mut buffer));
        let read = read.await.expect("something to read").unwrap();
        assert!(read > 0, "ended before {wanted:?}: {text}");
        text.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
    }
    text
}

#[test]
fn it_serves_until_it_is_told_to_stop() {
    let test = TestDb::sqlite();
    let desk = Desk::new(&test);
    let token = desk.as_("anna").token.unwrap();
    let runtime = desk.nobody().runtime;
    let (stop, stopped) = oneshot::channel::<()>();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let app = desk.app();
    let served = runtime.spawn(web::serve(listener, app, async { drop(stopped.await) }));
    let mut live = runtime.block_on(async {
        let mut health = say(address, "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await;
        assert!(hear(&mut health, "\"ok\"").await.starts_with("HTTP/1.1 200 OK"));
        let mut junk = say(address, "NONSENSE\r\n\r\n").await;
        assert!(hear(&mut junk, "\r\n\r\n").await.starts_with("HTTP/1.1 400"));
        let head = format!(
            "GET /api/v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\r\n"
        );
        let mut live = say(address, &head).await;
        assert!(hear(&mut live, "text/event-stream").await.starts_with("HTTP/1.1 200 OK"));
        live
    });
    // Written by another process, as it were: the stream of this one still hears of it.
    desk.as_("rita").post("/tickets", json!({ "subject": "S", "body": "B" })).expect(201);
    runtime.block_on(async {
        hear(&mut live, "event: created").await;
        let began = Instant::now();
        stop.send(()).unwrap();
        let mut rest = Vec::new();
        live.read_to_end(&mut rest).await.unwrap();
        served.await.unwrap().unwrap();
        assert!(began.elapsed() < Duration::from_secs(5), "streams end at once");
        assert!(TcpStream::connect(address).await.is_err(), "nobody is let in any more");
    });
}
