//! The tour's page: one file that needs nothing but the pictures beside it.

use super::told::{Detail, File, Frames, Group, Receipt, Shot, Told};
use crate::plan::clock;
use std::time::Duration;

/// The group that is shown as a grid.
const SCREENS: &str = "screens";

/// The page, after a tour of `elapsed` in all.
pub fn html(told: &Told, elapsed: Duration) -> String {
    let mut number = 0;
    let pictures: String = told.groups.iter().map(|group| section(group, &mut number)).collect();
    let publications: String = told.publications.iter().map(publication).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Upbeat, the tour</title>\n\
         <style>\n{}</style>\n<h1>Upbeat, the tour</h1>\n\
         <p>{number} pictures of the real window, {} receipts of real servers. \
         Played in {}, {} in all with what it was built from.</p>\n\
         {pictures}<h2>What went out</h2>\n{publications}{}</html>\n",
        include_str!("page.css"),
        told.receipts(),
        clock(played(&told.groups)),
        clock(elapsed),
        stood_still(&told.frames),
    )
}

/// How long the groups were played: each counts from its own start to its last picture.
fn played(groups: &[Group]) -> Duration {
    let last = |group: &Group| group.shots.iter().filter_map(|shot| shot.elapsed_ms).max();
    Duration::from_millis(groups.iter().filter_map(last).sum())
}

fn section(group: &Group, number: &mut usize) -> String {
    let figures: String = group
        .shots
        .iter()
        .map(|shot| {
            *number += 1;
            figure(shot, *number)
        })
        .collect();
    if group.name == SCREENS {
        return format!("<h2>Every screen</h2>\n<div class=\"grid\">\n{figures}</div>\n");
    }
    let name = group.name.replace(['-', '_'], " ");
    format!("<h2>The {}</h2>\n{figures}", text(&name))
}

fn figure(shot: &Shot, number: usize) -> String {
    let (file, title) = (text(&shot.file), text(&shot.title));
    let time =
        shot.elapsed_ms.map(|elapsed| format!(" <time>{}</time>", seconds(elapsed))).unwrap_or_default();
    format!(
        "<figure id=\"{number}\"><figcaption><b>{number}. {title}</b>{time}</figcaption>\
         <a href=\"{file}\"><img src=\"{file}\" alt=\"{title}\" loading=\"lazy\"></a></figure>\n"
    )
}

fn publication(detail: &Detail) -> String {
    let one = &detail.publication;
    let proof = one.receipt.as_ref().map_or_else(|| "<p>No receipt.</p>\n".to_owned(), receipt);
    let log: String = detail
        .log
        .iter()
        .map(|event| format!("<dt>{}</dt><dd>{}</dd>\n", text(&event.at), text(&event.text)))
        .collect();
    format!(
        "<article>\n<h3>{} · {}</h3>\n<p>{}<br><span class=\"quiet\">{}, {}</span></p>\n{proof}{}\
         <details><summary>What happened when</summary><dl>\n{log}</dl></details>\n</article>\n",
        text(&one.network),
        text(&one.handle),
        text(&one.title),
        text(&one.route_label),
        text(&one.status_label),
        files(&detail.files),
    )
}

fn receipt(receipt: &Receipt) -> String {
    let address = receipt
        .url
        .as_deref()
        .map_or_else(|| "none".to_owned(), |url| format!("<a href=\"{0}\">{0}</a>", text(url)));
    format!(
        "<dl>\n<dt>Receipt</dt><dd><code>{}</code></dd>\n<dt>Address</dt><dd>{address}</dd>\n\
         <dt>Taken</dt><dd>{}</dd>\n<dt>Seen by</dt><dd>{}</dd>\n<dt>Proven by</dt><dd>{}</dd>\n</dl>\n",
        text(&receipt.remote_id),
        text(&receipt.at),
        text(&receipt.audience_label),
        text(&receipt.proof_label),
    )
}

fn files(files: &[File]) -> String {
    if files.is_empty() {
        return String::new();
    }
    let rows: String = files.iter().map(row).collect();
    format!("<table>\n<tr><th>File<th>Size<th>Pixels<th>BLAKE3\n{rows}</table>\n")
}

fn row(file: &File) -> String {
    let pixels = file.width_px.zip(file.height_px).map(|(width, height)| format!("{width} × {height}"));
    format!(
        "<tr><td>{}<td>{}<td>{}<td><code>{}</code>\n",
        text(file.mime.as_deref().unwrap_or("not made")),
        file.bytes.map(size).unwrap_or_default(),
        pixels.unwrap_or_default(),
        text(file.hash.as_deref().unwrap_or_default()),
    )
}

