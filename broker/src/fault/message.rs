//! What happened and the next step, in words, for each fault and vendor.

use super::{Fault, Vendor};
use crate::retry::ATTEMPTS;

impl Vendor {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Salesflow => "Salesflow",
            Self::LinkedIn => "LinkedIn",
            Self::Unipile => "Unipile",
        }
    }

    fn url_variables(self) -> &'static str {
        match self {
            Self::Salesflow => "SALESFLOW_API_URL",
            Self::LinkedIn => "LINKEDIN_URL and LINKEDIN_API_URL",
            Self::Unipile => "UNIPILE_API_URL and UNIPILE_API_VERSION",
        }
    }

    /// What to check when the vendor refuses a request that is right.
    fn request_variables(self) -> &'static str {
        match self {
            Self::Salesflow => "SALESFLOW_API_URL and SALESFLOW_AUTH",
            Self::LinkedIn => "LINKEDIN_URL, LINKEDIN_API_URL and LINKEDIN_CLIENT_ID",
            Self::Unipile => "UNIPILE_API_URL, UNIPILE_API_VERSION and UNIPILE_DOMAIN",
        }
    }

    fn timeout_variable(self) -> &'static str {
        match self {
            Self::Salesflow => "SALESFLOW_TIMEOUT_MS",
            Self::LinkedIn => "LINKEDIN_TIMEOUT_MS",
            Self::Unipile => "UNIPILE_TIMEOUT_MS",
        }
    }

    fn empty_advice(self) -> &'static str {
        match self {
            Self::Salesflow => "Ask Salesflow whether the API key's plan includes the embedded flow.",
            Self::LinkedIn => {
                "Check that the application has r_sales_nav_display and the member a Sales Navigator seat."
            }
            Self::Unipile => "Check UNIPILE_API_URL and UNIPILE_API_VERSION.",
        }
    }
}

