//! Links: which user of the host has which tokens at LinkedIn.
//!
//! Every link has a random id of its own, and what a vendor's answer changes names that id: an answer that comes after the link
//! was removed or replaced changes nothing.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::seal::{Place, SealError, Sealer};
use super::{Credential, Hash, Store, StoreError};
use crate::fault::Fault;

/// Tells a link from an earlier or later one of the same caller.
pub(crate) type LinkId = [u8; 16];

/// A caller's link.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) id: LinkId,
    pub(crate) access: Credential,
    pub(crate) refresh: Option<Credential>,
    pub(crate) sat: Option<Credential>,
}

impl Store {
    pub(crate) async fn link(&self, caller: Hash) -> Result<Option<Link>, Fault> {
        self.run(move |connection, sealer| {
            let read = |row: &Row<'_>| {
                let id: LinkId = row.get(0)?;
                let access: Option<Vec<u8>> = row.get(1)?;
                let refresh: Option<Vec<u8>> = row.get(2)?;
                let sat: Option<Vec<u8>> = row.get(3)?;
                Ok((id, access, refresh, sat))
            };
            let found = connection.query_row(
                "SELECT id, access_sealed, refresh_sealed, sat_sealed FROM links WHERE caller = ?1",
                params![caller],
                read,
            );
            let Some((id, access, refresh, sat)) = found.optional()? else {
                return Ok(None);
            };
            let row: &[&[u8]] = &[&caller, &id];
            Ok(Some(Link {
                id,
                access: column(sealer, "links.access", row, access)?.ok_or(SealError::Damaged)?,
                refresh: column(sealer, "links.refresh", row, refresh)?,
                sat: column(sealer, "links.sat", row, sat)?,
            }))
        })
        .await
    }

    /// Keeps a new Sales Access Token. `false` when the link is gone.
    pub(crate) async fn keep_sat(&self, caller: Hash, id: LinkId, sat: Credential) -> Result<bool, Fault> {
        self.run(move |connection, sealer| {
            let sat = seal(sealer, "links.sat", &[&caller, &id], Some(&sat))?;
            let kept = connection.execute(
                "UPDATE links SET sat_sealed = ?3 WHERE caller = ?1 AND id = ?2",
                params![caller, id, sat],
            )?;
            Ok(kept == 1)
        })
        .await
    }

    /// Keeps renewed OAuth tokens. `false` when the link is gone.
    pub(crate) async fn keep_oauth(
        &self,
        caller: Hash,
        id: LinkId,
        access: Credential,
        refresh: Option<Credential>,
    ) -> Result<bool, Fault> {
        self.run(move |connection, sealer| {
            let row: &[&[u8]] = &[&caller, &id];
            let access = seal(sealer, "links.access", row, Some(&access))?;
            let refresh = seal(sealer, "links.refresh", row, refresh.as_ref())?;
            let kept = connection.execute(
                "UPDATE links SET access_sealed = ?3, refresh_sealed = ?4 WHERE caller = ?1 AND id = ?2",
                params![caller, id, access, refresh],
            )?;
            Ok(kept == 1)
        })
        .await
    }

    /// Drops this link and no other: the vendor no longer takes its tokens.
    pub(crate) async fn drop_link(&self, caller: Hash, id: LinkId) -> Result<(), Fault> {
        self.run(move |connection, _| {
            connection.execute("DELETE FROM links WHERE caller = ?1 AND id = ?2", params![caller, id])?;
            Ok(())
        })
        .await
    }

    /// Removes whatever there is of the caller, sign-ins under way too.
    pub(crate) async fn unlink(&self, caller: Hash) -> Result<(), Fault> {
        self.run(move |connection, _| {
            let transaction = connection.transaction()?;
            transaction.execute("DELETE FROM links WHERE caller = ?1", params![caller])?;
            transaction.execute("DELETE FROM grants WHERE caller = ?1", params![caller])?;
            Ok(transaction.commit()?)
        })
        .await
    }
}

pub(super) fn insert(
    connection: &Connection,
    sealer: &Sealer,
    caller: Hash,
    access: &Credential,
    refresh: Option<&Credential>,
) -> Result<(), StoreError> {
    let mut id: LinkId = [0; 16];
    getrandom::fill(&mut id).map_err(|_| SealError::NoRandomness)?;
    let row: &[&[u8]] = &[&caller, &id];
    connection.execute(
        "INSERT OR REPLACE INTO links (caller, id, access_sealed, refresh_sealed) VALUES (?1, ?2, ?3, ?4)",
        params![
            caller,
            id,
            seal(sealer, "links.access", row, Some(access))?,
            seal(sealer, "links.refresh", row, refresh)?
        ],
    )?;
    Ok(())
}

pub(super) fn seal(
    sealer: &Sealer,
    column: &'static str,
    row: &[&[u8]],
    credential: Option<&Credential>,
) -> Result<Option<Vec<u8>>, SealError> {
    credential.map(|credential| sealer.seal(Place { column, row }, &credential.to_bytes())).transpose()
}

/// Opens what a column holds.
pub(super) fn column(
    sealer: &Sealer,
    column: &'static str,
    row: &[&[u8]],
    sealed: Option<Vec<u8>>,
) -> Result<Option<Credential>, SealError> {
    let open = |sealed: Vec<u8>| {
        let bytes = sealer.open(Place { column, row }, &sealed)?;
        Credential::from_bytes(&bytes).ok_or(SealError::Damaged)
    };
    sealed.map(open).transpose()
}
