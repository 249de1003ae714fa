//! Which addresses may be called: the guard against server-side request forgery.
//!
//! An address that came out of an answer, a redirect or pasted text may only lead to the public
//! internet over TLS. A server that the person typed may lie on their own network once they said
//! so. The name is resolved by [`crate::resolver`] and the connection goes to the very addresses
//! that were checked, so a name that changes its answer gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// How far a call may reach.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Reach {
    /// The public internet, over TLS.
    Public,
    /// Also the person's own network, and plain http on this computer: only for the server that
    /// the person typed and marked as their own.
    OwnNetwork,
}

/// Why an address is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum AddressError {
    /// It can't be read as an address.
    #[error("not an address")]
    Malformed,
    /// Neither https nor, where allowed, http on this computer.
    #[error("only https is allowed")]
    Scheme,
    /// It carries a name or password.
    #[error("an address must not carry a name or password")]
    UserInfo,
    /// A port that belongs to another protocol.
    #[error("that port is not allowed")]
    Port,
    /// It leads into a private, local or reserved network.
    #[error("it leads into a private or reserved network")]
    Private,
}

/// Ports of other protocols that a browser refuses too (WHATWG Fetch, "bad port", read 2026-11-23).
const FOREIGN_PORTS: &[u16] = &[
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103,
    104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514,
    515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723,
    2049, 3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];

/// Name endings that never lead to the public internet (RFC 6761, RFC 6762, RFC 8375, ICANN's `.internal`).
const LOCAL_SUFFIXES: &[&str] = &[
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "home.arpa",
    "localdomain",
    "onion",
];

/// Reads and checks an address.
///
/// # Errors
/// As [`AddressError`] says.
pub fn parse(text: &str, reach: Reach) -> Result<Url, AddressError> {
    let url = Url::parse(text).map_err(|_| AddressError::Malformed)?;
    check(&url, reach)?;
    Ok(url)
}

/// Checks everything about an address that needs no name service.
///
/// # Errors
/// As [`AddressError`] says.
pub fn check(url: &Url, reach: Reach) -> Result<(), AddressError> {
    let host = url.host().ok_or(AddressError::Malformed)?;
    let plain = match url.scheme() {
        "https" => false,
        "http" => true,
        _ => return Err(AddressError::Scheme),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressError::UserInfo);
    }
    if plain && !(reach == Reach::OwnNetwork && is_this_computer(&host)) {
        return Err(AddressError::Scheme);
    }
    if url.port().is_some_and(|port| FOREIGN_PORTS.contains(&port)) {
        return Err(AddressError::Port);
    }
    match host {
        Host::Ipv4(ip) => check_ip(IpAddr::V4(ip), reach),
        Host::Ipv6(ip) => check_ip(IpAddr::V6(ip), reach),
        Host::Domain(name) => check_name(name, reach),
    }
}

fn is_this_computer(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => is_localhost(name),
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    }
}

/// Whether a name means this computer (RFC 6761, 6.3).
pub(crate) fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

fn check_name(name: &str, reach: Reach) -> Result<(), AddressError> {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    if name.is_empty() {
        return Err(AddressError::Malformed);
    }
    let local = !name.contains('.')
        || LOCAL_SUFFIXES.iter().any(|suffix| {
            name.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        });
    match reach {
        Reach::Public if local => Err(AddressError::Private),
        Reach::Public | Reach::OwnNetwork => Ok(()),
    }
}

/// Checks one resolved or literal address.
///
/// # Errors
/// [`AddressError::Private`].
pub fn check_ip(ip: IpAddr, reach: Reach) -> Result<(), AddressError> {
    let allowed = match reach {
        Reach::Public => is_public(ip),
        Reach::OwnNetwork => is_public(ip) || is_own_network(ip),
    };
    if allowed { Ok(()) } else { Err(AddressError::Private) }
}

/// Whether an address is of the public internet (IANA special-purpose registries, read 2026-11-23).
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    )
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(v4) = ip.to_ipv4_mapped().or_else(|| translated_v4(ip)) {
        return is_public_v4(v4);
    }
    let [first, second, ..] = ip.segments();
    let global_unicast = first & 0xe000 == 0x2000;
    let reserved = matches!(
        (first, second),
        (0x2001, 0x0000..=0x01ff | 0x0db8) | (0x2002, _) | (0x3fff, 0x0000..=0x0fff)
    );
    global_unicast && !reserved
}

/// The IPv4 address behind a NAT64 address (RFC 6052): on such networks every IPv4 server looks so.
fn translated_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let [0x0064, 0xff9b, 0, 0, 0, 0, high, low] = ip.segments() else { return None };
    Some(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)))
}

/// Private and loopback addresses, without those at which clouds keep their machines' secrets.
fn is_own_network(ip: IpAddr) -> bool {
    const METADATA_V4: &[Ipv4Addr] = &[Ipv4Addr::new(100, 100, 100, 200), Ipv4Addr::new(192, 0, 0, 192)];
    const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254);
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            let own = v4.is_loopback() || v4.is_private() || (a == 100 && (64..=127).contains(&b));
            own && !METADATA_V4.contains(&v4)
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_own_network(IpAddr::V4(v4)),
            None => (v6.is_loopback() || v6.segments()[0] & 0xfe00 == 0xfc00) && v6 != METADATA_V6,
        },
    }
}
