//! SASL: authenticates us to a broker.

use bytes::Bytes;
use kafka_protocol::messages::{SaslAuthenticateRequest, SaslHandshakeRequest};
use kafka_protocol::protocol::StrBytes;
use rsasl::prelude::{Mechname, SASLClient, SASLConfig, Session, State};

use super::connection::Connection;
use super::security::{Login, Security};
use super::{CallError, Trouble};

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
    let mut session = session(login).map_err(|what| CallError::new(Trouble::Denied, what))?;
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
        let request = SaslAuthenticateRequest::default().with_auth_bytes(ours.into());
        let answer = connection.call(&request, 0..=1).await?;
        if answer.error_code != 0 {
            let why = answer.error_message.as_deref().unwrap_or("no reason given");
            let user = &login.user;
            let message = format!(
                "the broker does not let `{user}` in by {mechanism}: {why} (wrong user or password)"
            );
            return Err(CallError::new(Trouble::Denied, message));
        }
        if is_over && answer.auth_bytes.is_empty() {
            return Ok(());
        }
        said = Some(answer.auth_bytes);
    }
}

fn session(login: &Login) -> Result<Session, String> {
    let password = (login.password)()?;
    let config = SASLConfig::with_credentials(None, login.user.clone(), password);
    let client = SASLClient::new(config.map_err(|error| error.to_string())?);
    let name = Mechname::parse(login.sasl.mechanism().as_bytes());
    let name = name.map_err(|error| error.to_string())?;
    client
        .start_suggested(&[name])
        .map_err(|error| error.to_string())
}
