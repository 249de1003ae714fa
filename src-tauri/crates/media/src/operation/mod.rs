//! What can be done to a picture: one file each. A new operation is one file and one line in [`Operation`].

pub(crate) mod color;
pub(crate) mod credit;
pub(crate) mod crop;
pub(crate) mod encode;
pub(crate) mod flatten;
pub(crate) mod orient;
pub(crate) mod pad;
pub(crate) mod pdf;
pub(crate) mod resize;
pub(crate) mod strip;

use upbeat_domain::media::Step;

use crate::error::Fault;
use crate::pixels::Pixels;

/// An enum of operations, and what it hands on to each: what it does takes pixels and may fail; what it tells may be
/// nothing.
macro_rules! operations {
    ($(#[$of:meta])* $seen:vis enum $all:ident { $($(#[$meaning:meta])* $name:ident($parameters:ty),)* }) => {
        $(#[$of])*
        $seen enum $all {
            $($(#[$meaning])* $name($parameters),)*
        }

        impl $all {
            /// Carries the operation out.
            $seen fn apply(&self, pixels: Pixels) -> Result<Pixels, Fault> {
                match self {
                    $(Self::$name(operation) => operation.apply(pixels),)*
                }
            }

            /// What a person is told of it; none where nothing changed.
            $seen fn step(&self) -> Option<Step> {
                match self {
                    $(Self::$name(operation) => operation.step().into(),)*
                }
            }
        }
    };
}

operations! {
/// One operation on pixels, with its parameters.
#[derive(Clone, Debug)]
pub(crate) enum Operation {
    /// Into sRGB.
    Color(color::Color),
    /// See-through parts on a colour.
    Flatten(flatten::Flatten),
    /// Upright.
    Orient(orient::Orient),
    /// Margins around.
    Pad(pad::Pad),
    /// A part of the picture at another size.
    Resize(resize::Resize),
}
}
