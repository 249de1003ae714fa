//! Files that are not what they should be. Each ends in a code and a subject; nothing panics.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use upbeat_domain::code::Code;
use upbeat_media::{Engine, Tools};
use upbeat_testkit::media::{Film, GARDEN, Photo, heic, moving_gif, picture};

use crate::workshop::{Workshop, framed, free, image, video};

fn code(shop: &Workshop, file: &Path) -> Option<Code> {
    shop.engine.probe(file).err().map(|error| error.code())
}

#[test]
fn an_empty_file_a_text_and_a_missing_file_are_told_apart() -> Result<()> {
    let shop = Workshop::open()?;
    let file = |name: &str| shop.folder().join(name);
    std::fs::write(file("empty.jpg"), b"")?;
    std::fs::write(file("letter.jpg"), b"Dear Ada, here are the pictures that you asked for.")?;
    std::fs::write(file("noise.mp4"), [7, 1, 9, 200, 3, 77, 0, 254].repeat(100))?;
    std::fs::write(file("page.png"), b"PK\x03\x04\x14\0\x06\0\x08\0[Content_Types].xml")?;
    assert_eq!(code(&shop, &file("empty.jpg")), Some(Code::MediaEmpty));
    assert_eq!(code(&shop, &file("letter.jpg")), Some(Code::MediaUnsupported));
    assert_eq!(code(&shop, &file("noise.mp4")), Some(Code::MediaUnsupported));
    assert_eq!(code(&shop, &file("nowhere.jpg")), Some(Code::MediaUnreadable));
    assert_eq!(code(&shop, shop.folder()), Some(Code::MediaUnreadable), "a folder is no file");
    let error = shop.engine.probe(&file("page.png")).unwrap_err();
    assert_eq!((error.code(), error.subject()), (Code::MediaUnsupported, "page.png"));
    assert_eq!(error.args().get("found").map(String::as_str), Some("ZIP"));
    Ok(())
}

/// The end of the first is missing, and another picture follows: nobody may take the second for a part of the first.
#[test]
fn a_picture_hidden_behind_one_without_an_end_is_damage() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let [one, other] =
        [("one.jpg", "320x200!"), ("other.jpg", "160x120!")].map(|(name, size)| -> Result<_> {
            Ok(std::fs::read(picture(shop.folder(), name, GARDEN, &["-resize", size, "-strip"])?)?)
        });
    let (one, other) = (one?, other?);
    let file = shop.folder().join("two.jpg");
    std::fs::write(&file, [&one[..one.len() - 2], &other].concat())?;
    assert_eq!(code(&shop, &file), Some(Code::MediaDamaged));
    std::fs::write(&file, [one, other].concat())?;
    assert_eq!(shop.probe(&file)?.width_px, 320, "what follows the end is no part of it");
    Ok(())
}

#[test]
fn a_picture_that_was_cut_off_is_damaged() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let strip = &["-resize", "800x600!", "-strip"][..];
    let mut files = vec![moving_gif(shop.folder(), "cut.gif", 3)?];
    for name in ["cut.jpg", "cut.png", "cut.webp"] {
        files.push(picture(shop.folder(), name, GARDEN, strip)?);
    }
    files.push(heic(shop.folder(), "cut.heic", "640x480!")?);
    for file in files {
        let bytes = std::fs::read(&file)?;
        for share in [3, 20, 50, 90, 99] {
            std::fs::write(&file, &bytes[..bytes.len() * share / 100])?;
            let found = match shop.engine.probe(&file) {
                Err(error) => error.code(),
                Ok(info) => {
                    let cancel = upbeat_media::Cancel::new();
                    let recipes = [image(framed(200, 200))];
                    let made = shop.engine.prepare(&file, &info, &recipes, &shop.out(), &|_| {}, &cancel);
                    made[0]
                        .as_ref()
                        .err()
                        .context(format!("{share} % of {} was made", file.display()))?
                        .code()
                }
            };
            assert_eq!(found, Code::MediaDamaged, "{share} % of {}", file.display());
        }
    }
    assert!(shop.left()?.is_empty(), "{:?}", shop.left()?);
    Ok(())
}

/// A PNG whose header says 30,000 × 30,000 px, with a proper checksum and next to no bytes.
fn bomb(side: u32) -> Vec<u8> {
    fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let mut table = 0_u32;
        let named: Vec<u8> = name.iter().chain(body).copied().collect();
        table ^= u32::MAX;
        for byte in &named {
            table ^= u32::from(*byte);
            for _ in 0..8 {
                table = if table & 1 == 1 { (table >> 1) ^ 0xEDB8_8320 } else { table >> 1 };
            }
        }
        let length = u32::try_from(body.len()).unwrap_or_default().to_be_bytes();
        [&length[..], &named, &(table ^ u32::MAX).to_be_bytes()].concat()
    }
    let size = side.to_be_bytes();
    let header = [&size[..], &size, &[8, 2, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &header), chunk(b"IDAT", &[0x78, 1]), chunk(b"IEND", b"")]
        .concat()
}

#[test]
fn thirty_thousand_pixels_square_are_refused_from_the_header() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let png = shop.folder().join("bomb.png");
    std::fs::write(&png, bomb(30_000))?;
    let error = shop.engine.probe(&png).unwrap_err();
    assert_eq!(error.code(), Code::MediaTooLarge);
    assert_eq!(error.args().get("width_px").map(String::as_str), Some("30000"));
    let jpeg = Photo::default().write(shop.folder(), "bomb.jpg")?;
    let mut bytes = std::fs::read(&jpeg)?;
    let frame = bytes.windows(2).position(|w| w == [0xFF, 0xC0]).context("a baseline frame")?;
    bytes[frame + 5..frame + 9].copy_from_slice(&[0x75, 0x30, 0x75, 0x30]);
    std::fs::write(&jpeg, bytes)?;
    assert_eq!(code(&shop, &jpeg), Some(Code::MediaTooLarge));
    Ok(())
}

