//! `upbeat post`

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use upbeat_app::Studio;
use upbeat_contract::error::ErrorDto;
use upbeat_contract::media::MediaImport;
use upbeat_contract::post::{
    Draft, Medium, Post as Written, PostCreate, PostIds, PostList, PostRef, PostSave, Posts, Target, Variant,
    VariantScope,
};
use upbeat_contract::report::PostReport;
use upbeat_contract::words;
use upbeat_domain::code::Code;
use upbeat_domain::id::PostId;
use upbeat_domain::lang::Lang;
use upbeat_domain::network::NetworkId;

use super::check::{field, read_text};
use super::edits::PlacedEdits;
use crate::output::{Exit, Out};
use crate::studio::{Desk, refuse};
use crate::targets::Named;
use crate::usage::Wrong;

/// Drafts.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  upbeat post new --text \"Bonjour\" --media photo.jpg --for bluesky,mastodon\n  \
    upbeat post list --json\n  upbeat post edit ID --text - < text.txt\n  \
    upbeat post edit ID --trim 2s..30s --captions talk.srt --captions-as track"
)]
pub struct Post {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a draft
    New(Words),
    /// List drafts, the latest first
    List {
        /// The bin instead
        #[arg(long)]
        bin: bool,
        /// At most this many
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// Find drafts by words; accents and case don't count
    Search {
        /// The words
        #[arg(required = true)]
        words: Vec<String>,
    },
    /// Show a draft and its publications
    Show {
        /// The post
        id: PostId,
    },
    /// Change a draft; what is absent stays
    Edit {
        /// The post
        id: PostId,
        #[command(flatten)]
        words: Words,
    },
    /// Copy a draft, without its date
    Duplicate {
        /// The post
        id: PostId,
    },
    /// Move drafts to the bin
    Delete {
        /// The posts
        #[arg(required = true)]
        ids: Vec<PostId>,
    },
    /// Take drafts out of the bin
    Restore {
        /// The posts
        #[arg(required = true)]
        ids: Vec<PostId>,
    },
}

/// What a draft says.
#[derive(Args, Debug)]
struct Words {
    /// The text; - reads it from standard input
    #[arg(long, value_name = "T|-", allow_hyphen_values = true)]
    text: Option<String>,

    /// A name for lists
    #[arg(long)]
    title: Option<String>,

    /// Another field by the network's own name: spoiler_text, title
    #[arg(long = "field", value_name = "NAME=VALUE", value_parser = field)]
    fields: Vec<(String, String)>,

    /// A file to import and place in the post; repeat for several
    #[arg(long, value_name = "FILE")]
    media: Vec<PathBuf>,

    /// Description of a file for those who can't see it; repeat in the order of the files
    #[arg(long, value_name = "TEXT")]
    alt: Vec<String>,

    /// For whom: x, instagram:story; comma-separated
    #[arg(long = "for", value_name = "LIST", value_delimiter = ',')]
    targets: Vec<Named>,

    #[command(flatten)]
    edits: PlacedEdits,