/// How long the window stood still, in the build for tests and without a graphics card.
fn stood_still(all: &[Frames]) -> String {
    let row = |one: &Frames| {
        format!(
            "<tr><td>{}<td>{} ms<td>{}<td>{}<td>{} ms<td>{}\n",
            text(&one.what),
            one.busy_longest_ms,
            one.busy_over_100_ms,
            one.frames,
            one.longest_ms,
            one.over_100_ms,
        )
    };
    let rows: String = all.iter().map(row).collect();
    format!(
        "<h2>How long the window stood still</h2>\n\
         <p>A build for tests, drawn without a graphics card, on a machine that may have been busy.</p>\n\
         <table>\n<tr><th>Doing<th>Page busy at a stretch, at most<th>More than 100 ms\
         <th>Frames<th>Longest time between two<th>More than 100 ms\n{rows}</table>\n"
    )
}

/// Bytes for a person, with the exact number.
fn size(bytes: u64) -> String {
    format!("{} kB ({bytes} bytes)", bytes.div_ceil(1_000))
}

/// Milliseconds as seconds with one decimal.
fn seconds(elapsed_ms: u64) -> String {
    format!("{}.{} s", elapsed_ms / 1_000, elapsed_ms % 1_000 / 100)
}

/// A text as HTML shows it.
fn text(raw: &str) -> String {
    raw.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::super::told::Publication;
    use super::*;

    fn told() -> Told {
        let shot = |file: &str, title: &str, elapsed_ms| Shot {
            file: file.to_owned(),
            title: title.to_owned(),
            elapsed_ms: Some(elapsed_ms),
        };
        let file = File {
            hash: Some("c0ffee".to_owned()),
            mime: Some("image/jpeg".to_owned()),
            bytes: Some(412_345),
            width_px: Some(1_500),
            height_px: Some(2_000),
        };
        let receipt = Receipt {
            remote_id: "at://1".to_owned(),
            url: Some("http://127.0.0.1/a?b&c".to_owned()),
            at: "2026-11-25T08:00:00Z".to_owned(),
            audience_label: "Public".to_owned(),
            proof_label: "Réponse du réseau".to_owned(),
        };
        let publication = Publication {
            title: "<b>La forêt</b>".to_owned(),
            handle: "@alice.test".to_owned(),
            network: "bluesky".to_owned(),
            route_label: "Directement".to_owned(),
            status_label: "Publié".to_owned(),
            receipt: Some(receipt),
        };
        Told {
            groups: vec![
                Group {
                    name: "journey".to_owned(),
                    shots: vec![shot("journey-1.png", "First start", 1_250)],
                },
                Group { name: SCREENS.to_owned(), shots: vec![shot("screens-a.png", "Queue", 2_000)] },
            ],
            publications: vec![Detail { publication, files: vec![file], log: vec![] }],
            frames: vec![Frames {
                what: "typing & more".to_owned(),
                frames: 480,
                longest_ms: 141,
                over_100_ms: 2,
                busy_longest_ms: 38,
                busy_over_100_ms: 0,
            }],
        }
    }

    #[test]
    fn pictures_are_numbered_through_with_title_and_time() {
        let page = html(&told(), Duration::from_secs(200));
        assert!(page.contains("<b>1. First start</b> <time>1.2 s</time>"), "{page}");
        assert!(page.contains("<b>2. Queue</b> <time>2.0 s</time>"), "{page}");
        assert!(page.contains("Played in 0:03, 3:20 in all"), "{page}");
    }

    #[test]
    fn a_receipt_and_a_file_are_readable_and_nothing_in_them_is_taken_for_html() {
        let page = html(&told(), Duration::ZERO);
        assert!(page.contains("&lt;b&gt;La forêt&lt;/b&gt;"), "{page}");
        assert!(page.contains("<dt>Proven by</dt><dd>Réponse du réseau</dd>"), "{page}");
        assert!(
            page.contains("<tr><td>image/jpeg<td>413 kB (412345 bytes)<td>1500 × 2000<td><code>c0ffee"),
            "{page}"
        );
        assert!(page.contains("b&amp;c"), "{page}");
        assert!(page.contains("<tr><td>typing &amp; more<td>38 ms<td>0<td>480<td>141 ms<td>2"), "{page}");
    }
}
