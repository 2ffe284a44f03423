//! Bundles the stylesheets and scripts, names each asset by its content and compresses it.
//!
//! One file per component is for people; a page loads one stylesheet and one module. The tree is
//! small enough that concatenating is all the bundling there is: the layers of the stylesheets make
//! their order irrelevant, and the scripts are modules that import each other by relative path.

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The layers' files, in the order of the cascade.
const LAYERS: [&str; 8] = [
    "layers.css",
    "reset.css",
    "tokens.css",
    "base.css",
    "layout",
    "components",
    "pages",
    "utilities.css",
];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=templates");
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    let assets = [
        ("STYLE", "stufe.css", "text/css; charset=utf-8", styles()?),
        ("SCRIPT", "stufe.js", "text/javascript; charset=utf-8", scripts()?),
        ("ICONS", "icons.svg", "image/svg+xml", fs::read_to_string("assets/icons.svg")?),
        ("FAVICON", "favicon.svg", "image/svg+xml", fs::read_to_string("assets/favicon.svg")?),
    ];
    let mut table = String::new();
    let mut all = String::new();
    for (constant, name, kind, content) in assets {
        let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
        let digest = Sha256::digest(content.as_bytes());
        let hash: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        fs::write(out.join(name), &content)?;
        fs::write(out.join(format!("{name}.br")), brotli(content.as_bytes())?)?;
        fs::write(out.join(format!("{name}.gz")), gzip(content.as_bytes())?)?;
        let path = format!("/assets/{stem}-{hash}.{extension}");
        let _ = writeln!(
            table,
            "/// Where `{name}` is.\npub(crate) const {constant}: &str = \"{path}\";"
        );
        let include =
            |name: &str| format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\"))");
        let _ = writeln!(
            all,
            "    Asset {{ path: \"{path}\", etag: \"\\\"{hash}\\\"\", kind: \"{kind}\", \
             plain: {}, brotli: {}, gzip: {} }},",
            include(name),
            include(&format!("{name}.br")),
            include(&format!("{name}.gz")),
        );
    }
    let _ = writeln!(table, "\n/// Everything that is served.\nconst ALL: &[Asset] = &[\n{all}];");
    fs::write(out.join("assets.rs"), table)?;
    fs::write(out.join("locales.rs"), locales()?)
}

/// Every stylesheet, and the percentages that templates write as `data-pc`.
fn styles() -> io::Result<String> {
    let mut style = String::new();
    for layer in LAYERS {
        for file in files(&Path::new("assets/css").join(layer), "css")? {
            style.push_str(&fs::read_to_string(file)?);
        }
    }
    style.push_str("@layer utilities {\n");
    for percent in 0..=100 {
        let _ = writeln!(style, "[data-pc=\"{percent}\"] {{ --pc: {percent}%; }}");
    }
    style.push_str("}\n");
    Ok(style)
}

/// `main.js` and everything it imports as one module: each file once, after what it imports.
fn scripts() -> io::Result<String> {
    let mut bundle = Bundle::default();
    bundle.add(Path::new("assets/js/main.js"))?;
    Ok(bundle.text)
}

#[derive(Default)]
struct Bundle {
    text: String,
    seen: BTreeSet<PathBuf>,
    names: BTreeSet<String>,
}

impl Bundle {
    fn add(&mut self, path: &Path) -> io::Result<()> {
        if !self.seen.insert(path.to_owned()) {
            return Ok(());
        }
        let mut own = String::new();
        for line in fs::read_to_string(path)?.lines() {
            if let Some(import) = line.strip_prefix("import ") {
                let target = import.split('\'').nth(1).and_then(|it| it.strip_prefix("./"));
                let target = target.ok_or_else(|| broken(path, line, "imports no neighbour"))?;
                self.add(&path.with_file_name(target))?;
                continue;
            }
            let line = line.strip_prefix("export ").unwrap_or(line);
            if let Some(name) = declared(line)
                && !self.names.insert(name.to_owned())
            {
                return Err(broken(path, line, "declares a name that another file has"));
            }
            own.push_str(line);
            own.push('\n');
        }
        self.text.push_str(&own);
        Ok(())
    }
}

/// The name that a line declares for the whole module.
fn declared(line: &str) -> Option<&str> {
    let keywords = ["function ", "async function ", "const ", "let ", "class "];
    let rest = keywords.iter().find_map(|keyword| line.strip_prefix(keyword))?;
    rest.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').next()
}

fn broken(path: &Path, line: &str, what: &str) -> io::Error {
    io::Error::other(format!("{}: {what}: {line}", path.display()))
}

/// A file itself, or the files of a directory with that ending, by name.
fn files(path: &Path, extension: &str) -> io::Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path()));
    let mut files = entries.collect::<io::Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|it| it == extension));
    files.sort();
    Ok(files)
}

/// The texts of each language, as a constant per language.
fn locales() -> io::Result<String> {
    let mut table = String::new();
    for (constant, language) in [("DE", "de"), ("EN", "en")] {
        let _ = writeln!(table, "const {constant}: &[&str] = &[");
        for file in files(&Path::new("locales").join(language), "ftl")? {
            let file = fs::canonicalize(file)?;
            let _ = writeln!(table, "    include_str!({file:?}),");
        }
        table.push_str("];\n");
    }
    Ok(table)
}

fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let parameters = BrotliEncoderParams { quality: 11, ..BrotliEncoderParams::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}
