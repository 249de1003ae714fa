//! The LIST of `--for`: `all`, `x`, `instagram:story`, `instagram:feed_image:square`, comma-separated.

use std::str::FromStr;

use upbeat_domain::network::NetworkId;

use crate::usage::Wrong;

/// What `--for` names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Named {
    /// Every network.
    All,
    /// A network, and maybe one of its formats and one of its frames.
    One {
        /// The network.
        network: NetworkId,
        /// Its format's id.
        format: Option<String>,
        /// The frame's id.
        preset: Option<String>,
    },
}

impl FromStr for Named {
    type Err = Wrong;

    fn from_str(text: &str) -> Result<Self, Wrong> {
        let text = text.trim();
        if text == "all" {
            return Ok(Self::All);
        }
        let mut parts = text.splitn(3, ':').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let network = name.parse().map_err(|_| Wrong::Network)?;
        let format = parts.next().map(str::to_owned);
        let preset = parts.next().map(str::to_owned);
        if let Some(wanted) = &format {
            let formats = &upbeat_app::network::of(network).formats;
            let Some(found) = formats.iter().find(|f| f.id == *wanted) else {
                return Err(Wrong::Format(network));
            };
            if let Some(wanted) = &preset
                && !found.presets.iter().any(|p| p.id == *wanted)
            {
                return Err(Wrong::Preset(network, found.id.clone()));
            }
        }
        Ok(Self::One { network, format, preset })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_networks_formats_and_frames() {
        assert_eq!("all".parse(), Ok(Named::All));
        let x = Named::One { network: NetworkId::X, format: None, preset: None };
        assert_eq!(" x ".parse(), Ok(x));
        let story = "instagram:story".parse::<Named>();
        assert!(matches!(story, Ok(Named::One { format: Some(format), .. }) if format == "story"));
    }

    #[test]
    fn a_wrong_name_is_answered_with_the_right_ones() {
        let error = |text: &str| text.parse::<Named>().map_err(|wrong| wrong.to_string()).err();
        assert!(error("myspace").is_some_and(|known| known.contains("bluesky")));
        assert!(error("instagram:nope").is_some_and(|known| known.contains("story")));
        assert!(error("instagram:story:nope").is_some_and(|known| known.contains("vertical_9x16")));
    }
}
