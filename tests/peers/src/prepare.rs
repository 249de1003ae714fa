//! A photograph to every rendition of the list, then one line of JSON with what it took.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use moxcms::ColorProfile;
use serde::Deserialize;
use upbeat_domain::media::{Choices, ImageOutput, Output, Recipe};
use upbeat_domain::network::NetworkId;
use upbeat_media::{Cancel, Engine};

#[derive(Deserialize)]
struct Wanted {
    name: String,
    width: u32,
    height: u32,
    fit: String,
    max_bytes: u64,
}

impl Wanted {
    fn recipe(&self) -> Recipe {
        let output = ImageOutput {
            frame_px: (self.fit == "cover").then_some((self.width, self.height)),
            max_width_px: Some(self.width),
            max_height_px: Some(self.height),
            max_pixels: None,
            min_width_px: None,
            min_height_px: None,
            min_aspect: None,
            max_aspect: None,
            mimes: vec!["image/jpeg".to_owned()],
            max_bytes: self.max_bytes,
            moving: None,
            keeps_display_p3: false,
            safe: None,
        };
        Recipe {
            network: NetworkId::Instagram,
            format: "peer".to_owned(),
            preset: self.name.clone(),
            output: Output::Image(output),
            choices: Choices::default(),
        }
    }
}

/// Writes the colour profiles that the photographs and the other programs use.
pub fn profiles(folder: &Path) -> Result<()> {
    std::fs::write(folder.join("display-p3.icc"), ColorProfile::new_display_p3().encode()?)?;
    Ok(std::fs::write(folder.join("srgb.icc"), ColorProfile::new_srgb().encode()?)?)
}

/// Does the work once.
pub fn once(photo: &Path, folder: &Path, list: &Path) -> Result<()> {
    let (names, recipes) = recipes(list)?;
    let engine = Engine::detect();
    let (started, before_ms) = (Instant::now(), cpu_ms()?);
    let info = engine.probe(photo)?;
    let made = engine.prepare(photo, &info, &recipes, folder, &|_| {}, &Cancel::new());
    let told = tell(started, before_ms);
    for (name, made) in names.iter().zip(made) {
        std::fs::rename(made?.path, folder.join(format!("{name}.jpg")))?;
    }
    told
}

/// Does the work for so many files, one after the other in one process, as a queue does; what they become is thrown
/// away.
pub fn many(photo: &Path, folder: &Path, list: &Path, count: &Path) -> Result<()> {
    let (_, recipes) = recipes(list)?;
    let count: u32 = count.to_str().context("how many?")?.parse()?;
    let engine = Engine::detect();
    let (started, before_ms) = (Instant::now(), cpu_ms()?);
    for _ in 0..count {
        let info = engine.probe(photo)?;
        for made in engine.prepare(photo, &info, &recipes, folder, &|_| {}, &Cancel::new()) {
            std::fs::remove_file(made?.path)?;
        }
    }
    tell(started, before_ms)
}

fn recipes(list: &Path) -> Result<(Vec<String>, Vec<Recipe>)> {
    let wanted: Vec<Wanted> = serde_json::from_slice(&std::fs::read(list)?)?;
    Ok(wanted.iter().map(|wanted| (wanted.name.clone(), wanted.recipe())).unzip())
}

/// Prints what the work took since then.
pub fn tell(started: Instant, before_ms: f64) -> Result<()> {
    let (wall_ms, cpu_ms) = (started.elapsed().as_secs_f64() * 1000.0, cpu_ms()? - before_ms);
    let peak_kib = peak_kib()?;
    println!(r#"{{"wall_ms":{wall_ms},"cpu_ms":{cpu_ms},"peak_kib":{peak_kib}}}"#);
    Ok(())
}

/// Processor time of this process with its threads, milliseconds, in steps of ten (`proc(5)`, `stat`: utime, stime).
pub fn cpu_ms() -> Result<f64> {
    const MS_PER_TICK: f64 = 10.0;
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // Why behind the bracket: the name before it may hold spaces.
    let rest = stat.rsplit_once(") ").context("no name in stat")?.1;
    let fields: Vec<&str> = rest.split(' ').collect();
    ensure!(fields.len() > 12, "stat is short");
    Ok((fields[11].parse::<f64>()? + fields[12].parse::<f64>()?) * MS_PER_TICK)
}

/// The most memory that was held at once, KiB.
fn peak_kib() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
