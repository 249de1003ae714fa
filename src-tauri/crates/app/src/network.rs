//! What Upbeat knows of the networks.

use std::borrow::Cow;

use upbeat_domain::account::{Account, ServerLimits};
use upbeat_domain::check::ALT_FIELD;
use upbeat_domain::limits::{Format, Limits};
use upbeat_domain::network::NetworkId;

/// Every network's data, in the order of lists.
#[must_use]
pub fn all() -> &'static [Limits] {
    upbeat_networks::all_limits()
}

/// One network's data.
#[must_use]
pub fn of(network: NetworkId) -> &'static Limits {
    upbeat_networks::limits(network)
}

/// One format of a network.
#[must_use]
pub fn format(network: NetworkId, id: &str) -> Option<&'static Format> {
    of(network).formats.iter().find(|format| format.id == id)
}

/// The limits that hold for an account: its network's data, with what its server says laid over.
#[must_use]
pub fn of_account(account: &Account) -> Cow<'static, Limits> {
    match &account.server_limits {
        Some(server) => Cow::Owned(overlaid(of(account.network), server)),
        None => Cow::Borrowed(of(account.network)),
    }
}

/// A network's limits with those that a server states of itself laid over.
fn overlaid(limits: &Limits, server: &ServerLimits) -> Limits {
    let mut limits = limits.clone();
    for format in &mut limits.formats {
        for rule in &mut format.texts {
            if rule.main {
                rule.max_length = server.max_text.or(rule.max_length);
                rule.url_length = server.link_length.or(rule.url_length);
            } else if rule.field == ALT_FIELD {
                rule.max_length = server.max_alt.or(rule.max_length);
            }
        }
        if let Some(max) = server.max_media
            && format.max_media > 1
        {
            format.max_media = max;
        }
        if let Some(rule) = &mut format.image {
            rule.max_bytes = server.max_image_bytes.or(rule.max_bytes);
            rule.max_pixels = server.max_image_pixels.or(rule.max_pixels);
            taken(&mut rule.mimes, &server.mimes);
        }
        if let Some(rule) = &mut format.video {
            rule.max_bytes = server.max_video_bytes.or(rule.max_bytes);
            rule.max_pixels = server.max_video_pixels.or(rule.max_pixels);
            rule.max_fps = server.max_video_fps.map(f64::from).or(rule.max_fps);
            taken(&mut rule.mimes, &server.mimes);
        }
        if server.video == Some(false) {
            format.video = None;
        }
    }
    limits
}

/// Keeps the types that the server takes, where it says any; never none at all.
fn taken(mimes: &mut Vec<String>, server: &[String]) {
    let both: Vec<String> = mimes.iter().filter(|mime| server.contains(mime)).cloned().collect();
    if !both.is_empty() {
        *mimes = both;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_says_wins_over_the_data() {
        let server = ServerLimits {
            max_text: Some(5_000),
            max_media: Some(16),
            mimes: vec!["image/png".to_owned()],
            video: Some(false),
            ..ServerLimits::default()
        };
        let limits = overlaid(of(NetworkId::Mastodon), &server);
        let texts = limits.formats.iter().flat_map(|f| &f.texts).filter(|rule| rule.main);
        assert!(texts.clone().count() > 0 && texts.clone().all(|rule| rule.max_length == Some(5_000)));
        assert!(limits.formats.iter().all(|f| f.video.is_none()), "a server without films");
        assert!(limits.formats.iter().all(|f| f.max_media <= 1 || f.max_media == 16));
        let images = limits.formats.iter().filter_map(|f| f.image.as_ref());
        assert!(images.clone().count() > 0 && images.clone().all(|rule| rule.mimes == ["image/png"]));
    }
}
