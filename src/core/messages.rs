//! The one catalogue of what the person at the page reads, in six languages; a host can put its own words over it.
//!
//! A language's texts are one string, a line each, because a table of strings costs eight bytes for every entry.

/// Makes the enum of texts, their names for JavaScript, and a string of lines for each language.
macro_rules! catalogue {
    ($($(#[$doc:meta])* $text:ident $key:literal
        en $en:literal fr $fr:literal de $de:literal es $es:literal pt $pt:literal ar $ar:literal)*) => {
        /// A text that the dock can show.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Text {
            $($(#[$doc])* $text,)*
        }

        impl Text {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$text),*];
        }

        /// Their names for JavaScript, a line each.
        pub const KEYS: &str = concat!($($key, "\n"),*);
        const EN: &str = concat!($($en, "\n"),*);
        const FR: &str = concat!($($fr, "\n"),*);
        const DE: &str = concat!($($de, "\n"),*);
        const ES: &str = concat!($($es, "\n"),*);
        const PT: &str = concat!($($pt, "\n"),*);
        const AR: &str = concat!($($ar, "\n"),*);
    };
}

catalogue! {
    /// The name of the frame, and of the dialog.
    Title "title"
        en "Connect your LinkedIn account"
        fr "Connecter votre compte LinkedIn"
        de "LinkedIn-Konto verbinden"
        es "Conectar su cuenta de LinkedIn"
        pt "Conectar sua conta do LinkedIn"
        ar "ربط حساب LinkedIn الخاص بك"
    /// Something is on its way.
    Loading "loading"
        en "Loading…"
        fr "Chargement…"
        de "Wird geladen…"
        es "Cargando…"
        pt "Carregando…"
        ar "جارٍ التحميل…"
    /// The popup is open.
    Continue "continue"
        en "Continue in the other window."
        fr "Continuez dans l’autre fenêtre."
        de "Machen Sie im anderen Fenster weiter."
        es "Continúe en la otra ventana."
        pt "Continue na outra janela."
        ar "تابع في النافذة الأخرى."
    /// The popup is closed, or can't be seen from here.
    MaybeClosed "maybeClosed"
        en "The sign-in window may be closed. If it is still open, finish there."
        fr "La fenêtre de connexion est peut-être fermée. Si elle est encore ouverte, terminez-y."
        de "Das Anmeldefenster ist vielleicht geschlossen. Wenn es noch offen ist, machen Sie dort weiter."
        es "Es posible que la ventana de inicio de sesión esté cerrada. Si sigue abierta, termine allí."
        pt "A janela de login pode estar fechada. Se ainda estiver aberta, termine nela."
        ar "ربما أُغلقت نافذة تسجيل الدخول. إذا كانت لا تزال مفتوحة فأكمل هناك."
    /// The user closed the popup.
    Closed "closed"
        en "The sign-in window was closed."
        fr "La fenêtre de connexion a été fermée."
        de "Das Anmeldefenster wurde geschlossen."
        es "Se cerró la ventana de inicio de sesión."
        pt "A janela de login foi fechada."
        ar "أُغلقت نافذة تسجيل الدخول."
    /// The user gave up.
    Cancelled "cancelled"
        en "The connection was cancelled."
        fr "La connexion a été annulée."
        de "Die Verbindung wurde abgebrochen."
        es "Se canceló la conexión."
        pt "A conexão foi cancelada."
        ar "أُلغي الربط."
    /// The account is active.
    Connected "connected"
        en "Your account is connected."
        fr "Votre compte est connecté."
        de "Ihr Konto ist verbunden."
        es "Su cuenta está conectada."
        pt "Sua conta está conectada."
        ar "تم ربط حسابك."
    /// Beside a frame that may have stayed empty.
    Silent "silent"
        en "Nothing to see here?"
        fr "Rien ne s’affiche ?"
        de "Wird hier nichts angezeigt?"
        es "¿No se ve nada aquí?"
        pt "Nada aparece aqui?"
        ar "ألا يظهر شيء هنا؟"
    /// There is no usable token.
    NotStarted "notStarted"
        en "The connection could not be started."
        fr "La connexion n’a pas pu démarrer."
        de "Die Verbindung konnte nicht gestartet werden."
        es "No se pudo iniciar la conexión."
        pt "Não foi possível iniciar a conexão."
        ar "تعذّر بدء الربط."
    /// A token or the vendor's page hasn't come in time.
    TooSlow "tooSlow"
        en "This is taking too long."
        fr "Cela prend trop de temps."
        de "Das dauert zu lange."
        es "Está tardando demasiado."
        pt "Está demorando demais."
        ar "يستغرق هذا وقتًا طويلًا."
    /// A token that was given as a text has been used.
    LinkUsed "linkUsed"
        en "This link has already been used. Reload the page to get a new one."
        fr "Ce lien a déjà été utilisé. Rechargez la page pour en obtenir un nouveau."
        de "Dieser Link wurde bereits verwendet. Laden Sie die Seite neu, um einen neuen zu bekommen."
        es "Este enlace ya se ha usado. Recargue la página para obtener uno nuevo."
        pt "Este link já foi usado. Recarregue a página para obter um novo."
        ar "استُخدم هذا الرابط من قبل. أعد تحميل الصفحة للحصول على رابط جديد."
    /// The vendor's page is too old.
    LinkExpired "linkExpired"
        en "This sign-in page has expired."
        fr "Cette page de connexion a expiré."
        de "Diese Anmeldeseite ist abgelaufen."
        es "Esta página de inicio de sesión ha caducado."
        pt "Esta página de login expirou."
        ar "انتهت صلاحية صفحة تسجيل الدخول هذه."
    /// The browser blocked the popup.
    PopupBlocked "popupBlocked"
        en "Your browser blocked the sign-in window."
        fr "Votre navigateur a bloqué la fenêtre de connexion."
        de "Ihr Browser hat das Anmeldefenster blockiert."
        es "Su navegador bloqueó la ventana de inicio de sesión."
        pt "Seu navegador bloqueou a janela de login."
        ar "حظر متصفحك نافذة تسجيل الدخول."
    /// The frame was forbidden or failed.
    FrameRefused "frameRefused"
        en "The sign-in page can’t be shown here."
        fr "La page de connexion ne peut pas s’afficher ici."
        de "Die Anmeldeseite kann hier nicht angezeigt werden."
        es "La página de inicio de sesión no se puede mostrar aquí."
        pt "A página de login não pode ser exibida aqui."
        ar "لا يمكن عرض صفحة تسجيل الدخول هنا."
    /// The vendor reported a failure.
    NotConnected "notConnected"
        en "The account could not be connected."
        fr "Le compte n’a pas pu être connecté."
        de "Das Konto konnte nicht verbunden werden."
        es "No se pudo conectar la cuenta."
        pt "Não foi possível conectar a conta."
        ar "تعذّر ربط الحساب."
    /// The account is gone at the vendor.
    AccountDeleted "accountDeleted"
        en "This account no longer exists and has to be connected anew."
        fr "Ce compte n’existe plus et doit être connecté à nouveau."
        de "Dieses Konto existiert nicht mehr und muss neu verbunden werden."
        es "Esta cuenta ya no existe y hay que conectarla de nuevo."
        pt "Esta conta não existe mais e precisa ser conectada novamente."
        ar "لم يعد هذا الحساب موجودًا ويجب ربطه من جديد."
    /// The user signed in with another account.
    OtherAccount "otherAccount"
        en "That is another LinkedIn account. Sign in with the one that was linked."
        fr "C’est un autre compte LinkedIn. Connectez-vous avec celui qui était associé."
        de "Das ist ein anderes LinkedIn-Konto. Melden Sie sich mit dem verbundenen an."
        es "Es otra cuenta de LinkedIn. Inicie sesión con la que estaba conectada."
        pt "Esta é outra conta do LinkedIn. Entre com a que estava conectada."
        ar "هذا حساب LinkedIn آخر. سجّل الدخول بالحساب الذي رُبط."
    /// The account is linked already.
    AlreadyLinked "alreadyLinked"
        en "This account is already connected."
        fr "Ce compte est déjà connecté."
        de "Dieses Konto ist bereits verbunden."
        es "Esta cuenta ya está conectada."
        pt "Esta conta já está conectada."
        ar "هذا الحساب مرتبط بالفعل."
    /// The vendor can't answer now.
    Busy "busy"
        en "LinkedIn can’t be reached right now. Try again in a few minutes."
        fr "LinkedIn est injoignable pour l’instant. Réessayez dans quelques minutes."
        de "LinkedIn ist gerade nicht erreichbar. Versuchen Sie es in ein paar Minuten erneut."
        es "No se puede acceder a LinkedIn ahora. Inténtelo dentro de unos minutos."
        pt "Não é possível acessar o LinkedIn agora. Tente em alguns minutos."
        ar "يتعذّر الوصول إلى LinkedIn الآن. حاول بعد بضع دقائق."
    /// It was tried too often.
    Exhausted "exhausted"
        en "It hasn’t worked after several attempts."
        fr "Cela n’a pas fonctionné après plusieurs tentatives."
        de "Auch nach mehreren Versuchen hat es nicht geklappt."
        es "No ha funcionado tras varios intentos."
        pt "Não funcionou após várias tentativas."
        ar "لم ينجح الأمر بعد عدة محاولات."
    /// Start over.
    TryAgain "tryAgain"
        en "Try again"
        fr "Réessayer"
        de "Erneut versuchen"
        es "Reintentar"
        pt "Tentar novamente"
        ar "إعادة المحاولة"
    /// Go on in a popup.
    OpenWindow "openWindow"
        en "Open in a new window"
        fr "Ouvrir dans une nouvelle fenêtre"
        de "In neuem Fenster öffnen"
        es "Abrir en una ventana nueva"
        pt "Abrir em uma nova janela"
        ar "فتح في نافذة جديدة"
    /// Go on in a frame.
    ContinueHere "continueHere"
        en "Continue here"
        fr "Continuer ici"
        de "Hier fortfahren"
        es "Continuar aquí"
        pt "Continuar aqui"
        ar "المتابعة هنا"
    /// Bring the popup to the front.
    ShowWindow "showWindow"
        en "Show the window"
        fr "Afficher la fenêtre"
        de "Fenster anzeigen"
        es "Mostrar la ventana"
        pt "Mostrar a janela"
        ar "إظهار النافذة"
    /// Give up.
    Cancel "cancel"
        en "Cancel"
        fr "Annuler"
        de "Abbrechen"
        es "Cancelar"
        pt "Cancelar"
        ar "إلغاء"
    /// Close the dialog.
    Close "close"
        en "Close"
        fr "Fermer"
        de "Schließen"
        es "Cerrar"
        pt "Fechar"
        ar "إغلاق"
}

