//! What phones put behind a photograph: films, pictures for HDR screens, identifiers.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};
use upbeat_domain::code::Code;
use upbeat_domain::media::{MediaKind, Step};
use upbeat_testkit::media::{Film, LADYBIRD, Photo, ffprobe, heic};

use crate::workshop::{Workshop, assert_alike, assert_private, framed, free, image, names};

fn exiftool(arguments: &[&str], file: &Path) -> Result<()> {
    let done =
        Command::new("exiftool").args(["-q", "-overwrite_original"]).args(arguments).arg(file).output()?;
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}

/// Writes a phone's XMP as it is: names that exiftool doesn't know yet are among it.
fn xmp(shop: &Workshop, attributes: &str, inner: &str, file: &Path) -> Result<()> {
    let packet = format!(
        r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:GCamera="http://ns.google.com/photos/1.0/camera/"
         xmlns:Container="http://ns.google.com/photos/1.0/container/"
         xmlns:Item="http://ns.google.com/photos/1.0/container/item/"
         xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" {attributes}>{inner}</rdf:Description>
        </rdf:RDF></x:xmpmeta>"#
    );
    let words = shop.folder().join("words.xmp");
    std::fs::write(&words, packet)?;
    exiftool(&[&format!("-xmp<={}", words.display())], file)
}

fn append(file: &Path, parts: &[&[u8]]) -> Result<()> {
    std::fs::write(file, [&[&std::fs::read(file)?[..]], parts].concat().concat())?;
    Ok(())
}

/// A photograph and the bytes of a film of one second.
fn pair(shop: &Workshop, name: &str) -> Result<(PathBuf, Vec<u8>)> {
    let photo = Photo { from: LADYBIRD, upright_px: (800, 600), private: true, ..Photo::default() };
    let film =
        Film { seconds: 1, stored_px: (320, 240), ..Film::default() }.write(shop.folder(), "inside.mp4")?;
    Ok((photo.write(shop.folder(), name)?, std::fs::read(film)?))
}

/// The picture is used, the film is told and can be taken out whole.
fn assert_motion_photo(shop: &Workshop, file: &Path, film: &[u8]) -> Result<()> {
    let info = shop.probe(file)?;
    assert_eq!((info.kind, info.frames), (MediaKind::Image, 1), "{}", file.display());
    assert_eq!(info.inside.film_bytes, Some(film.len() as u64), "{}", file.display());
    let out = shop.folder().join("taken-out.mp4");
    shop.engine.film_inside(file, &out)?;
    assert_eq!(std::fs::read(&out)?, film, "the film is whole");
    assert_eq!(ffprobe(&out, "v", "stream=codec_name")?[0].1, "h264");
    let made = shop.make(file, image(free(2000)))?;
    assert!(std::fs::metadata(&made.path)?.len() < std::fs::metadata(file)?.len());
    assert!(shop.probe(&made.path)?.inside.film_bytes.is_none(), "nothing goes out behind the picture");
    assert_private(&made.path)
}

#[test]
fn the_film_of_a_motion_photo_is_told_and_taken_out() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let (old, film) = pair(&shop, "MVIMG_1.jpg")?;
    let offset = format!("-XMP-GCamera:MicroVideoOffset={}", film.len());
    exiftool(&["-XMP-GCamera:MicroVideo=1", "-XMP-GCamera:MicroVideoVersion=1", &offset], &old)?;
    append(&old, &[&film])?;
    assert_motion_photo(&shop, &old, &film)?;
    let (new, film) = pair(&shop, "PXL_1.MP.jpg")?;
    let directory = format!(
        r#"<Container:Directory><rdf:Seq>
        <rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="image/jpeg" Item:Semantic="Primary"/></rdf:li>
        <rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="video/mp4" Item:Semantic="MotionPhoto"
         Item:Length="{}" Item:Padding="0"/></rdf:li></rdf:Seq></Container:Directory>"#,
        film.len()
    );
    xmp(&shop, r#"GCamera:MotionPhoto="1" GCamera:MotionPhotoVersion="1""#, &directory, &new)?;
    append(&new, &[&film])?;
    assert_motion_photo(&shop, &new, &film)?;
    let (samsung, film) = pair(&shop, "20261122_1.jpg")?;
    append(
        &samsung,
        &[&[0, 0, 0x30, 0x0A, 16, 0, 0, 0], b"MotionPhoto_Data", &film, b"SEFHj\0\0\0\x01\0\0\0SEFT"],
    )?;
    assert_motion_photo(&shop, &samsung, &film)?;
    let phone = heic(shop.folder(), "motion.heic", "640x480!")?;
    let size = u32::try_from(film.len() + 8)?.to_be_bytes();
    append(&phone, &[&size, b"mpvd", &film])?;
    let info = shop.probe(&phone)?;
    assert_eq!(info.inside.film_bytes, Some(film.len() as u64));
    let out = shop.folder().join("of-heic.mp4");
    shop.engine.film_inside(&phone, &out)?;
    assert_eq!(std::fs::read(out)?, film);
    Ok(())
}

#[test]
fn a_photograph_without_a_film_gives_none() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let (file, _) = pair(&shop, "plain.jpg")?;
    exiftool(&["-XMP-GCamera:MicroVideo=1", "-XMP-GCamera:MicroVideoOffset=999"], &file)?;
    append(&file, &[b"what lies here is no film"])?;
    assert_eq!(shop.probe(&file)?.inside.film_bytes, None);
    let error = shop.engine.film_inside(&file, &shop.folder().join("none.mp4")).unwrap_err();
    assert_eq!(error.code(), Code::MediaWrongKind);
    Ok(())
}

#[test]
fn a_picture_for_hdr_screens_is_left_out_and_told() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let photo = Photo { from: LADYBIRD, upright_px: (800, 600), ..Photo::default() };
    let file = photo.write(shop.folder(), "ultra-hdr.jpg")?;
    let map = Photo { upright_px: (200, 150), ..photo }.write(shop.folder(), "map.jpg")?;
    xmp(&shop, r#"hdrgm:Version="1.0""#, "", &file)?;
    append(&file, &[&std::fs::read(map)?])?;
    assert!(shop.probe(&file)?.inside.gain_map);
    for output in [free(2000), framed(400, 400)] {
        let made = shop.make(&file, image(output))?;
        assert!(made.steps.contains(&Step::GainMapDropped), "{:?}", names(&made.steps));
        assert!(!shop.probe(&made.path)?.inside.gain_map);
        assert_alike(&shop, &file, &made, 0.93)?;
        assert_private(&made.path)?;
    }
    Ok(())
}
