//! A database behind a network: who it is must be proven, or nothing is sent to it.

use std::fs;
use std::path::{Path, PathBuf};

use ledger::{Home, LedgerError, Log};
use tempfile::TempDir;
use testkit::certificate::Certificate;
use testkit::postgres::Server;

use super::support::{ORIGIN, batch, check, keys, open};

struct Bed {
    server: Server,
    database: String,
    certificate: Certificate,
    dir: TempDir,
}

impl Bed {
    fn new(host: &str) -> Bed {
        let certificate = Certificate::of(host);
        let server = Server::on_network(Some(&certificate));
        let url = server.database();
        let (_, database) = url.rsplit_once('/').unwrap();
        Bed {
            database: database.to_owned(),
            server,
            certificate,
            dir: TempDir::new().unwrap(),
        }
    }

    fn issuer(&self, pem: &str) -> PathBuf {
        let file = self.dir.path().join("issuer.pem");
        fs::write(&file, pem).unwrap();
        file
    }

    fn home(&self, host: &str, mode: &str, issuer: &Path) -> Home {
        let url = self.server.network_url(host, &self.database);
        let issuer = issuer.display();
        Home::parse(&format!("{url}?sslmode={mode}&sslrootcert={issuer}")).unwrap()
    }

    /// Connections from the network and whether they are encrypted, as the server sees them.
    fn connections(&self) -> String {
        let sql = "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
                   WHERE client_addr IS NOT NULL";
        self.server.psql(&self.database, sql).unwrap()
    }
}

fn refusal(home: &Home) -> String {
    match Log::open(home, ORIGIN, keys()) {
        Err(error @ (LedgerError::Postgres(_) | LedgerError::Unsuited(_))) => error.to_string(),
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("it connects"),
    }
}

#[test]
fn a_log_over_an_encrypted_connection() {
    let bed = Bed::new("localhost");
    let issuer = bed.issuer(&bed.certificate.issuer);
    for mode in ["verify-full", "require"] {
        let home = bed.home("localhost", mode, &issuer);
        let mut log = open(&home);
        log.append(&batch(5)).unwrap();
        assert_eq!(log.reader().entries(0, 5).unwrap().len(), 5);
        assert_eq!(bed.connections(), "t", "every connection is encrypted");
        assert_eq!(check(&home).problems, vec![]);
    }
    let mut log = open(bed.home("localhost", "disable", &issuer));
    log.append(&batch(1)).unwrap();
    assert_eq!(bed.connections(), "f", "on one machine it need not be");
}

#[test]
fn a_server_that_cannot_prove_its_name_gets_nothing() {
    let bed = Bed::new("db.example");
    let issuer = bed.issuer(&bed.certificate.issuer);
    let error = refusal(&bed.home("localhost", "verify-full", &issuer));
    assert!(error.contains("certificate"), "{error}");
    let stranger = bed.issuer(&Certificate::of("localhost").issuer);
    let error = refusal(&bed.home("localhost", "require", &stranger));
    assert!(error.contains("certificate"), "{error}");
    let error = refusal(&bed.home("localhost", "verify-full", Path::new("/nowhere.pem")));
    assert!(error.contains("/nowhere.pem"), "{error}");
    assert_eq!(bed.connections(), "");
}

/// Somebody in between who says that the server does not encrypt must not get the password.
#[test]
fn a_server_that_does_not_encrypt_is_refused() {
    let server = Server::on_network(None);
    let url = server.database();
    let (_, database) = url.rsplit_once('/').unwrap();
    let url = server.network_url("localhost", database);
    open(Home::parse(&url).unwrap());
    for mode in ["verify-full", "require"] {
        let error = refusal(&Home::parse(&format!("{url}?sslmode={mode}")).unwrap());
        assert!(error.contains("TLS"), "{error}");
    }
    let fallible = Home::parse(&format!("{url}?sslmode=prefer")).unwrap_err();
    assert!(fallible.to_string().contains("verify-full"), "{fallible}");
}
