//! Logins by IAM of AWS, for the store and for Kafka.

#[cfg(feature = "aws")]
pub(crate) use signed::*;
#[cfg(not(feature = "aws"))]
pub(crate) use unsigned::*;

#[cfg(feature = "aws")]
mod signed {
    use std::sync::Arc;

    use async_trait::async_trait;
    use sources::aws::token::Signer;
    use store_redis::{IamLogin, Passwords};
    use tokio::sync::OnceCell;

    /// A source of passwords for a store whose URL asks for them; `None` in a build without AWS.
    pub(crate) fn passwords() -> Option<Arc<dyn Passwords>> {
        Some(Arc::new(Iam::default()))
    }

    /// A source of tokens for MSK brokers.
    #[cfg(feature = "kafka")]
    pub(crate) async fn tokens(
        region: Option<String>,
    ) -> Result<Arc<dyn sources::kafka::Tokens>, String> {
        let signer = Signer::connect(region).await;
        Ok(Arc::new(signer.map_err(|error| error.to_string())?))
    }

    /// Looks for credentials once the first password is needed.
    #[derive(Default)]
    struct Iam(OnceCell<Signer>);

    #[async_trait]
    impl Passwords for Iam {
        async fn password(&self, login: &IamLogin) -> Result<String, String> {
            let signer = self
                .0
                .get_or_try_init(|| Signer::connect(login.region.clone()));
            let signer = signer.await.map_err(|error| error.to_string())?;
            let IamLogin { cache, user, .. } = login;
            signer.elasticache(cache, login.is_serverless, user).await
        }
    }
}

#[cfg(not(feature = "aws"))]
mod unsigned {
    use std::sync::Arc;

    use store_redis::Passwords;

    pub(crate) fn passwords() -> Option<Arc<dyn Passwords>> {
        None
    }

    #[cfg(feature = "kafka")]
    pub(crate) async fn tokens(
        _: Option<String>,
    ) -> Result<Arc<dyn sources::kafka::Tokens>, String> {
        Err("sasl=aws-msk-iam needs a build with the feature aws".to_owned())
    }
}
