//! A list that no command declares, read page by page all the same.

use crate::api::List;
use crate::failure::Failure;
use crate::http::Request;
use crate::sign::Params;

/// The list that a request asks for. The counter of pages is the one typed,
/// else the generation's.
///
/// # Errors
/// Usage, when another page than the first was typed.
pub(super) fn any_list(mut request: Request) -> Result<List, Failure> {
    let typed = ["page", "pageNumber"]
        .into_iter()
        .find(|name| request.query.get(name).is_some());
    let of_generation = match request.path.starts_with("/v2/") {
        true => "page",
        false => "pageNumber",
    };
    let counter = typed.unwrap_or(of_generation);
    if request.query.get(counter).is_some_and(|page| page != "1") {
        return Err(Failure::usage(format!(
            "--query {counter}: --paginate starts at page 1"
        )));
    }
    let rest = request.query.iter().filter(|(name, _)| *name != counter);
    request.query = rest.fold(Params::new(), |all, (name, value)| all.with(name, value));
    Ok(List {
        rows: "rows",
        request,
        counter: Some(counter),
        // 100 is what most calls allow; some only 50, and 10 is every default.
        sizes: &[100, 50, 10],
        id: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_counted_as_the_generation_does_unless_told_otherwise() {
        let asked = |path: &str, query: Params| {
            let list = any_list(Request::get(path, query)).unwrap();
            list.request(2, 100).shown()
        };
        assert_eq!(asked("/v2/x", Params::new()), "page=2&pageSize=100");
        assert_eq!(
            asked("/live/v4/x", Params::new()),
            "pageNumber=2&pageSize=100"
        );
        let typed = Params::new().with("pageSize", "7").with("page", "1");
        assert_eq!(asked("/live/v4/x", typed), "pageSize=7&page=2");
        let third = Params::new().with("page", "3");
        assert!(any_list(Request::get("/v2/x", third)).is_err());
    }
}