    /// A text of its own for one network
    #[arg(long = "variant", value_name = "NETWORK=TEXT", value_parser = variant)]
    variants: Vec<(NetworkId, String)>,
}

impl Post {
    /// Runs it.
    pub async fn run(self, desk: Desk) -> Exit {
        desk.with(|studio, out| async move {
            match self.command {
                Command::New(words) => new(&studio, out, words).await,
                Command::List { bin, limit } => {
                    let request = PostList { bin: Some(bin), limit: Some(limit), ..PostList::default() };
                    list(&studio, out, request).await
                }
                Command::Search { words } => {
                    list(&studio, out, PostList { search: Some(words.join(" ")), ..PostList::default() })
                        .await
                }
                Command::Show { id } => show(&studio, out, id).await,
                Command::Edit { id, words } => edit(&studio, out, id, words).await,
                Command::Duplicate { id } => {
                    let copy = upbeat_api::post_duplicate(&studio, PostRef { id }).await?;
                    show(&studio, out, copy.id).await
                }
                Command::Delete { ids } => {
                    let done = upbeat_api::post_delete(&studio, PostIds { ids }).await?;
                    out.document(&done, |done| done.message.clone());
                    Ok(Exit::Done)
                }
                Command::Restore { ids } => {
                    let done = upbeat_api::post_restore(&studio, PostIds { ids }).await?;
                    out.document(&done, |done| done.message.clone());
                    Ok(Exit::Done)
                }
            }
        })
        .await
    }
}

async fn new(studio: &Studio, out: Out, words: Words) -> Result<Exit, ErrorDto> {
    let mut draft = Draft::default();
    lay(studio, out, words, &mut draft).await?;
    let made = upbeat_api::post_create(studio, PostCreate { draft: Some(draft), asset_ids: None }).await?;
    show(studio, out, made.id).await
}

async fn edit(studio: &Studio, out: Out, id: PostId, words: Words) -> Result<Exit, ErrorDto> {
    let post = upbeat_api::post_get(studio, PostRef { id }).await?;
    let mut draft = post.draft;
    lay(studio, out, words, &mut draft).await?;
    upbeat_api::post_save(studio, PostSave { id, revision: post.revision, draft }).await?;
    show(studio, out, id).await
}

/// Lays what was typed over a draft.
async fn lay(studio: &Studio, out: Out, words: Words, draft: &mut Draft) -> Result<(), ErrorDto> {
    if words.text.is_some() {
        draft.body.text = read_text(words.text).map_err(|failure| upbeat_api::said(out.lang, &failure))?;
    }
    draft.title = words.title.unwrap_or_else(|| std::mem::take(&mut draft.title));
    draft.body.fields.extend(words.fields);
    if !words.targets.is_empty() {
        draft.targets = targets(&words.targets);
    }
    for (network, text) in words.variants {
        let scope = VariantScope::Network { network };
        match draft.variants.iter_mut().find(|variant| variant.scope == scope) {
            Some(variant) => variant.text = Some(text),
            None => {
                let (fields, media) = (BTreeMap::new(), None);
                draft.variants.push(Variant { scope, text: Some(text), fields, media });
            }
        }
    }
    if !words.media.is_empty() {
        draft.body.media = place(studio, out, words.media, &words.alt).await?;
    } else if words.alt.len() > draft.body.media.len() {
        return Err(refuse(out, Code::Invalid, "--alt"));
    } else {
        for (medium, alt) in draft.body.media.iter_mut().zip(words.alt) {
            medium.alt = alt;
        }
    }
    let edited = words.edits.lay(studio.engine(), &mut draft.body.media);
    edited.map_err(|failure| upbeat_api::said(out.lang, &failure))
}

/// `NETWORK=TEXT`.
fn variant(text: &str) -> Result<(NetworkId, String), Wrong> {
    let (network, text) = text.split_once('=').ok_or(Wrong::Variant)?;
    Ok((network.parse().map_err(|_| Wrong::Variant)?, text.to_owned()))
}

/// Imports files and places them in order; the first one that fails ends the command.
async fn place(
    studio: &Studio,
    out: Out,
    files: Vec<PathBuf>,
    alt: &[String],
) -> Result<Vec<Medium>, ErrorDto> {
    let mut media = Vec::new();
    for (index, file) in files.into_iter().enumerate() {
        let shown = std::path::absolute(&file).unwrap_or(file);
        let path = shown.display().to_string();
        let imported = upbeat_api::media_import(studio, MediaImport { paths: vec![path] }).await?;
        if let Some(failure) = imported.failures.into_iter().next() {
            return Err(failure);
        }
        if imported.assets.is_empty() {
            // Why: a folder without any picture is no failure of the import, and not what was meant here.
            let name = shown.file_name().unwrap_or(shown.as_os_str()).to_string_lossy();
            return Err(refuse(out, Code::MediaUnreadable, &name));
        }
        media.extend(
            imported
                .assets
                .into_iter()
                .map(|asset| Medium::of(asset.id, alt.get(index).cloned().unwrap_or(asset.alt))),
        );
    }
    Ok(media)
}

fn targets(named: &[Named]) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    for one in named {
        let found = match one {
            Named::All => NetworkId::ALL.iter().map(|id| (*id, None)).collect(),
            Named::One { network, format, .. } => vec![(*network, format.clone())],
        };
        for (network, format) in found {
            let target = Target { network, account: None, format };
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
    }
    targets
}

async fn list(studio: &Studio, out: Out, request: PostList) -> Result<Exit, ErrorDto> {
    let posts = upbeat_api::post_list(studio, request).await?;
    out.document(&posts, |posts: &Posts| {
        let lines = posts.posts.iter().map(|post| {
            let networks: Vec<&str> = post.networks.iter().map(|id| id.as_str()).collect();
            let due = post.due.as_ref().map(|due| format!("  {}", due.local)).unwrap_or_default();
            format!("{}  {:<10} {}{due}  [{}]", post.id, post.status_label, post.title, networks.join(", "))
        });
        lines.chain([format!("{} / {}", posts.posts.len(), posts.total)]).collect::<Vec<_>>().join("\n")
    });
    Ok(Exit::Done)
}

async fn show(studio: &Studio, out: Out, id: PostId) -> Result<Exit, ErrorDto> {
    let post = upbeat_api::post_get(studio, PostRef { id }).await?;
    let request = upbeat_contract::publication::PublicationList { post_id: Some(id), ..Default::default() };
    let publications = upbeat_api::publication_list(studio, request).await?.publications;
    let report = PostReport { post, publications };
    out.document(&report, |report| {
        let mut lines = vec![head(out.lang, &report.post), report.post.draft.body.text.clone()];
        for publication in &report.publications {
            lines.push(super::queue::line(publication));
        }
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    });
    Ok(Exit::Done)
}

fn head(lang: Lang, post: &Written) -> String {
    let targets: Vec<&str> = post.draft.targets.iter().map(|target| target.network.as_str()).collect();
    let media = u32::try_from(post.draft.body.media.len()).unwrap_or(u32::MAX);
    let media = words::counted(lang, "said", "media", media);
    format!("{}  r{}  [{}]  {media}", post.id, post.revision, targets.join(", "))
}
