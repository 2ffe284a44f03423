//! Line ends as one kind: the reader of CSV counts lines by `\n` alone, and a refused line is told
//! by its number.

use std::io::{BufRead, BufReader, Read, Result};

/// Gives each line with a plain `\n` at its end, the last one too.
pub(crate) struct PlainLines<R> {
    input: BufReader<R>,
    line: Vec<u8>,
    given: usize,
}

impl<R: Read> PlainLines<R> {
    /// Over an input with line ends of any kind.
    pub(crate) fn new(input: R) -> Self {
        Self { input: BufReader::new(input), line: Vec::new(), given: 0 }
    }
}

impl<R: Read> Read for PlainLines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if self.given == self.line.len() {
            self.line.clear();
            self.given = 0;
            if self.input.read_until(b'\n', &mut self.line)? == 0 {
                return Ok(0);
            }
            let text = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
            let length = text.strip_suffix(b"\r").unwrap_or(text).len();
            self.line.truncate(length);
            self.line.push(b'\n');
        }
        let rest = &self.line[self.given..];
        let many = rest.len().min(buffer.len());
        buffer[..many].copy_from_slice(&rest[..many]);
        self.given += many;
        Ok(many)
    }
}

/// The number of the line a record begins on: the reader stands behind its last line.
pub(crate) fn first_line(behind: u64, record: &csv::ByteRecord) -> u64 {
    let within: usize = record.iter().flatten().filter(|byte| **byte == b'\n').count();
    behind.saturating_sub(1 + within as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_told_by_the_line_they_begin_on() {
        for log in
            ["a,b\n1,2\n\n\n3,\"x\ny\"\n4,5", "a,b\r\n1,2\r\n\r\n\r\n3,\"x\r\ny\"\r\n4,5\r\n"]
        {
            let mut reader = csv::Reader::from_reader(PlainLines::new(log.as_bytes()));
            let mut record = csv::ByteRecord::new();
            let mut lines = Vec::new();
            while reader.read_byte_record(&mut record).unwrap() {
                lines.push(first_line(reader.position().line(), &record));
            }
            assert_eq!(lines, [2, 5, 7], "{log:?}");
        }
    }
}
