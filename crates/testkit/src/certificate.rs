//! Certificates for servers of tests: each with an issuer of its own, good for one name.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

/// A certificate of a server, in PEM.
pub struct Certificate {
    /// The certificate.
    pub pem: String,
    /// Its key.
    pub key: String,
    /// The certificate of its issuer: what a client must know to believe it.
    pub issuer: String,
}

impl Certificate {
    /// A certificate for a host.
    ///
    /// # Panics
    /// If the name is none.
    #[must_use]
    pub fn of(host: &str) -> Certificate {
        let mut params = CertificateParams::new([]).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("random numbers");
        let issuer = params.self_signed(&key).expect("its own key");
        let own_key = KeyPair::generate().expect("random numbers");
        let own = CertificateParams::new([host.to_owned()]).expect("a name");
        let own = own.signed_by(&own_key, &Issuer::new(params, key));
        Certificate {
            pem: own.expect("a key to sign with").pem(),
            key: own_key.serialize_pem(),
            issuer: issuer.pem(),
        }
    }
}