/// A language of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// Its texts in the order of [`KEYS`], a line each.
    pub texts: &'static str,
    /// Whether it is written from right to left.
    pub is_rtl: bool,
    /// Whether the catalogue has it, and not English in its place.
    pub is_known: bool,
}

impl Language {
    /// The language of a BCP 47 tag such as `pt-BR`: English where the catalogue doesn't have it, with the
    /// direction of the language that was asked for, because the host may bring the texts.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        let primary = primary(tag);
        let (texts, is_known) = match &primary {
            b"en" => (EN, true),
            b"fr" => (FR, true),
            b"de" => (DE, true),
            b"es" => (ES, true),
            b"pt" => (PT, true),
            b"ar" => (AR, true),
            _ => (EN, false),
        };
        Self { texts, is_rtl: is_rtl(primary), is_known }
    }
}

/// The first part of a BCP 47 tag, in lower case, when it has two letters; zeros when not.
#[must_use]
pub fn primary(tag: &str) -> [u8; 2] {
    match tag.as_bytes() {
        [_, _, next, ..] if next.is_ascii_alphanumeric() => [0; 2],
        [first, second, ..] => [first.to_ascii_lowercase(), second.to_ascii_lowercase()],
        _ => [0; 2],
    }
}

/// Whether such a language is written from right to left.
#[must_use]
pub fn is_rtl(primary: [u8; 2]) -> bool {
    matches!(&primary, b"ar" | b"fa" | b"he" | b"ur")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::prelude::rust_2024::*;

    use super::*;

    fn line(lines: &str, text: Text) -> &str {
        lines.lines().nth(text as usize).unwrap()
    }

    const TAGS: [&str; 6] = ["en", "fr", "de", "es", "pt", "ar"];

    #[test]
    fn every_language_has_every_text_on_a_line_of_its_own() {
        for tag in TAGS {
            let language = Language::of(tag);
            assert_eq!(language.texts.lines().count(), Text::ALL.len(), "{tag}");
            for text in Text::ALL {
                let words = line(language.texts, *text);
                assert!(!words.is_empty() && words.trim() == words, "{tag} {text:?}");
                // LinkedIn's name aside, no language borrows another's words by mistake.
                assert_eq!(
                    words.chars().any(|letter| ('\u{600}'..'\u{700}').contains(&letter)),
                    tag == "ar",
                    "{tag} {text:?}"
                );
            }
        }
        let keys: HashSet<_> = Text::ALL.iter().map(|text| line(KEYS, *text)).collect();
        assert_eq!(keys.len(), Text::ALL.len());
        assert_eq!((line(KEYS, Text::Title), line(KEYS, Text::Close)), ("title", "close"));
    }

    #[test]
    fn languages_are_told_by_their_primary_subtag() {
        for (tag, texts, is_rtl) in [
            ("en", EN, false),
            ("fr-CA", FR, false),
            ("DE", DE, false),
            ("pt_BR", PT, false),
            ("es-419", ES, false),
            ("ar-EG", AR, true),
            ("he", EN, true),
            ("fa-IR", EN, true),
            ("fil", EN, false),
            ("arc", EN, false),
            ("", EN, false),
            ("f", EN, false),
            ("日本", EN, false),
            ("a日", EN, false),
        ] {
            let is_known = texts != EN || tag == "en";
            assert_eq!(Language::of(tag), Language { texts, is_rtl, is_known }, "{tag}");
        }
    }
}
