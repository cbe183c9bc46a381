//! Links to the hosted page under way: from the request for one until some minutes after it is over.
//!
//! A state comes back once. What the redirect brought is kept beside it, because a page that is told `CONNECTING` confirms again.

use rusqlite::{OptionalExtension, Row, params};

use super::super::{Hash, Store};
use super::{forget_ended, open_some, seal_some, seconds, time};
use crate::fault::Fault;

/// More sign-ins at once than anybody needs; the oldest are forgotten.
const MOST_OF_A_CALLER: u32 = 16;

/// A link as it is handed out.
pub(crate) struct HostedStart {
    pub(crate) state: Hash,
    pub(crate) caller: Hash,
    pub(crate) origin: String,
    /// Whether the vendor sends the browser to the broker's own return, and not to a page of the host's.
    pub(crate) own_return: bool,
    /// The account that it is to connect again.
    pub(crate) wanted: Option<String>,
    pub(crate) products: Option<String>,
    /// What its successful redirect brings, for a vendor whose redirect may name no account.
    pub(crate) ticket: Option<Hash>,
    /// When the vendor made it, by the vendor's clock. Seconds since 1970, as `ends`.
    pub(crate) made: u64,
    /// When it was handed out, by this machine's clock.
    pub(crate) began: u64,
    pub(crate) ends: u64,
}

/// What a redirect brings.
pub(crate) struct Redirect {
    pub(crate) state: Hash,
    pub(crate) account: Option<String>,
    pub(crate) ticket: Option<Hash>,
    /// `None` for a failure.
    pub(crate) receipt: Option<Hash>,
}

/// A link whose redirect came.
pub(crate) struct Taken {
    /// Where the page that waits is.
    pub(crate) origin: String,
    /// Whether the receipt was kept.
    pub(crate) confirmable: bool,
}

/// A link that its caller asks about.
pub(crate) struct Hosted {
    pub(crate) origin: String,
    pub(crate) own_return: bool,
    pub(crate) wanted: Option<String>,
    pub(crate) products: Option<String>,
    pub(crate) made: u64,
    pub(crate) began: u64,
    /// Whether the browser has come back through the broker's own return.
    pub(crate) came_back: bool,
    pub(crate) receipt: Option<Hash>,
    /// The account that the redirect named.
    pub(crate) brought: Option<String>,
    /// The redirect brought the ticket, so it ended the very sign-in.
    pub(crate) ticketed: bool,
}

impl Store {
    pub(crate) async fn start_hosted(&self, start: HostedStart) -> Result<(), Fault> {
        self.run(move |connection, sealer| {
            let transaction = connection.transaction()?;
            forget_ended(&transaction, start.began)?;
            transaction.execute(
                "DELETE FROM unipile_hosted WHERE state IN (
                    SELECT state FROM unipile_hosted WHERE caller = ?1 ORDER BY ends DESC LIMIT -1 OFFSET ?2)",
                params![start.caller, MOST_OF_A_CALLER - 1],
            )?;
            let wanted = seal_some(sealer, "unipile_hosted.wanted", &start.state, start.wanted.as_deref())?;
            transaction.execute(
                "INSERT INTO unipile_hosted (state, caller, origin, wanted_sealed, products, made, began, ends, own_return,
                    ticket)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                params![
                    start.state,
                    start.caller,
                    start.origin,
                    wanted,
                    start.products,
                    seconds(start.made),
                    seconds(start.began),
                    seconds(start.ends),
                    start.own_return,
                    start.ticket
                ],
            )?;
            Ok(transaction.commit()?)
        })
        .await
    }

    /// Takes the state of a redirect, once.
    ///
    /// The receipt is kept only when it is known for which account it is: by the redirect; by its ticket, which only the one who
    /// has signed in brings; or, of a link without a ticket, because it is to connect an account again. Whoever knows the state
    /// can ask for a redirect that names none, and would hold a receipt for the account that somebody else signs in later.
    /// Without a receipt the link ends.
    pub(crate) async fn take_hosted(&self, redirect: Redirect, now: u64) -> Result<Option<Taken>, Fault> {
        self.run(move |connection, sealer| {
            let Redirect { state, account, ticket, receipt } = redirect;
            let transaction = connection.transaction()?;
            forget_ended(&transaction, now)?;
            let brought = seal_some(sealer, "unipile_hosted.brought", &state, account.as_deref())?;
            let taken = transaction
                .query_row(
                    "UPDATE unipile_hosted SET came_back = 1, brought_sealed = ?3, ticketed = coalesce(ticket = ?4, 0),
                        receipt = CASE WHEN ?3 IS NOT NULL OR ticket = ?4 OR (ticket IS NULL AND wanted_sealed IS NOT NULL)
                            THEN ?2 END
                     WHERE state = ?1 AND came_back = 0 RETURNING origin, receipt IS NOT NULL",
                    params![state, receipt, brought, ticket],
                    |row| Ok(Taken { origin: row.get(0)?, confirmable: row.get(1)? }),
                )
                .optional()?;
            if taken.as_ref().is_some_and(|taken| !taken.confirmable) {
                transaction.execute("DELETE FROM unipile_hosted WHERE state = ?1", params![state])?;
            }
            transaction.commit()?;
            Ok(taken)
        })
        .await
    }

    /// The link of this caller and no other.
    pub(crate) async fn hosted(&self, state: Hash, caller: Hash, now: u64) -> Result<Option<Hosted>, Fault> {
        self.run(move |connection, sealer| {
            forget_ended(connection, now)?;
            let read = |row: &Row<'_>| {
                let (wanted, brought): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get(1)?, row.get(7)?);
                let hosted = Hosted {
                    origin: row.get(0)?,
                    wanted: None,
                    products: row.get(2)?,
                    made: time(row, 3)?,
                    began: time(row, 4)?,
                    came_back: row.get(5)?,
                    receipt: row.get(6)?,
                    own_return: row.get(8)?,
                    brought: None,
                    ticketed: row.get(9)?,
                };
                Ok((hosted, wanted, brought))
            };
            let found = connection
                .query_row(
                    "SELECT origin, wanted_sealed, products, made, began, came_back, receipt, brought_sealed,
                        own_return, ticketed
                     FROM unipile_hosted WHERE state = ?1 AND caller = ?2",
                    params![state, caller],
                    read,
                )
                .optional()?;
            let Some((hosted, wanted, brought)) = found else {
                return Ok(None);
            };
            let wanted = open_some(sealer, "unipile_hosted.wanted", &state, wanted)?;
            let brought = open_some(sealer, "unipile_hosted.brought", &state, brought)?;
            Ok(Some(Hosted { wanted, brought, ..hosted }))
        })
        .await
    }
}
