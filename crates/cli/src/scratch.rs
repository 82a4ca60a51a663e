//! Files for tests.

/// Writes a file for a test, and names it.
pub(crate) fn scratch(name: &str, text: &str) -> String {
    let folder = std::env::temp_dir().join(format!("knockon-cli-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}
