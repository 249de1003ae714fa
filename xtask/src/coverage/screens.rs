//! The screens, from the interface's routes.

use super::suite::{Item, Suite};
use super::{Row, Section, read};
use anyhow::{Result, bail};
use std::path::Path;

const ROUTES: &str = "ui/src/app/routes.tsx";

/// Every route that shows something.
pub fn section(root: &Path) -> Result<Section> {
    let (window, browser) = (Suite::read(root, "tests/window")?, Suite::read(root, "ui/tests/window")?);
    let rows = routes(&read(root, ROUTES)?)?
        .into_iter()
        .map(|route| Row {
            proofs: window
                .proofs(|item| opens(item, &route.path))
                .into_iter()
                // Why direct: the helpers of those tests know addresses that a test doesn't go to.
                .chain(browser.direct_proofs(|item| goes_to(item, &route.path)))
                .collect(),
            what: format!("`{}`", route.component),
            places: vec![format!("ui/src/{}.tsx", route.file)],
            name: route.path,
        })
        .collect();
    Ok(Section {
        title: "Screens",
        rule: "From `ui/src/app/routes.tsx`. Proof: a test that goes to the address or takes a picture of the screen by \
               its name, in the real window or in a browser.",
        rows,
    })
}

/// Whether the route's address stands there, or the screen's name as a text of its own.
fn opens(item: &Item, path: &str) -> bool {
    goes_to(item, path) || item.text.contains(&format!("\"{}\"", path.trim_start_matches('/')))
}

fn goes_to(item: &Item, path: &str) -> bool {
    ["\"", "'", "`"].iter().any(|quote| {
        item.text.contains(&format!("{quote}{path}{quote}")) || item.text.contains(&format!("{quote}{path}?"))
    })
}

struct Route {
    path: String,
    file: String,
    component: String,
}

/// The routes with a component of their own: `path: "/queue"` or `path: QUEUE`, and
/// `import("@/screens/queue/Queue")`.
fn routes(source: &str) -> Result<Vec<Route>> {
    let mut routes = Vec::new();
    for block in source.split("createRoute(").skip(1) {
        let Some(file) = quoted(block, "import(\"@/") else { continue };
        let component = file.rsplit('/').next().unwrap_or_default().to_owned();
        let word = |after: &str| block.split_once(after)?.1.split([',', '\n']).next();
        let constant = || quoted(source, &format!("const {} = \"", word("path: ")?));
        match quoted(block, "path: \"").or_else(constant) {
            Some(path) => routes.push(Route { path, file, component }),
            None => bail!("{ROUTES} has a route to {file} without an address that can be read"),
        }
    }
    Ok(routes)
}

fn quoted(text: &str, after: &str) -> Option<String> {
    Some(text.split_once(after)?.1.split_once('"')?.0.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_that_only_lead_elsewhere_are_no_screens() -> Result<()> {
        let source = "const QUEUE = \"/queue\"; createRoute({ path: \"/\", beforeLoad: () => {} });\n\
                      const queue = createRoute({ path: QUEUE,\n component: lazy(() => \
                      import(\"@/screens/queue/Queue\"), \"Queue\") });";
        let routes = routes(source)?;
        assert_eq!(routes.len(), 1);
        assert_eq!((routes[0].path.as_str(), routes[0].file.as_str()), ("/queue", "screens/queue/Queue"));
        Ok(())
    }
}
