//! Request bodies that know whether any byte of them was taken.

use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::fs::File;
use tokio::io::AsyncRead;

const READ_BYTES: usize = 64 * 1024;

/// A piece of a body: bytes at hand, or a file that is read while it is sent.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Bytes(Bytes),
    File { path: PathBuf, len: u64 },
}

impl Piece {
    fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File { len, .. } => *len,
        }
    }
}

/// Size of all pieces, bytes.
pub(crate) fn len(pieces: &[Piece]) -> u64 {
    pieces.iter().map(Piece::len).sum()
}

enum Source {
    Bytes(Option<Bytes>),
    File { file: File, left: u64 },
}

/// The body on its way. `touched` turns true when the first byte is asked for: before that,
/// nothing of it can have left this computer.
pub(crate) struct Outgoing {
    sources: std::collections::VecDeque<Source>,
    left: u64,
    touched: Arc<AtomicBool>,
}

impl Outgoing {
    /// Opens the files; a missing or shortened file shows here, before anything is sent.
    pub(crate) async fn open(pieces: Vec<Piece>, touched: Arc<AtomicBool>) -> io::Result<Self> {
        let left = len(&pieces);
        let mut sources = std::collections::VecDeque::with_capacity(pieces.len());
        for piece in pieces {
            sources.push_back(match piece {
                Piece::Bytes(bytes) => Source::Bytes(Some(bytes)),
                Piece::File { path, len } => {
                    let file = File::open(&path).await?;
                    if file.metadata().await?.len() != len {
                        return Err(io::Error::other("the file changed its size"));
                    }
                    Source::File { file, left: len }
                }
            });
        }
        Ok(Self { sources, left, touched })
    }
}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.touched.store(true, Ordering::Release);
        loop {
            let Some(source) = self.sources.front_mut() else { return Poll::Ready(None) };
            let bytes = match source {
                Source::Bytes(bytes) => bytes.take().filter(|bytes| !bytes.is_empty()),
                Source::File { left: 0, .. } => None,
                Source::File { file, left } => match read(file, left, cx) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(read) => Some(read?),
                },
            };
            match bytes {
                Some(bytes) => {
                    self.left = self.left.saturating_sub(bytes.len() as u64);
                    return Poll::Ready(Some(Ok(Frame::data(bytes))));
                }
                None => {
                    self.sources.pop_front();
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

fn read(file: &mut File, left: &mut u64, cx: &mut Context<'_>) -> Poll<io::Result<Bytes>> {
    let want = usize::try_from(*left).unwrap_or(READ_BYTES).min(READ_BYTES);
    let mut bytes = vec![0; want];
    let mut buffer = tokio::io::ReadBuf::new(&mut bytes);
    match Pin::new(file).poll_read(cx, &mut buffer) {
        Poll::Pending => Poll::Pending,
        Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
        Poll::Ready(Ok(())) => {
            let got = buffer.filled().len();
            if got == 0 {
                return Poll::Ready(Err(io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    "the file ended too early",
                )));
            }
            bytes.truncate(got);
            *left -= got as u64;
            Poll::Ready(Ok(Bytes::from(bytes)))
        }
    }
}