impl Fault {
    /// What happened and the next step.
    pub(super) fn message(&self) -> String {
        let fixed = match self {
            Self::VendorRateLimited(vendor) => {
                return format!("{} limits the rate of calls (429). Try again in a while.", vendor.name());
            }
            Self::VendorRefused(vendor, status) => {
                return format!(
                    "{} refused the request ({status}). Check {}.",
                    vendor.name(),
                    vendor.request_variables()
                );
            }
            Self::VendorUnavailable(Vendor::Salesflow, status) => {
                return format!(
                    "Salesflow failed {ATTEMPTS} times, the last time with {status}. Try again in a while."
                );
            }
            Self::VendorUnavailable(vendor @ (Vendor::LinkedIn | Vendor::Unipile), status) => {
                return format!("{} failed ({status}). Try again in a while.", vendor.name());
            }
            Self::VendorUnreachable(Vendor::Salesflow) => {
                return format!(
                    "Salesflow could not be reached in {ATTEMPTS} attempts. Check SALESFLOW_API_URL, and \
                     this machine's name resolution, firewall and CA certificates."
                );
            }
            Self::VendorUnreachable(Vendor::LinkedIn) => {
                "LinkedIn could not be reached. Check LINKEDIN_URL and LINKEDIN_API_URL, and this machine's \
                 name resolution, firewall and CA certificates."
            }
            Self::VendorUnreachable(Vendor::Unipile) => {
                "Unipile could not be reached. Check UNIPILE_API_URL, and this machine's name resolution, firewall and CA \
                 certificates."
            }
            Self::VendorTimeout(vendor) => {
                return format!(
                    "{} did not answer in time. Try again, or raise {}.",
                    vendor.name(),
                    vendor.timeout_variable()
                );
            }
            Self::VendorAnswerEmpty(Vendor::Unipile) => {
                "Unipile answered with success but said nothing. Check UNIPILE_API_URL and UNIPILE_API_VERSION."
            }
            Self::VendorAnswerUnreadable(Vendor::Unipile, seen) => {
                return format!(
                    "Unipile answered with success, but not in a form that is known: {seen}. Check UNIPILE_API_URL and \
                     UNIPILE_API_VERSION; if they are right, report this message to the linkdock project."
                );
            }
            Self::VendorAnswerEmpty(vendor) => {
                return format!(
                    "{} answered with success but without a token. {}",
                    vendor.name(),
                    vendor.empty_advice()
                );
            }
            Self::VendorAnswerUnreadable(vendor, seen) => {
                return format!(
                    "{} answered with success, but there is no token where one was expected: {seen}. \
                     Check {}; if that is right, report this message to the linkdock project.",
                    vendor.name(),
                    vendor.url_variables()
                );
            }
            Self::CallerUnauthenticated(why) => why,
            Self::OriginNotAllowed(why) => why,
            Self::NotConfigured(what) => what,
            Self::RequestInvalid(what) => what,
            Self::Refused(refusal) => refusal.kind.message(),
            Self::WebhookUnauthenticated => {
                "The webhook came without the right secret. Have Unipile send UNIPILE_WEBHOOK_SECRET in the header \
                 Unipile-Auth, or add it to the webhook's URL as `secret`."
            }
            Self::ConfirmRefused => {
                "This sign-in can't be confirmed: it was started by another user or page, its receipt is wrong, the account is \
                 not the one that it connected, or its time is over. Start it again."
            }
            Self::ConfirmUnproven => {
                "Nothing from Unipile says that this account came of this sign-in. Set up Unipile's webhook for account \
                 events: UNIPILE_WEBHOOK_SECRET here (in version 1 UNIPILE_WEBHOOK_URL, too), the address of \
                 /linkdock/unipile/webhook there. If it is set up, try again: it may be late."
            }
            Self::IntentUnknown => {
                "This sign-in is unknown, was started by another user, or is older than 10 minutes. Start it again."
            }
            Self::AccountNotAllowed => {
                "The caller may not update this account. If it should, list the account id in the `accounts` \
                 claim of the caller token."
            }
            Self::AccountIdInvalid => "The account id in the path must be 1 to 32 digits.",
            Self::BodyInvalid => {
                "The body must be JSON with the texts `state` and `receipt`, and Content-Type \
                 application/json. Send what the return page told the dock."
            }
            Self::NotFound => "No such broker route. Check the base URL given to brokerClient().",
            Self::MethodNotAllowed => {
                "This broker route does not take this HTTP method. The Allow header names those it takes."
            }
            Self::StateUnknown => {
                "This LinkedIn sign-in is unknown, used, or older than 10 minutes. Start it again."
            }
            Self::LinkRefused => {
                "This LinkedIn sign-in can't be claimed: it was started by another user or page, its receipt \
                 is wrong or used, or it is older than 10 minutes. Start it again."
            }
            Self::StoreFailed => {
                "The broker's store could not be read or written. Try again; if that fails, look in the \
                 broker's log, and check the disk and the permissions of LINKDOCK_STORE."
            }
            Self::StoreDamaged => {
                "What the broker's store holds for this user has been changed or damaged. Unlink LinkedIn \
                 and link it again; if many users see this, restore LINKDOCK_STORE from a backup."
            }
            Self::Interrupted => "The broker was stopped in the middle of the request. Try again.",
            Self::VendorClientRefused => {
                "LinkedIn refused the application's credentials. Check LINKEDIN_CLIENT_ID and \
                 LINKEDIN_CLIENT_SECRET against the application's Auth page at LinkedIn."
            }
            Self::VendorCodeRefused => {
                "LinkedIn refused the authorization code. Start the sign-in again; if it fails every time, \
                 check that LINKEDIN_REDIRECT_URI is registered with the application, to the letter."
            }
            Self::VendorScopeRefused => {
                "LinkedIn does not let this application or member have Sales Access Tokens (403). Check that \
                 the application was granted r_sales_nav_display, and the member has a Sales Navigator seat."
            }
            Self::VendorKeyRefused(Vendor::Unipile) => {
                "Unipile refused the API key. Check UNIPILE_API_KEY in Unipile's dashboard, and that UNIPILE_API_VERSION and \
                 UNIPILE_API_URL are those it belongs to."
            }
            Self::VendorKeyRefused(_) => {
                "Salesflow refused the API key (401). Salesflow keys expire after 30 days or 1 year: issue a \
                 new one in its dashboard and set SALESFLOW_API_KEY. If the key is new, try another \
                 SALESFLOW_AUTH."
            }
            Self::VendorKeyForbidden => {
                "Salesflow knows the API key but does not let it do this (403). Check in its dashboard that \
                 the key is active and may issue tokens."
            }
            Self::VendorAccountUnknown(Vendor::Unipile) => {
                "Unipile does not know this account. It may have been deleted: connect it anew."
            }
            Self::VendorAccountUnknown(_) => {
                "Salesflow does not know this account (404). It may have been deleted: connect it anew. If \
                 every account is unknown, check SALESFLOW_API_URL."
            }
        };
        fixed.to_owned()
    }
}
