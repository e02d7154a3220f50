//! From a request to the endpoint that answers it, with everything that all
//! endpoints have in common: path, method, signature, envelope.

use super::check;
use super::endpoints::{allocate_log, children_list, create, get_info, package_list, role_list};
use super::envelope::{self, Generation};
use super::message::{Answer, Request};
use super::params::Params;
use super::refusal::Refusal;
use super::state::{State, internal};
use super::world::Caller;

const FORM: &str = "application/x-www-form-urlencoded";

/// An endpoint: what it takes, and the function that answers with `data`.
struct Route {
    method: &'static str,
    path: &'static str,
    /// Whether only a group's main account may call it.
    group_only: bool,
    /// Parameters beyond the common ones.
    params: &'static [&'static str],
    run: fn(&mut Asked<'_>) -> Result<String, Refusal>,
}

const ROUTES: [Route; 6] = [
    Route {
        method: "GET",
        path: "/v2/group/account/get-info",
        group_only: true,
        params: &[],
        run: get_info::run,
    },
    Route {
        method: "GET",
        path: "/v2/group/account/list-allocate-log",
        group_only: true,
        params: &allocate_log::PARAMS,
        run: allocate_log::run,
    },
    Route {
        method: "GET",
        path: "/live/v4/group/user/package/list",
        group_only: true,
        params: &package_list::PARAMS,
        run: package_list::run,
    },
    Route {
        method: "POST",
        path: "/live/v4/group/user/create",
        group_only: true,
        params: &[],
        run: create::run,
    },
    Route {
        method: "GET",
        path: "/live/v4/user/children/list",
        group_only: false,
        params: &children_list::PARAMS,
        run: children_list::run,
    },
    Route {
        method: "GET",
        path: "/live/v4/user/children/role/list",
        group_only: false,
        params: &[],
        run: role_list::run,
    },
];

/// A request with the state it is answered from.
pub(super) struct Call<'a> {
    pub(super) request: &'a Request<'a>,
    pub(super) now_ms: i64,
    pub(super) state: &'a mut State,
}

/// A request that passed the common checks, as an endpoint sees it.
pub(super) struct Asked<'a> {
    pub(super) params: Params,
    pub(super) request: &'a Request<'a>,
    pub(super) caller: Caller,
    pub(super) now_ms: i64,
    pub(super) state: &'a mut State,
}

/// Answers a request, whatever it is.
pub(super) fn answer(call: Call<'_>, request_id: &str) -> Answer {
    let (generation, now_ms) = (Generation::of(call.request.path()), call.now_ms);
    match data(call) {
        Ok(data) => envelope::success(generation, &data, request_id, now_ms),
        Err(refusal) => {
            let answer = envelope::failure(generation, &refusal, request_id, now_ms);
            match refusal {
                Refusal::Method(allowed) => answer.with("Allow", allowed),
                _ => answer,
            }
        }
    }
}

fn data(call: Call<'_>) -> Result<String, Refusal> {
    let Call {
        request,
        now_ms,
        state,
    } = call;
    let route = route(request)?;
    let params = params(request)?;
    state.refresh().map_err(|error| internal(&error))?;
    let caller = check::caller(&params, state.world(), now_ms)?;
    if route.group_only && caller != Caller::Group {
        return Err(Refusal::NotAGroup);
    }
    check::names(&params, route.params)?;
    (route.run)(&mut Asked {
        params,
        request,
        caller,
        now_ms,
        state,
    })
}

fn route(request: &Request<'_>) -> Result<&'static Route, Refusal> {
    let path = request.path();
    let route = ROUTES.iter().find(|route| route.path == path);
    let route = route.ok_or(Refusal::NoSuchPath)?;
    if route.method != request.method {
        return Err(Refusal::Method(route.method));
    }
    Ok(route)
}

/// What is signed: the query, and a form's body; a JSON body is not.
fn params(request: &Request<'_>) -> Result<Params, Refusal> {
    let mut params = Params::default();
    params.read(request.query())?;
    if request.method == "POST" && request.is(FORM) {
        let form = std::str::from_utf8(request.body);
        params.read(form.map_err(|_| Refusal::invalid("form body"))?)?;
    }
    Ok(params)
}

#[cfg(test)]
mod tests {
    use super::super::client::Client;
    use super::super::{APP_SECRET, Outcome};
    use super::*;

    #[test]
    fn an_unknown_path_is_404_in_v4_style() {
        let client = Client::new();
        for path in [
            "/",
            "/v2/group/account/get-infos",
            "/live/v4/group/user/update",
        ] {
            let (status, body) = client.send("GET", path, None, b"");
            assert_eq!(status, 404, "{path}");
            assert_eq!(body["success"], false);
            assert_eq!(body["error"]["desc"], "no such path in the sandbox");
        }
    }

    #[test]
    fn another_method_is_405_and_names_the_right_one() {
        let client = Client::new();
        let request = Request {
            method: "GET",
            target: "/live/v4/group/user/create",
            content_type: None,
            body: b"",
        };
        let Outcome::Reply(answer) = client.sandbox.handle(&request, client.now_ms) else {
            panic!("no reply");
        };
        assert_eq!(answer.status, 405);
        assert!(answer.headers.contains(&("Allow".into(), "POST".into())));
    }

    #[test]
    fn a_sub_account_is_no_group() {
        let client = Client::new().sub_account(3);
        let (status, body) = client.get("/live/v4/group/user/package/list", &[]);
        assert_eq!(status, 400);
        assert_eq!(body["error"]["desc"], "找不到集团账号");
        let (status, body) = client.get("/v2/group/account/get-info", &[]);
        assert_eq!(status, 200);
        assert_eq!(body["code"], 400);
        assert_eq!(body["message"], "account not found.");
        assert_eq!(body["data"], "");
        let (status, _) = client.get("/live/v4/user/children/list", &[]);
        assert_eq!(status, 200);
    }

    #[test]
    fn each_generation_refuses_in_its_own_envelope() {
        let client = Client::new().with_secret("wrong");
        let (status, body) = client.get("/v2/group/account/get-info", &[]);
        assert_eq!((status, body["code"].to_string()), (200, "403".into()));
        assert_eq!(body["message"], "invalid signature.");
        let (status, body) = client.get("/live/v4/user/children/list", &[]);
        assert_eq!((status, body["code"].to_string()), (400, "400".into()));
        assert_eq!(body["error"]["desc"], "invalid signature.");
        assert!(body["requestId"].is_string());
    }

    #[test]
    fn a_form_is_signed_with_its_query() {
        let client = Client::new();
        let form = format!("appId=sandboxapp&timestamp={}&memo=a+b", client.now_ms);
        let mut params = Params::default();
        params.read(&form).unwrap();
        let sign = super::super::signature::expected(params.iter(), APP_SECRET);
        let target = format!("/live/v4/group/user/create?sign={sign}");
        let (_, body) = client.send("POST", &target, Some(FORM), form.as_bytes());
        // The signature holds; create takes no such parameter.
        assert_eq!(body["error"]["desc"], "param validate error: memo");
    }
}