#[test]
fn four_gigabytes_of_picture_are_refused_unread() -> Result<()> {
    let shop = Workshop::open()?;
    let file = shop.folder().join("huge.jpg");
    let mut sparse = std::fs::File::create(&file)?;
    sparse.write_all(&[0xFF, 0xD8, 0xFF, 0xE0])?;
    sparse.set_len(4 << 30)?;
    let error = shop.engine.probe(&file).unwrap_err();
    assert_eq!(error.code(), Code::MediaTooLarge);
    assert_eq!(error.args().get("bytes"), Some(&(4_u64 << 30).to_string()));
    Ok(())
}

const SVG: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'><g opacity='.5' transform='rotate(5)'>\
    <path d='M1 1L9 9C3 3 4 4 9 1Z' fill='url(#g)'/><linearGradient id='g'><stop stop-color='red'/></linearGradient></g>\
    </svg>";

#[test]
fn scrambled_bytes_never_panic() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let resize = &["-resize", "320x240!"][..];
    let mut files = vec![
        Photo { upright_px: (320, 240), display_p3: true, private: true, ..Photo::default() }
            .write(shop.folder(), "s.jpg")?,
        moving_gif(shop.folder(), "s.gif", 2)?,
        heic(shop.folder(), "s.heic", "320x240!")?,
    ];
    for name in ["s.png", "s.webp", "s.tiff", "s.bmp", "s.psd"] {
        files.push(picture(shop.folder(), name, GARDEN, resize)?);
    }
    let pages = [resize, &["(", "+clone", ")", "-colorspace", "CMYK"]].concat();
    files.push(picture(shop.folder(), "pages.tiff", GARDEN, &pages)?);
    files.push(shop.folder().join("s.svg"));
    std::fs::write(shop.folder().join("s.svg"), SVG)?;
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let spoiled = shop.folder().join("spoiled");
    for file in files {
        let bytes = std::fs::read(&file)?;
        let slow = file.extension().is_some_and(|e| e == "heic");
        for _ in 0..if slow { 8 } else { 60 } {
            let mut bad = bytes.clone();
            for _ in 0..1 + random(12) {
                // Why the head more often: that is where sizes, offsets and tables lie.
                let within = if random(3) == 0 { bad.len() } else { bad.len().min(800) };
                let at = random(within);
                bad[at] = random(256) as u8;
            }
            std::fs::write(&spoiled, &bad)?;
            if let Ok(info) = shop.engine.probe(&spoiled) {
                let cancel = upbeat_media::Cancel::new();
                let recipes = [image(framed(100, 100)), image(free(4000))];
                shop.engine.prepare(&spoiled, &info, &recipes, &shop.out(), &|_| {}, &cancel);
            }
        }
    }
    Ok(())
}

#[test]
fn a_missing_program_is_named_with_what_to_install() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let bare = Engine::new(Tools::in_folders(&[]));
    let film = Film { seconds: 1, ..Film::default() }.write(shop.folder(), "film.mp4")?;
    let error = bare.probe(&film).unwrap_err();
    assert_eq!(error.code(), Code::MediaToolMissing);
    assert_eq!(error.args().get("tool").map(String::as_str), Some("ffprobe"));
    assert!(
        error.args().get("package").is_some_and(|package| package.contains("ffmpeg")),
        "{:?}",
        error.args()
    );
    let picture = heic(shop.folder(), "phone.heic", "320x240!")?;
    let info = bare.probe(&picture).context("its description needs no program")?;
    let cancel = upbeat_media::Cancel::new();
    let made = bare.prepare(&picture, &info, &[image(free(100))], &shop.out(), &|_| {}, &cancel);
    assert_eq!(made[0].as_ref().unwrap_err().code(), Code::MediaToolMissing);
    Ok(())
}

#[test]
fn a_photograph_can_not_become_a_film() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Photo::default().write(shop.folder(), "photo.jpg")?;
    let error = shop.prepare(&file, &[video(crate::workshop::film())])?.pop().context("one")?.unwrap_err();
    assert_eq!(error.code(), Code::MediaWrongKind, "{error}");
    Ok(())
}

#[test]
fn a_broken_film_is_damaged() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Film { seconds: 2, ..Film::default() }.write(shop.folder(), "film.mp4")?;
    let bytes = std::fs::read(&file)?;
    for share in [1, 40, 95] {
        std::fs::write(&file, &bytes[..bytes.len() * share / 100])?;
        assert_eq!(code(&shop, &file), Some(Code::MediaDamaged), "{share} % of it");
    }
    let mkv = Film { seconds: 4, ..Film::default() }.write(shop.folder(), "film.mkv")?;
    let bytes = std::fs::read(&mkv)?;
    std::fs::write(&mkv, &bytes[..bytes.len() / 3])?;
    let found = match shop.prepare(&mkv, &[video(crate::workshop::film())]) {
        Ok(mut made) => made.pop().context("one")?.unwrap_err().code(),
        Err(_) => Code::MediaDamaged,
    };
    assert_eq!(found, Code::MediaDamaged, "Matroska says its length at the start, and it isn't there");
    Ok(())
}
