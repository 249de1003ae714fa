//! The LIST of `--for`: `all`, `x`, `instagram:story`, `instagram:feed_image:square`, comma-separated.

use std::str::FromStr;

use upbeat_domain::network::NetworkId;

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
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text == "all" {
            return Ok(Self::All);
        }
        let mut parts = text.splitn(3, ':').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let network = name.parse().map_err(|_| {
            let known: Vec<&str> = NetworkId::ALL.iter().map(|id| id.as_str()).collect();
            format!("{name:?} is no network; there are {}", known.join(", "))
        })?;
        let format = parts.next().map(str::to_owned);
        let preset = parts.next().map(str::to_owned);
        if let Some(wanted) = &format {
            let formats = &upbeat_app::network::of(network).formats;
            let Some(found) = formats.iter().find(|f| f.id == *wanted) else {
                let known: Vec<&str> = formats.iter().map(|f| f.id.as_str()).collect();
                return Err(format!("{network} has no format {wanted:?}; there are {}", known.join(", ")));
            };
            if let Some(wanted) = &preset
                && !found.presets.iter().any(|p| p.id == *wanted)
            {
                let known: Vec<&str> = found.presets.iter().map(|p| p.id.as_str()).collect();
                return Err(format!("{text} has no such frame; there are {}", known.join(", ")));
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
        let error = "myspace".parse::<Named>().err().unwrap_or_default();
        assert!(error.contains("bluesky"), "{error}");
        let error = "instagram:nope".parse::<Named>().err().unwrap_or_default();
        assert!(error.contains("story"), "{error}");
    }
}
