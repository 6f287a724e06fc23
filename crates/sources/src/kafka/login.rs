//! SASL: authenticates us to a broker.

use bytes::Bytes;
use kafka_protocol::messages::{SaslAuthenticateRequest, SaslHandshakeRequest};
use kafka_protocol::protocol::StrBytes;
use rsasl::prelude::{Mechname, SASLClient, SASLConfig, Session, State};

use super::connection::Connection;
use super::security::{Login, Secret, Security};
use super::{CallError, Trouble};

/// How much of a refusal is shown, in bytes.
const MOST_SAID: usize = 200;

/// Connects to a broker, and logs in if a user is set.
pub(super) async fn enter(
    host: &str,
    port: u16,
    security: &Security,
) -> Result<Connection, CallError> {
    let mut connection = Connection::to(host, port, security).await?;
    if let Some(who) = &security.login {
        let entered = login(&mut connection, who).await;
        entered.map_err(|error| error.at(&format!("{host}:{port}")))?;
    }
    Ok(connection)
}

async fn login(connection: &mut Connection, login: &Login) -> Result<(), CallError> {
    let mechanism = login.sasl.mechanism();
    let request =
        SaslHandshakeRequest::default().with_mechanism(StrBytes::from_static_str(mechanism));
    let answer = connection.call(&request, 1..=1).await?;
    if answer.error_code != 0 {
        let offered: Vec<&str> = answer.mechanisms.iter().map(StrBytes::as_str).collect();
        let offered = offered.join(", ");
        let message = format!("the broker takes no {mechanism}; it takes {offered}");
        return Err(CallError::new(Trouble::Denied, message));
    }
    let denied = |what| CallError::new(Trouble::Denied, what);
    let password = match &login.secret {
        Secret::Password(password) => password().map_err(denied)?,
        Secret::Tokens(tokens) => {
            let token = tokens.token().await.map_err(denied)?;
            return show(connection, login, &token).await;
        }
    };
    let mut session = session(login, password).map_err(denied)?;
    let mut said: Option<Bytes> = None;
    loop {
        let mut ours = Vec::new();
        let state = session.step(said.as_deref(), &mut ours);
        let state = state.map_err(|error| {
            let message = format!("the broker's side of {mechanism} is wrong: {error}");
            CallError::new(Trouble::Denied, message)
        })?;
        let is_over = matches!(state, State::Finished(_));
        if is_over && ours.is_empty() {
            return Ok(());
        }
        let answer = say(connection, login, ours).await?;
        if is_over && answer.is_empty() {
            return Ok(());
        }
        said = Some(answer);
    }
}

/// OAUTHBEARER: a single message contains everything, and the broker replies only if something is wrong.
async fn show(connection: &mut Connection, login: &Login, token: &str) -> Result<(), CallError> {
    let ours = format!("n,,\x01auth=Bearer {token}\x01\x01");
    let answer = say(connection, login, ours.into()).await?;
    match answer.is_empty() {
        true => Ok(()),
        false => {
            let beginning = &answer[..answer.len().min(MOST_SAID)];
            Err(refused(login, &String::from_utf8_lossy(beginning)))
        }
    }
}

/// Sends a message and returns the broker's reply.
async fn say(
    connection: &mut Connection,
    login: &Login,
    ours: Vec<u8>,
) -> Result<Bytes, CallError> {
    let request = SaslAuthenticateRequest::default().with_auth_bytes(ours.into());
    let answer = connection.call(&request, 0..=1).await?;
    if answer.error_code != 0 {
        let why = answer.error_message.as_deref();
        return Err(refused(login, why.unwrap_or("no reason given")));
    }
    connection.lasts(answer.session_lifetime_ms);
    Ok(answer.auth_bytes)
}

fn refused(Login { sasl, user, secret }: &Login, why: &str) -> CallError {
    let mechanism = sasl.mechanism();
    let message = match secret {
        Secret::Password(_) => format!(
            "the broker does not let `{user}` in by {mechanism}: {why} (wrong user or password)"
        ),
        Secret::Tokens(_) => format!(
            "the broker does not take the token that IAM signed, by {mechanism}: {why} (the role of this server may need \
             kafka-cluster:Connect on this cluster, the region may be another one, or the clock wrong)"
        ),
    };
    CallError::new(Trouble::Denied, message)
}

fn session(login: &Login, password: String) -> Result<Session, String> {
    let config = SASLConfig::with_credentials(None, login.user.clone(), password);
    let client = SASLClient::new(config.map_err(|error| error.to_string())?);
    let name = Mechname::parse(login.sasl.mechanism().as_bytes());
    let name = name.map_err(|error| error.to_string())?;
    client
        .start_suggested(&[name])
        .map_err(|error| error.to_string())
}
