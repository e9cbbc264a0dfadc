//! An evidence pack with one byte of it changed: each is found, by the pack's own checker and by the program.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Desk, ran};

/// Flips bytes of a folder one at a time, and names each flip that the checker passes. It is the checker as it is
/// shipped, loaded once: a process a flip would take an hour.
const DRIVER: &str = r#"
import contextlib, importlib.util, io, pathlib, random, sys
checker, folder, first, sample = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
spec = importlib.util.spec_from_file_location("checker", checker)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)

def verdict():
    module.broken.clear()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return module.main([str(folder)])

files = sorted(folder.iterdir())
places = [(f, n) for f in files for n in range(f.stat().st_size)]
chance = random.Random(20261125)
chosen = places[:first] + chance.sample(places[first:], min(sample, len(places) - first))
assert verdict() == 4
silent = 0
for path, at in chosen:
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[at] ^= 1 << chance.randrange(8)
    path.write_bytes(flipped)
    if verdict() != 3:
        silent += 1
        print("silent:", path.name, at)
    path.write_bytes(whole)
assert verdict() == 4
print(f"{len(chosen) - silent} of {len(chosen)} flips found")
"#;

fn pack() -> (Desk, PathBuf) {
    let desk = Desk::new();
    for days in ["3", "4", "5"] {
        desk.run(&["settings", "flag-days", days]).expect(0);
    }
    let folder = desk.path("pack");
    desk.run(&["log", "pack", "--out", &folder.to_string_lossy()]).expect(0);
    (desk, folder)
}

fn flipped(first: usize, sample: usize) {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: there is no python3");
        return;
    }
    let (desk, folder) = pack();
    let checker = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/pack/verify.py");
    let driver = desk.write("driver.py", DRIVER);
    let mut command = Command::new("python3");
    command.arg(driver).arg(checker).arg(&folder).arg(first.to_string()).arg(sample.to_string());
    let said = ran(&mut command).expect(0);
    println!("{}", said.out.trim());
    let last = said.out.lines().last().unwrap_or_default();
    assert_eq!(last, format!("{0} of {0} flips found", first + sample), "{}", said.out);
}

/// The program's own check, on so many bytes spread over the folder.
fn found_by_the_program(count: usize) {
    let (desk, folder) = pack();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).expect("a folder").map(|e| e.expect("a file").path()).collect();
    files.sort();
    let sizes: Vec<usize> = files.iter().map(|f| std::fs::read(f).expect("a file").len()).collect();
    let all: usize = sizes.iter().sum();
    for n in 0..count {
        let mut at = n * all / count;
        let file = sizes.iter().position(|size| {
            let here = at < *size;
            if !here {
                at -= size;
            }
            here
        });
        let path = &files[file.expect("a place")];
        let whole = std::fs::read(path).expect("a file");
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (n % 8);
        std::fs::write(path, &flipped).expect("a file");
        let ran = desk.run(&["log", "verify", "--export", &folder.to_string_lossy()]);
        assert_eq!(ran.code, 3, "byte {at} of {}: {ran:?}", path.display());
        std::fs::write(path, &whole).expect("a file");
    }
    desk.run(&["log", "verify", "--export", &folder.to_string_lossy()]).expect(0);
    println!("{count} of {count} flips found by the program");
}

#[test]
fn a_byte_that_is_changed_in_a_pack_is_found() {
    flipped(600, 500);
    found_by_the_program(20);
}

#[test]
#[ignore = "two minutes: run it with -- --ignored"]
fn ten_thousand_bytes_changed_in_a_pack_are_found() {
    flipped(10_000, 4_000);
    found_by_the_program(200);
}
