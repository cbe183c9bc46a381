//! What the sign-in form says, in the dock's six languages; a host can put its own words over it.
//!
//! A catalogue of its own, so that a page without the form doesn't pay for it. Names that the dock's catalogue has too mean
//! the same there.

use crate::core::messages::{is_rtl, primary};

/// Makes the enum of texts, their names for JavaScript, and a string of lines for each language.
macro_rules! catalogue {
    ($($(#[$doc:meta])* $text:ident $key:literal
        en $en:literal fr $fr:literal de $de:literal es $es:literal pt $pt:literal ar $ar:literal)*) => {
        /// A text that the form can show.
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

// form.js knows the first ones, down to `OtherWays`, by their places: see `WORD` there.
catalogue! {
    /// The choice between password and cookies.
    Method "signInMethod"
        en "How do you want to sign in?"
        fr "Comment voulez-vous vous connecter ?"
        de "Wie möchten Sie sich anmelden?"
        es "¿Cómo quiere iniciar sesión?"
        pt "Como você quer entrar?"
        ar "كيف تريد تسجيل الدخول؟"
    /// One way.
    ByPassword "byPassword"
        en "Password"
        fr "Mot de passe"
        de "Passwort"
        es "Contraseña"
        pt "Senha"
        ar "كلمة المرور"
    /// The other.
    ByCookies "byCookies"
        en "Cookies"
        fr "Cookies"
        de "Cookies"
        es "Cookies"
        pt "Cookies"
        ar "ملفات تعريف الارتباط"
    /// The field for e-mail or phone.
    Username "username"
        en "Email or phone"
        fr "E-mail ou téléphone"
        de "E-Mail oder Telefon"
        es "Email o teléfono"
        pt "E-mail ou telefone"
        ar "البريد الإلكتروني أو الهاتف"
    /// The field for the password.
    Password "password"
        en "Password"
        fr "Mot de passe"
        de "Passwort"
        es "Contraseña"
        pt "Senha"
        ar "كلمة المرور"
    /// Makes it readable.
    ShowPassword "showPassword"
        en "Show password"
        fr "Afficher le mot de passe"
        de "Passwort anzeigen"
        es "Mostrar contraseña"
        pt "Mostrar senha"
        ar "إظهار كلمة المرور"
    /// The field for the first cookie.
    LiAt "liAt"
        en "Cookie “li_at”"
        fr "Cookie « li_at »"
        de "Cookie „li_at“"
        es "Cookie «li_at»"
        pt "Cookie “li_at”"
        ar "ملف تعريف الارتباط “li_at”"
    /// The field for the second one.
    LiA "liA"
        en "Cookie “li_a” (Recruiter, Sales Navigator)"
        fr "Cookie « li_a » (Recruiter, Sales Navigator)"
        de "Cookie „li_a“ (Recruiter, Sales Navigator)"
        es "Cookie «li_a» (Recruiter, Sales Navigator)"
        pt "Cookie “li_a” (Recruiter, Sales Navigator)"
        ar "ملف تعريف الارتباط “li_a” ‏(Recruiter وSales Navigator)"
    /// What is sent with the cookies.
    UserAgent "userAgent"
        en "Browser details sent along"
        fr "Informations du navigateur envoyées"
        de "Mitgesendete Angaben zum Browser"
        es "Datos del navegador que se envían"
        pt "Dados do navegador enviados"
        ar "بيانات المتصفح المرسلة"
    /// The field for a code.
    Code "code"
        en "Code"
        fr "Code"
        de "Code"
        es "Código"
        pt "Código"
        ar "الرمز"
    /// The field for a country's calling code.
    CountryCode "countryCode"
        en "Country code"
        fr "Indicatif"
        de "Ländervorwahl"
        es "Prefijo"
        pt "Código do país"
        ar "رمز البلد"
    /// The field for the rest of a phone number.
    PhoneNumber "phoneNumber"
        en "Phone number"
        fr "Numéro de téléphone"
        de "Telefonnummer"
        es "Número de teléfono"
        pt "Número de telefone"
        ar "رقم الهاتف"
    /// Before a countdown.
    TimeLeft "timeLeft"
        en "Time left:"
        fr "Temps restant :"
        de "Verbleibende Zeit:"
        es "Tiempo restante:"
        pt "Tempo restante:"
        ar "الوقت المتبقي:"
    /// Under a field that is empty.
    Missing "missing"
        en "Please fill in this field."
        fr "Veuillez remplir ce champ."
        de "Bitte füllen Sie dieses Feld aus."
        es "Rellene este campo."
        pt "Preencha este campo."
        ar "يُرجى ملء هذا الحقل."
    /// Under a choice without one.
    ChooseOne "chooseOne"
        en "Please choose one."
        fr "Veuillez choisir."
        de "Bitte wählen Sie aus."
        es "Elija una opción."
        pt "Escolha uma opção."
        ar "يُرجى الاختيار."
    /// Over the other challenges beside a code.
    OtherWays "otherWays"
        en "Verify another way"
        fr "Vérifier autrement"
        de "Anders bestätigen"
        es "Verificar de otra forma"
        pt "Verificar de outra forma"
        ar "التحقق بطريقة أخرى"
    /// The form's heading.
    SignIn "signInTitle"
        en "Sign in to LinkedIn"
        fr "Connexion à LinkedIn"
        de "Bei LinkedIn anmelden"
        es "Iniciar sesión en LinkedIn"
        pt "Entrar no LinkedIn"
        ar "تسجيل الدخول إلى LinkedIn"
    /// The form's heading when an account is reconnected.
    Reconnecting "reconnectTitle"
        en "Reconnect LinkedIn"
        fr "Reconnecter LinkedIn"
        de "LinkedIn erneut verbinden"
        es "Volver a conectar LinkedIn"
        pt "Reconectar o LinkedIn"
        ar "إعادة ربط LinkedIn"
    /// Under it.
    SignInLead "signIn"
        en "Use the LinkedIn account that you want to connect."
        fr "Utilisez le compte LinkedIn que vous voulez connecter."
        de "Verwenden Sie das LinkedIn-Konto, das Sie verbinden möchten."
        es "Use la cuenta de LinkedIn que quiere conectar."
        pt "Use a conta do LinkedIn que você quer conectar."
        ar "استخدم حساب LinkedIn الذي تريد ربطه."
    /// Where the cookies are.
    CookiesLead "cookies"
        en "In a browser where you’re signed in to LinkedIn, open the developer tools, choose Application or Storage, then Cookies, and copy the values of linkedin.com."
        fr "Dans un navigateur connecté à LinkedIn, ouvrez les outils de développement, choisissez Application ou Stockage, puis Cookies, et copiez les valeurs de linkedin.com."
        de "Öffnen Sie in einem bei LinkedIn angemeldeten Browser die Entwicklertools, wählen Sie Anwendung oder Web-Speicher, dann Cookies, und kopieren Sie die Werte von linkedin.com."
        es "En un navegador con la sesión de LinkedIn iniciada, abra las herramientas de desarrollo, elija Aplicación o Almacenamiento, luego Cookies, y copie los valores de linkedin.com."
        pt "Em um navegador conectado ao LinkedIn, abra as ferramentas de desenvolvedor, escolha Aplicativo ou Armazenamento, depois Cookies, e copie os valores de linkedin.com."
        ar "في متصفح سجّلت فيه الدخول إلى LinkedIn، افتح أدوات المطوّر واختر التطبيق أو التخزين ثم ملفات تعريف الارتباط، وانسخ قيم linkedin.com."
    /// The form's button.
    SignInButton "signInButton"
        en "Sign in"
        fr "Se connecter"
        de "Anmelden"
        es "Iniciar sesión"
        pt "Entrar"
        ar "تسجيل الدخول"
    /// The button of every other step.
    Next "next"
        en "Continue"
        fr "Continuer"
        de "Weiter"
        es "Continuar"
        pt "Continuar"
        ar "متابعة"
    /// The host's function is at work.
    Checking "checking"
        en "One moment…"
        fr "Un instant…"
        de "Einen Moment…"
        es "Un momento…"
        pt "Um momento…"
        ar "لحظة من فضلك…"
    /// A code is wanted.
    CodeTitle "codeTitle"
        en "Enter the code"
        fr "Saisissez le code"
        de "Code eingeben"
        es "Introduzca el código"
        pt "Insira o código"
        ar "أدخل الرمز"
    /// From wherever.
    CodeSent "codeSent"
        en "LinkedIn has sent you a code."
        fr "LinkedIn vous a envoyé un code."
        de "LinkedIn hat Ihnen einen Code geschickt."
        es "LinkedIn le ha enviado un código."
        pt "O LinkedIn enviou um código para você."
        ar "أرسل إليك LinkedIn رمزًا."
    /// By e-mail.
    CodeEmail "codeEmail"
        en "LinkedIn has sent you a code by email."
        fr "LinkedIn vous a envoyé un code par e-mail."
        de "LinkedIn hat Ihnen einen Code per E-Mail geschickt."
        es "LinkedIn le ha enviado un código por email."
        pt "O LinkedIn enviou um código por e-mail."
        ar "أرسل إليك LinkedIn رمزًا بالبريد الإلكتروني."
    /// By text message.
    CodeSms "codeSms"
        en "LinkedIn has sent you a code by text message."
        fr "LinkedIn vous a envoyé un code par SMS."
        de "LinkedIn hat Ihnen einen Code per SMS geschickt."
        es "LinkedIn le ha enviado un código por SMS."
        pt "O LinkedIn enviou um código por SMS."
        ar "أرسل إليك LinkedIn رمزًا برسالة نصية."
    /// By WhatsApp.
    CodeWhatsapp "codeWhatsapp"
        en "LinkedIn has sent you a code by WhatsApp."
        fr "LinkedIn vous a envoyé un code par WhatsApp."
        de "LinkedIn hat Ihnen einen Code per WhatsApp geschickt."
        es "LinkedIn le ha enviado un código por WhatsApp."
        pt "O LinkedIn enviou um código pelo WhatsApp."
        ar "أرسل إليك LinkedIn رمزًا عبر WhatsApp."
    /// From an authenticator app.
    CodeApp "codeApp"
        en "Open your authenticator app and enter the code that it shows."
        fr "Ouvrez votre application d’authentification et saisissez le code affiché."
        de "Öffnen Sie Ihre Authenticator-App und geben Sie den angezeigten Code ein."
        es "Abra su aplicación de autenticación e introduzca el código que muestra."
        pt "Abra seu app autenticador e insira o código exibido."
        ar "افتح تطبيق المصادقة وأدخل الرمز الذي يعرضه."
    /// Approval is wanted.
    ApproveTitle "approveTitle"
        en "Confirm in the LinkedIn app"
        fr "Confirmez dans l’application LinkedIn"
        de "In der LinkedIn-App bestätigen"
        es "Confirme en la app de LinkedIn"
        pt "Confirme no app do LinkedIn"
        ar "أكّد في تطبيق LinkedIn"
    /// Where.
    Approve "approve"
        en "Open the LinkedIn app on your phone and confirm that it’s you. This page goes on by itself."
        fr "Ouvrez l’application LinkedIn sur votre téléphone et confirmez que c’est bien vous. Cette page continuera d’elle-même."
        de "Öffnen Sie die LinkedIn-App auf Ihrem Telefon und bestätigen Sie, dass Sie es sind. Diese Seite geht von selbst weiter."
        es "Abra la app de LinkedIn en su teléfono y confirme que es usted. Esta página continuará sola."
        pt "Abra o app do LinkedIn no seu telefone e confirme que é você. Esta página continuará sozinha."
        ar "افتح تطبيق LinkedIn على هاتفك وأكّد أنك أنت. ستتابع هذه الصفحة تلقائيًا."
    /// The same where this page can't see it.
    ApproveBlind "approveBlind"
        en "Open the LinkedIn app on your phone and confirm that it’s you. Then start again here."
        fr "Ouvrez l’application LinkedIn sur votre téléphone et confirmez que c’est bien vous. Puis recommencez ici."
        de "Öffnen Sie die LinkedIn-App auf Ihrem Telefon und bestätigen Sie, dass Sie es sind. Beginnen Sie hier dann neu."
        es "Abra la app de LinkedIn en su teléfono y confirme que es usted. Después, empiece de nuevo aquí."
        pt "Abra o app do LinkedIn no seu telefone e confirme que é você. Depois, recomece aqui."
        ar "افتح تطبيق LinkedIn على هاتفك وأكّد أنك أنت، ثم ابدأ من جديد هنا."
    /// A code or approval.
    Either "approveOrCode"
        en "Confirm in the LinkedIn app on your phone, or enter the code that LinkedIn has sent you."
        fr "Confirmez dans l’application LinkedIn sur votre téléphone, ou saisissez le code que LinkedIn vous a envoyé."
        de "Bestätigen Sie in der LinkedIn-App auf Ihrem Telefon, oder geben Sie den Code ein, den LinkedIn Ihnen geschickt hat."
        es "Confirme en la app de LinkedIn de su teléfono o introduzca el código que LinkedIn le ha enviado."
        pt "Confirme no app do LinkedIn no seu telefone ou insira o código que o LinkedIn enviou."
        ar "أكّد في تطبيق LinkedIn على هاتفك، أو أدخل الرمز الذي أرسله إليك LinkedIn."
    /// A phone number is wanted.
    PhoneTitle "phoneTitle"
        en "Add a phone number"
        fr "Ajoutez un numéro de téléphone"
        de "Telefonnummer angeben"
        es "Añada un número de teléfono"
        pt "Adicione um número de telefone"
        ar "أضف رقم هاتف"
    /// What for.
    Phone "phone"
        en "LinkedIn asks for a number to protect your account."
        fr "LinkedIn demande un numéro pour protéger votre compte."
        de "LinkedIn fragt nach einer Nummer, um Ihr Konto zu schützen."
        es "LinkedIn pide un número para proteger su cuenta."
        pt "O LinkedIn pede um número para proteger sua conta."
        ar "يطلب LinkedIn رقمًا لحماية حسابك."
    /// A contract is wanted.
    ContractTitle "contractTitle"
        en "Choose a contract"
        fr "Choisissez un contrat"
        de "Vertrag auswählen"
        es "Elija un contrato"
        pt "Escolha um contrato"
        ar "اختر عقدًا"
    /// What for.
    Contract "contract"
        en "Your LinkedIn account has more than one. Which is to be connected?"
        fr "Votre compte LinkedIn en a plusieurs. Lequel faut-il connecter ?"
        de "Ihr LinkedIn-Konto hat mehrere. Welcher soll verbunden werden?"
        es "Su cuenta de LinkedIn tiene varios. ¿Cuál quiere conectar?"
        pt "Sua conta do LinkedIn tem mais de um. Qual deve ser conectado?"
        ar "لحساب LinkedIn الخاص بك أكثر من عقد. أيها تريد ربطه؟"
    /// A way to verify is wanted.
    ChallengeTitle "challengeTitle"
        en "Verify that it’s you"
        fr "Confirmez votre identité"
        de "Bestätigen Sie, dass Sie es sind"
        es "Verifique que es usted"
        pt "Verifique que é você"
        ar "تحقّق من هويتك"
    /// How.
    Challenge "challenge"
        en "Choose how LinkedIn should check."
        fr "Choisissez comment LinkedIn doit vérifier."
        de "Wählen Sie, wie LinkedIn das prüfen soll."
        es "Elija cómo debe comprobarlo LinkedIn."
        pt "Escolha como o LinkedIn deve verificar."
        ar "اختر طريقة تحقّق LinkedIn."
    /// A captcha.
    CaptchaTitle "captchaTitle"
        en "Security check"
        fr "Contrôle de sécurité"
        de "Sicherheitsprüfung"
        es "Control de seguridad"
        pt "Verificação de segurança"
        ar "فحص الأمان"
    /// What to do about it.
    Captcha "captcha"
        en "Solve the puzzle to go on."
        fr "Résolvez l’énigme pour continuer."
        de "Lösen Sie die Aufgabe, um weiterzumachen."
        es "Resuelva la prueba para continuar."
        pt "Resolva o desafio para continuar."
        ar "حُلّ اللغز للمتابعة."
    /// LinkedIn isn't ready.
    WaitTitle "waitTitle"
        en "LinkedIn is still working"
        fr "LinkedIn travaille encore"
        de "LinkedIn arbeitet noch"
        es "LinkedIn sigue trabajando"
        pt "O LinkedIn ainda está processando"
        ar "لا يزال LinkedIn يعمل"
    /// What to do about it.
    Wait "wait"
        en "This page goes on by itself."
        fr "Cette page continuera d’elle-même."
        de "Diese Seite geht von selbst weiter."
        es "Esta página continuará sola."
        pt "Esta página continuará sozinha."
        ar "ستتابع هذه الصفحة تلقائيًا."
    /// A QR code, and its name.
    QrTitle "qrTitle"
        en "Scan the QR code"
        fr "Scannez le code QR"
        de "QR-Code scannen"
        es "Escanee el código QR"
        pt "Escaneie o código QR"
        ar "امسح رمز QR"
    /// With what.
    Qr "qr"
        en "Use the LinkedIn app on your phone."
        fr "Utilisez l’application LinkedIn sur votre téléphone."
        de "Verwenden Sie die LinkedIn-App auf Ihrem Telefon."
        es "Use la app de LinkedIn en su teléfono."
        pt "Use o app do LinkedIn no seu telefone."
        ar "استخدم تطبيق LinkedIn على هاتفك."
    /// Consent is wanted.
    OauthTitle "oauthTitle"
        en "Allow access"
        fr "Autorisez l’accès"
        de "Zugriff erlauben"
        es "Permita el acceso"
        pt "Permita o acesso"
        ar "اسمح بالوصول"
    /// Where.
    Oauth "oauth"
        en "LinkedIn asks for your consent in a window of its own."
        fr "LinkedIn demande votre accord dans une autre fenêtre."
        de "LinkedIn bittet in einem eigenen Fenster um Ihre Zustimmung."
        es "LinkedIn le pide permiso en otra ventana."
        pt "O LinkedIn pede sua permissão em outra janela."
        ar "يطلب LinkedIn موافقتك في نافذة مستقلة."
    /// A step that we don't know.
    UnknownTitle "unknownTitle"
        en "LinkedIn asks for one more step"
        fr "LinkedIn demande une étape de plus"
        de "LinkedIn verlangt noch einen Schritt"
        es "LinkedIn pide un paso más"
        pt "O LinkedIn pede mais uma etapa"
        ar "يطلب LinkedIn خطوة أخرى"
    /// What can be done about it.
    Unknown "unknown"
        en "This step can’t be shown here. If you have a code for it, enter it; otherwise start again."
        fr "Cette étape ne peut pas s’afficher ici. Si vous avez un code, saisissez-le ; sinon, recommencez."
        de "Dieser Schritt kann hier nicht angezeigt werden. Wenn Sie einen Code dafür haben, geben Sie ihn ein; sonst beginnen Sie neu."
        es "Este paso no se puede mostrar aquí. Si tiene un código, introdúzcalo; si no, empiece de nuevo."
        pt "Esta etapa não pode ser exibida aqui. Se você tem um código, insira-o; senão, recomece."
        ar "لا يمكن عرض هذه الخطوة هنا. إن كان لديك رمز فأدخله، وإلا فابدأ من جديد."
    /// Asks for another code.
    Resend "resend"
        en "Send a new code"
        fr "Envoyer un nouveau code"
        de "Neuen Code senden"
        es "Enviar otro código"
        pt "Enviar novo código"
        ar "إرسال رمز جديد"
    /// It was sent.
    Resent "resent"
        en "A new code is on its way."
        fr "Un nouveau code est en route."
        de "Ein neuer Code ist unterwegs."
        es "Se ha enviado otro código."
        pt "Um novo código está a caminho."
        ar "الرمز الجديد في طريقه إليك."
    /// Back to the form.
    StartAgain "startAgain"
        en "Start again"
        fr "Recommencer"
        de "Neu beginnen"
        es "Empezar de nuevo"
        pt "Recomeçar"
        ar "البدء من جديد"
    /// Once more.
    TryAgain "tryAgain"
        en "Try again"
        fr "Réessayer"
        de "Erneut versuchen"
        es "Reintentar"
        pt "Tentar novamente"
        ar "إعادة المحاولة"
    /// The account that exists.
    Reconnect "reconnect"
        en "Reconnect"
        fr "Reconnecter"
        de "Erneut verbinden"
        es "Volver a conectar"
        pt "Reconectar"
        ar "إعادة الربط"
    /// Another account than that.
    UseAnother "useAnother"
        en "Use another account"
        fr "Utiliser un autre compte"
        de "Anderes Konto verwenden"
        es "Usar otra cuenta"
        pt "Usar outra conta"
        ar "استخدام حساب آخر"
    /// Opens the consent page.
    OpenWindow "openWindow"
        en "Open in a new window"
        fr "Ouvrir dans une nouvelle fenêtre"
        de "In neuem Fenster öffnen"
        es "Abrir en una ventana nueva"
        pt "Abrir em uma nova janela"
        ar "فتح في نافذة جديدة"
    /// Gives up.
    Cancel "cancel"
        en "Cancel"
        fr "Annuler"
        de "Abbrechen"
        es "Cancelar"
        pt "Cancelar"
        ar "إلغاء"
    /// `credentials_invalid`.
    WrongCredentials "wrongCredentials"
        en "LinkedIn doesn’t accept these details. Check them and try again."
        fr "LinkedIn n’accepte pas ces données. Vérifiez-les et réessayez."
        de "LinkedIn nimmt diese Angaben nicht an. Prüfen Sie sie und versuchen Sie es erneut."
        es "LinkedIn no acepta estos datos. Compruébelos y vuelva a intentarlo."
        pt "O LinkedIn não aceita estes dados. Confira-os e tente novamente."
        ar "لا يقبل LinkedIn هذه البيانات. تحقق منها وأعد المحاولة."
    /// `checkpoint_invalid`, of a code.
    WrongCode "wrongCode"
        en "That code isn’t right. Check it and try again."
        fr "Ce code n’est pas correct. Vérifiez-le et réessayez."
        de "Dieser Code stimmt nicht. Prüfen Sie ihn und versuchen Sie es erneut."
        es "El código no es correcto. Compruébelo y vuelva a intentarlo."
        pt "O código não está certo. Confira-o e tente novamente."
        ar "هذا الرمز غير صحيح. تحقق منه وأعد المحاولة."
    /// `checkpoint_invalid`, of anything else.
    WrongAnswer "wrongAnswer"
        en "LinkedIn didn’t accept that. Please try again."
        fr "LinkedIn ne l’a pas accepté. Veuillez réessayer."
        de "LinkedIn hat das nicht angenommen. Bitte versuchen Sie es erneut."
        es "LinkedIn no lo ha aceptado. Inténtelo de nuevo."
        pt "O LinkedIn não aceitou. Tente novamente."
        ar "لم يقبل LinkedIn ذلك. يُرجى إعادة المحاولة."
    /// `expired_link`.
    Expired "signInExpired"
        en "This sign-in has expired. Please sign in again."
        fr "Cette connexion a expiré. Veuillez vous reconnecter."
        de "Diese Anmeldung ist abgelaufen. Bitte melden Sie sich erneut an."
        es "Este inicio de sesión ha caducado. Inicie sesión de nuevo."
        pt "Este login expirou. Entre novamente."
        ar "انتهت صلاحية تسجيل الدخول هذا. يُرجى تسجيل الدخول من جديد."
    /// The time for a checkpoint is over.
    NoTimeLeft "noTimeLeft"
        en "The time for this step is over. Please start again."
        fr "Le temps prévu pour cette étape est écoulé. Veuillez recommencer."
        de "Die Zeit für diesen Schritt ist um. Bitte beginnen Sie neu."
        es "Se ha agotado el tiempo de este paso. Empiece de nuevo."
        pt "O tempo desta etapa acabou. Recomece."
        ar "انتهى وقت هذه الخطوة. يُرجى البدء من جديد."
    /// `account_mismatch`.
    OtherAccount "otherAccount"
        en "That is another LinkedIn account. Sign in with the one that was linked."
        fr "C’est un autre compte LinkedIn. Connectez-vous avec celui qui était associé."
        de "Das ist ein anderes LinkedIn-Konto. Melden Sie sich mit dem verbundenen an."
        es "Es otra cuenta de LinkedIn. Inicie sesión con la que estaba conectada."
        pt "Esta é outra conta do LinkedIn. Entre com a que estava conectada."
        ar "هذا حساب LinkedIn آخر. سجّل الدخول بالحساب الذي رُبط."
    /// `account_exists`.
    AlreadyLinked "alreadyLinked"
        en "This account is already connected."
        fr "Ce compte est déjà connecté."
        de "Dieses Konto ist bereits verbunden."
        es "Esta cuenta ya está conectada."
        pt "Esta conta já está conectada."
        ar "هذا الحساب مرتبط بالفعل."
    /// After "Reconnect".
    SignInAgain "signInAgain"
        en "Sign in once more to reconnect this account."
        fr "Connectez-vous encore une fois pour reconnecter ce compte."
        de "Melden Sie sich noch einmal an, um dieses Konto erneut zu verbinden."
        es "Inicie sesión una vez más para volver a conectar esta cuenta."
        pt "Entre mais uma vez para reconectar esta conta."
        ar "سجّل الدخول مرة أخرى لإعادة ربط هذا الحساب."
    /// `vendor_busy`.
    Busy "busy"
        en "LinkedIn can’t be reached right now. Try again in a few minutes."
        fr "LinkedIn est injoignable pour l’instant. Réessayez dans quelques minutes."
        de "LinkedIn ist gerade nicht erreichbar. Versuchen Sie es in ein paar Minuten erneut."
        es "No se puede acceder a LinkedIn ahora. Inténtelo dentro de unos minutos."
        pt "Não é possível acessar o LinkedIn agora. Tente em alguns minutos."
        ar "يتعذّر الوصول إلى LinkedIn الآن. حاول بعد بضع دقائق."
    /// The host's function failed or was too slow.
    Unreachable "unreachable"
        en "That didn’t get through. Check your connection and try again."
        fr "La demande n’a pas abouti. Vérifiez votre connexion et réessayez."
        de "Das kam nicht durch. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut."
        es "La solicitud no ha llegado. Compruebe su conexión y vuelva a intentarlo."
        pt "O pedido não chegou. Verifique sua conexão e tente novamente."
        ar "لم يصل الطلب. تحقق من اتصالك وأعد المحاولة."
    /// `vendor_failed`.
    NotConnected "notConnected"
        en "The account could not be connected."
        fr "Le compte n’a pas pu être connecté."
        de "Das Konto konnte nicht verbunden werden."
        es "No se pudo conectar la cuenta."
        pt "Não foi possível conectar a conta."
        ar "تعذّر ربط الحساب."
    /// The browser blocked the consent page's window.
    PopupBlocked "popupBlocked"
        en "Your browser blocked the sign-in window."
        fr "Votre navigateur a bloqué la fenêtre de connexion."
        de "Ihr Browser hat das Anmeldefenster blockiert."
        es "Su navegador bloqueó la ventana de inicio de sesión."
        pt "Seu navegador bloqueou a janela de login."
        ar "حظر متصفحك نافذة تسجيل الدخول."
    /// It is closed, or can't be seen from here.
    MaybeClosed "maybeClosed"
        en "The sign-in window may be closed. If it is still open, finish there."
        fr "La fenêtre de connexion est peut-être fermée. Si elle est encore ouverte, terminez-y."
        de "Das Anmeldefenster ist vielleicht geschlossen. Wenn es noch offen ist, machen Sie dort weiter."
        es "Es posible que la ventana de inicio de sesión esté cerrada. Si sigue abierta, termine allí."
        pt "A janela de login pode estar fechada. Se ainda estiver aberta, termine nela."
        ar "ربما أُغلقت نافذة تسجيل الدخول. إذا كانت لا تزال مفتوحة فأكمل هناك."
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
    /// The language of a BCP 47 tag, by the rules of the dock's catalogue.
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::prelude::rust_2024::*;

    use super::*;
    use crate::core::messages;

    #[test]
    fn every_language_has_every_text_on_a_line_of_its_own() {
        for tag in ["en", "fr", "de", "es", "pt", "ar"] {
            let lines: Vec<_> = Language::of(tag).texts.lines().collect();
            assert_eq!(lines.len(), Text::ALL.len(), "{tag}");
            for (line, text) in lines.iter().zip(Text::ALL) {
                assert!(!line.is_empty() && line.trim() == *line, "{tag} {text:?}");
                let arabic = line.chars().any(|letter| ('\u{600}'..'\u{700}').contains(&letter));
                assert_eq!(arabic, tag == "ar", "{tag} {text:?}");
            }
        }
        let keys: HashSet<_> = KEYS.lines().collect();
        assert_eq!(keys.len(), Text::ALL.len());
    }

    #[test]
    fn a_name_that_the_dock_has_too_means_the_same() {
        for tag in ["en", "fr", "de", "es", "pt", "ar"] {
            let docks: Vec<_> =
                messages::KEYS.lines().zip(messages::Language::of(tag).texts.lines()).collect();
            for (key, text) in KEYS.lines().zip(Language::of(tag).texts.lines()) {
                if let Some((_, dock)) = docks.iter().find(|(name, _)| *name == key) {
                    assert_eq!(*dock, text, "{tag} {key}");
                }
            }
        }
    }
}
