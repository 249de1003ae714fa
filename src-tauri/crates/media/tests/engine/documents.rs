//! Documents: pages of a PDF become pictures, pictures become pages; looked at by poppler.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use upbeat_domain::code::Code;
use upbeat_domain::media::{Choices, DocumentOutput, MediaKind, Output, Step};
use upbeat_media::{BoundFile, Cancel, Engine, MediaError, PageSource, Tool, Tools};
use upbeat_testkit::media::{GARDEN, LADYBIRD, Rgb, picture};
use upbeat_testkit::skip::skipped;

use crate::workshop::{Workshop, assert_private, framed, free, image, names, recipe};

/// A workshop where PDF can be read; none, said aloud, elsewhere.
fn with_poppler() -> Result<Option<Workshop>> {
    let Some(shop) = Workshop::with_material()? else { return Ok(None) };
    if shop.engine.has(Tool::PdfInfo) && shop.engine.has(Tool::PdfToPpm) {
        return Ok(Some(shop));
    }
    skipped(format_args!("poppler is not installed ({})", Tool::PdfInfo.package()));
    Ok(None)
}

fn said(program: &str, arguments: &[&str], file: &Path) -> Result<String> {
    let done = Command::new(program).args(arguments).arg(file).output().context("poppler")?;
    ensure!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

fn document() -> DocumentOutput {
    DocumentOutput {
        page_px: Some((1080, 1350)),
        mimes: vec!["application/pdf".into()],
        max_bytes: 100_000_000,
        max_pages: Some(300),
    }
}

/// A brochure as a layout program writes it: a page that lies, one that is turned to stand, one cut out of a larger
/// sheet. The left half is red, the right half blue.
fn brochure(shop: &Workshop) -> Result<PathBuf> {
    let pages = [
        "/MediaBox [0 0 400 200]",
        "/MediaBox [0 0 400 200] /Rotate 90",
        "/MediaBox [0 0 900 900] /CropBox [0 0 300 300]",
    ];
    let drawn = "1 0 0 rg 0 0 150 900 re f 0 0 1 rg 150 0 900 900 re f";
    let mut text = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n".to_owned();
    text += "2 0 obj\n<< /Type /Pages /Count 3 /Kids [4 0 R 5 0 R 6 0 R] >>\nendobj\n";
    text += &format!("3 0 obj\n<< /Length {} >>\nstream\n{drawn}\nendstream\nendobj\n", drawn.len());
    for (index, page) in pages.iter().enumerate() {
        let number = index + 4;
        text += &format!("{number} 0 obj\n<< /Type /Page /Parent 2 0 R /Contents 3 0 R {page} >>\nendobj\n");
    }
    text += "trailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n";
    let file = shop.folder().join("brochure.pdf");
    std::fs::write(&file, text)?;
    Ok(file)
}

#[test]
fn pages_are_drawn_at_exactly_the_size_that_is_needed() -> Result<()> {
    let Some(shop) = with_poppler()? else { return Ok(()) };
    let file = brochure(&shop)?;
    let info = shop.probe(&file)?;
    assert_eq!((info.kind, info.mime.as_str()), (MediaKind::Document, "application/pdf"));
    assert_eq!(info.inside.page_sizes_pt, [(400, 200), (200, 400), (300, 300)]);
    assert_eq!((info.inside.pages, info.width_px, info.height_px), (3, 4096, 2048));
    let sizes = [(1200, 600), (600, 1200), (1200, 1200)];
    let recipes: Vec<_> = (1..=3)
        .map(|page| recipe(Output::Image(free(1200)), Choices { page: Some(page), ..Choices::default() }))
        .collect();
    for (index, made) in shop.prepare(&file, &recipes)?.into_iter().enumerate() {
        let made = made?;
        assert_eq!((made.width_px, made.height_px), sizes[index], "page {}", index + 1);
        assert!(
            made.steps.contains(&Step::PageUsed { page: index as u32 + 1, pages: 3 }),
            "{:?}",
            made.steps
        );
        let rgb = Rgb::read(&made.path, &[])?;
        // On the turned page the left half comes to lie above.
        let (red, blue) = if index == 1 { ((0.5, 0.2), (0.5, 0.8)) } else { ((0.2, 0.5), (0.8, 0.5)) };
        let (red, blue) = (rgb.around(red.0, red.1), rgb.around(blue.0, blue.1));
        assert!(red[0] > 245.0 && red[2] < 12.0, "page {}: {red:.0?}", index + 1);
        assert!(blue[2] > 245.0 && blue[0] < 12.0, "page {}: {blue:.0?}", index + 1);
    }
    let missing = recipe(Output::Image(free(99)), Choices { page: Some(4), ..Choices::default() });
    let error = shop.prepare(&file, &[missing])?.pop().context("one")?.unwrap_err();
    assert_eq!(error.code(), Code::MediaNoSuchPage);
    let small = shop.engine.thumbnail(&file, &info, 200)?;
    assert!(small.jpeg.starts_with(&[0xFF, 0xD8]), "a thumbnail of its first page");
    Ok(())
}

#[test]
fn a_document_within_its_limits_is_passed_on_bit_for_bit() -> Result<()> {
    let Some(shop) = with_poppler()? else { return Ok(()) };
    let file = brochure(&shop)?;
    let wanted = |output: DocumentOutput| recipe(Output::Document(output), Choices::default());
    let made = shop.make(&file, wanted(document()))?;
    assert_eq!((made.mime.as_str(), names(&made.steps)), ("application/pdf", vec!["passed_through"]));
    assert_eq!(std::fs::read(&made.path)?, std::fs::read(&file)?);
    let few = wanted(DocumentOutput { max_pages: Some(2), ..document() });
    let light = wanted(DocumentOutput { max_bytes: 100, ..document() });
    let codes: Vec<Code> = shop
        .prepare(&file, &[few, light])?
        .into_iter()
        .filter_map(|made| made.err().map(|e| e.code()))
        .collect();
    assert_eq!(codes, [Code::MediaTooManyPages, Code::MediaOverBudget]);
    Ok(())
}

#[test]
fn pictures_become_pages_of_exactly_the_size_without_a_second_encode() -> Result<()> {
    let Some(shop) = with_poppler()? else { return Ok(()) };
    let operations = ["-resize", "800x1000!", "(", LADYBIRD, "-resize", "1000x700!", ")", "-strip"];
    let file = picture(shop.folder(), "slides.tiff", GARDEN, &operations)?;
    let made = shop.make(&file, recipe(Output::Document(document()), Choices::default()))?;
    assert_eq!((made.mime.as_str(), made.width_px, made.height_px), ("application/pdf", 1080, 1350));
    let told = said("pdfinfo", &["-f", "1", "-l", "9"], &made.path)?;
    for line in ["Pages:           2", "Page    1 size:  1080 x 1350 pts", "Page    2 size:  1080 x 1350 pts"]
    {
        assert!(told.contains(line), "{line:?} isn't in {told}");
    }
    assert_private(&made.path)?;
    let listed =
        Command::new("pdfimages").arg("-j").arg(&made.path).arg(shop.folder().join("page")).output()?;
    ensure!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let alone = shop.make(&file, image(framed(1080, 1350)))?;
    let inside = std::fs::read(shop.folder().join("page-000.jpg"))?;
    assert_eq!(inside, std::fs::read(&alone.path)?, "the page is the JPEG that a network of pictures gets");
    let again = shop.make(&file, recipe(Output::Document(document()), Choices::default()))?;
    assert_eq!(again.hash, made.hash, "the same work gives the same bytes");
    Ok(())
}

#[test]
fn a_document_that_is_none_or_takes_a_missing_program_is_named() -> Result<()> {
    let Some(shop) = with_poppler()? else { return Ok(()) };
    let file = shop.folder().join("broken.pdf");
    std::fs::write(&file, "%PDF-1.7\nnothing that could be a page\n")?;
    assert_eq!(shop.engine.probe(&file).unwrap_err().code(), Code::MediaDamaged);
    let bare = Engine::new(Tools::in_folders(&[]));
    let error = bare.probe(&brochure(&shop)?).unwrap_err();
    assert_eq!(error.code(), Code::MediaToolMissing);
    assert_eq!(error.args().get("tool").map(String::as_str), Some("pdfinfo"));
    Ok(())
}

/// What is bound of these files, as `carousel.pdf`.
fn bound(shop: &Workshop, files: &[&Path], output: &DocumentOutput) -> Result<BoundFile, MediaError> {
    let source = |path: &&Path| PageSource { path: (*path).to_owned(), choices: Choices::default() };
    let sources: Vec<PageSource> = files.iter().map(source).collect();
    shop.engine.bind(&sources, output, &shop.out().join("carousel.pdf"), &|_| {}, &Cancel::new())
}

/// The sizes of all pages, points, as `pdfinfo` tells them.
fn page_sizes(file: &Path) -> Result<Vec<String>> {
    let told = said("pdfinfo", &["-f", "1", "-l", "999"], file)?;
    let sizes = told.lines().filter(|line| line.starts_with("Page ") && line.contains(" size:"));
    Ok(sizes.filter_map(|line| Some(line.split_once(" size:")?.1.trim().to_owned())).collect())
}

/// Of the picture on each page: size, colours, encoding, as `pdfimages` tells them.
fn page_pictures(file: &Path) -> Result<Vec<String>> {
    let told = said("pdfimages", &["-list"], file)?;
    let told = told.lines().skip(2).map(|line| line.split_whitespace().collect::<Vec<_>>());
    Ok(told.map(|words| [&words[2..6], &words[8..9]].concat().join(" ")).collect())
}

#[test]
fn several_files_become_pages_of_one_exact_size_in_their_order() -> Result<()> {
    let Some(shop) = with_poppler()? else { return Ok(()) };
    let of = |name: &str, operations: &[&str]| picture(shop.folder(), name, GARDEN, operations);
    let fits = of("fits.jpg", &["-resize", "1080x1350!", "-set", "comment", "Ada Lovelace"])?;
    let grey = of("grey.jpg", &["-resize", "1080x1350!", "-colorspace", "Gray", "-strip"])?;
    let wide = of("wide.png", &["-resize", "1600x900!"])?;
    let slides = of("slides.tiff", &["-resize", "800x1000!", "(", LADYBIRD, "-resize", "700x500!", ")"])?;
    let pages = brochure(&shop)?;
    let made = bound(&shop, &[&fits, &grey, &wide, &slides, &pages], &document())?;
    let shown: Vec<(usize, u32)> = made.pages.iter().map(|page| (page.source, page.page)).collect();
    assert_eq!(shown, [(0, 1), (1, 1), (2, 1), (3, 1), (3, 2), (4, 1), (4, 2), (4, 3)]);
    assert_eq!(made.page_px, (1080, 1350));
    assert_eq!(page_sizes(&made.path)?, ["1080 x 1350 pts"; 8]);
    let (color, gray) = ("image 1080 1350 icc jpeg", "image 1080 1350 gray jpeg");
    assert_eq!(
        page_pictures(&made.path)?,
        [color, gray, color, color, color, color, color, color],
        "every picture is a JPEG (DCT) of the page's size"
    );
    assert_eq!(names(&made.pages[0].steps), ["metadata_removed", "passed_through"]);
    assert_eq!(
        names(&made.pages[4].steps),
        ["page_used", "metadata_removed", "cropped", "resized", "encoded"]
    );
    // A second encode would change pixels.
    let into = shop.folder().join("page");
    let listed = Command::new("pdfimages").arg("-j").arg(&made.path).arg(&into).output()?;
    ensure!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    for (number, file) in [("000", &fits), ("001", &grey)] {
        let inside = Rgb::read(&shop.folder().join(format!("page-{number}.jpg")), &[])?;
        assert!(inside.data == Rgb::read(file, &[])?.data, "page {number} has other pixels than its file");
    }
    // As another program draws it: the grey page is grey, the last one is half red, half blue.
    let drawn = shop.folder().join("drawn");
    let draw = |page: &str| -> Result<Rgb> {
        let mut line = Command::new("pdftoppm");
        line.args(["-r", "72", "-png", "-singlefile", "-f", page, "-l", page]).arg(&made.path).arg(&drawn);
        ensure!(line.output()?.status.success(), "page {page}");
        Rgb::read(&drawn.with_extension("png"), &[])
    };
    let (page, file) = (draw("2")?, Rgb::read(&grey, &[])?);
    assert_eq!((page.width, page.height), (1080, 1350));
    for (x, y) in [(0.2, 0.3), (0.5, 0.5), (0.7, 0.8)] {
        let (one, other) = (page.around(x, y), file.around(x, y));
        assert!(one.iter().zip(other).all(|(a, b)| (a - b).abs() < 3.0), "{one:.0?} {other:.0?}");
    }
    let last = draw("8")?;
    assert!(last.around(0.1, 0.5)[0] > 245.0 && last.around(0.9, 0.5)[2] > 245.0);
    assert_private(&made.path)?;
    let told = said("pdfinfo", &[], &made.path)?;
    assert!(!told.contains("Producer") && !told.contains("Creat"), "{told}");
    let again = bound(&shop, &[&fits, &grey, &wide, &slides, &pages], &document())?;
    assert_eq!(again.hash, made.hash, "the same work gives the same bytes");
    Ok(())
}

#[test]
fn where_no_size_is_named_all_pages_take_the_first_ones() -> Result<()> {
    let Some(shop) = with_poppler()? else { return Ok(()) };
    let wide = picture(shop.folder(), "wide.jpg", GARDEN, &["-resize", "640x360!"])?;
    let tall = picture(shop.folder(), "tall.jpg", LADYBIRD, &["-resize", "500x900!"])?;
    let made = bound(&shop, &[&wide, &tall], &DocumentOutput { page_px: None, ..document() })?;
    assert_eq!(page_sizes(&made.path)?, ["640 x 360 pts"; 2]);
    Ok(())
}

#[test]
fn quality_falls_until_all_pages_fit_together_and_their_size_stays() -> Result<()> {
    let Some(shop) = with_poppler()? else { return Ok(()) };
    // Noise is the heaviest picture there is, one colour the lightest.
    let heavy =
        picture(shop.folder(), "heavy.png", GARDEN, &["-resize", "1080x1350!", "+noise", "Gaussian"])?;
    let photo = picture(shop.folder(), "photo.jpg", LADYBIRD, &["-resize", "1080x1350!", "-quality", "97"])?;
    let plain = picture(shop.folder(), "plain.png", GARDEN, &["-resize", "1x1!", "-resize", "1080x1350!"])?;
    let files: [&Path; 3] = [&heavy, &photo, &plain];
    let free = bound(&shop, &files, &document())?;
    for share in [0.8, 0.4, 0.02] {
        let max_bytes = (free.bytes as f64 * share) as u64;
        let made = bound(&shop, &files, &DocumentOutput { max_bytes, ..document() })?;
        assert_eq!(std::fs::metadata(&made.path)?.len(), made.bytes);
        assert!(made.bytes <= max_bytes, "{} of {max_bytes} bytes", made.bytes);
        assert!(made.bytes * 100 >= max_bytes * 75, "only {} of {max_bytes} bytes are used", made.bytes);
        assert_eq!(page_sizes(&made.path)?, ["1080 x 1350 pts"; 3]);
        assert!(page_pictures(&made.path)?.iter().all(|picture| picture.ends_with(" jpeg")));
        if share > 0.1 {
            assert_eq!(made.pages[2].bytes, free.pages[2].bytes, "a light page pays nothing for a heavy one");
        }
        let quality =
            |step: &Step| matches!(step, Step::Encoded { quality: Some(quality), .. } if *quality < 91);
        assert!(made.pages[0].steps.iter().any(quality), "{:?}", made.pages[0].steps);
    }
    let error = bound(&shop, &files, &DocumentOutput { max_bytes: 4_000, ..document() }).unwrap_err();
    assert_eq!((error.code(), error.subject()), (Code::MediaOverBudget, "carousel.pdf"));
    Ok(())
}

#[test]
fn what_can_not_be_bound_is_named_and_nothing_is_left() -> Result<()> {
    let Some(shop) = with_poppler()? else { return Ok(()) };
    let photo = picture(shop.folder(), "photo.jpg", GARDEN, &["-resize", "1080x1350!"])?;
    let half = shop.folder().join("half.jpg");
    let whole = std::fs::read(&photo)?;
    std::fs::write(&half, &whole[..whole.len() / 2])?;
    let sound = upbeat_testkit::material::sound(shop.folder(), "song.wav", 1)?;
    let missing = shop.folder().join("missing.jpg");
    let pages = brochure(&shop)?;
    let few = DocumentOutput { max_pages: Some(3), ..document() };
    for (files, output, code, subject) in [
        ([&*photo, &half], document(), Code::MediaDamaged, "half.jpg"),
        ([&*photo, &missing], document(), Code::MediaUnreadable, "missing.jpg"),
        ([&*photo, &sound], document(), Code::MediaWrongKind, "song.wav"),
        ([&*photo, &pages], few, Code::MediaTooManyPages, "carousel.pdf"),
    ] {
        let error = bound(&shop, &files, &output).unwrap_err();
        assert_eq!((error.code(), error.subject()), (code, subject), "{error}");
    }
    let two = |count: u32| DocumentOutput { max_pages: Some(count), ..document() };
    let error = bound(&shop, &[&photo, &photo, &photo], &two(2)).unwrap_err();
    assert_eq!(error.args().get("pages").map(String::as_str), Some("3"));
    assert_eq!(shop.left()?, Vec::<PathBuf>::new());
    Ok(())
}
