//! The fields of the networks, in words.

mod common;

use common::{Desk, good};
use upbeat_contract::post::{Draft, PostCreate, Target};
use upbeat_contract::rendition::ExportFiles;
use upbeat_contract::settings::SettingsSet;
use upbeat_contract::words;
use upbeat_domain::lang::Lang;
use upbeat_domain::network::NetworkId;

#[test]
fn every_field_of_every_network_has_a_word_in_both_languages() {
    for network in NetworkId::ALL {
        let limits = upbeat_app::network::of(*network);
        let texts =
            limits.formats.iter().flat_map(|format| format.texts.iter().map(|rule| rule.field.as_str()));
        for field in limits.assisted.steps.iter().map(String::as_str).chain(texts) {
            for lang in [Lang::En, Lang::Fr] {
                assert_ne!(words::field(lang, field), field, "{network} {lang:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn exported_texts_name_their_fields_in_the_persons_language() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let french = SettingsSet { lang: Some(Lang::Fr), ..SettingsSet::default() };
    good(upbeat_api::settings_set(&desk.studio, french).await);
    let mut draft = Draft::default();
    draft.body.text = "Une coccinelle".to_owned();
    draft.body.fields.insert("first_comment".to_owned(), "#jardin".to_owned());
    draft.targets = vec![Target { network: NetworkId::Instagram, account: None, format: None }];
    let request = PostCreate { draft: Some(draft), asset_ids: None };
    let post_id = Some(good(upbeat_api::post_create(&desk.studio, request).await).id);
    let folder = desk.folder.path().join("out").display().to_string();
    let request = ExportFiles { post_id, folder, ..ExportFiles::default() };
    let exported = good(upbeat_api::export_files(&desk.studio, request).await);
    let text = std::fs::read_to_string(&exported.files[0].path)?;
    assert_eq!(text, "Une coccinelle\n\nPremier commentaire\u{a0}: #jardin");
    Ok(())
}
